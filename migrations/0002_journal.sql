-- People, dossiers (current state) and the append-only journal.
-- `recorded_at` is UNIX milliseconds of the server's clock; `effective_at` is the legal moment in UNIX seconds.

CREATE TABLE person (
    id {{blob}} NOT NULL PRIMARY KEY,
    personal_id {{text_binary}} NULL,
    name TEXT NOT NULL,
    name_key {{text_binary}} NOT NULL,
    given_key {{text_binary}} NOT NULL,
    born_on TEXT NULL,
    sex TEXT NULL,
    phone TEXT NULL,
    address TEXT NULL,
    commune BIGINT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX person_personal_id_idx ON person (personal_id);
CREATE INDEX person_name_idx ON person (name_key);
CREATE INDEX person_given_idx ON person (given_key);

-- The current state. Every column beside `state` is derived from it, for indexes and lists.
CREATE TABLE dossier (
    id {{blob}} NOT NULL PRIMARY KEY,
    code {{text_binary}} NULL,
    revision BIGINT NOT NULL,
    status BIGINT NOT NULL,
    procedure {{text_binary}} NOT NULL,
    field {{text_binary}} NOT NULL,
    version BIGINT NOT NULL,
    owner {{blob}} NOT NULL,
    submitter {{blob}} NOT NULL,
    channel BIGINT NOT NULL,
    provenance TEXT NOT NULL,
    helped_at BIGINT NULL,
    received_unit BIGINT NULL,
    competent BIGINT NOT NULL,
    return_at BIGINT NOT NULL,
    holder BIGINT NOT NULL,
    sent_to BIGINT NULL,
    submitted_at BIGINT NOT NULL,
    received_at BIGINT NULL,
    due_at BIGINT NULL,
    ended_at BIGINT NULL,
    head {{blob}} NOT NULL,
    state TEXT NOT NULL
);
CREATE UNIQUE INDEX dossier_code_key ON dossier (code);
CREATE INDEX dossier_owner_idx ON dossier (owner);
CREATE INDEX dossier_register_idx ON dossier (received_unit, received_at, id);

CREATE TABLE event (
    position {{bigserial}},
    dossier {{blob}} NOT NULL,
    revision BIGINT NOT NULL,
    kind TEXT NOT NULL,
    version BIGINT NOT NULL,
    effective_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    command {{blob}} NOT NULL,
    payload TEXT NOT NULL,
    note_digest {{blob}} NULL,
    prev {{blob}} NOT NULL,
    hash {{blob}} NOT NULL
);
CREATE UNIQUE INDEX event_dossier_revision_key ON event (dossier, revision);

-- Free text may have to be erased by law; its salted digest stays in the event.
CREATE TABLE note (
    dossier {{blob}} NOT NULL,
    revision BIGINT NOT NULL,
    salt {{blob}} NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (dossier, revision)
) {{without_rowid}};

CREATE TABLE command (
    id {{blob}} NOT NULL PRIMARY KEY,
    actor TEXT NOT NULL,
    digest {{blob}} NOT NULL,
    dossier {{blob}} NOT NULL,
    revision BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
) {{without_rowid}};

CREATE TABLE code_counter (
    agency_code {{text_binary}} NOT NULL,
    day {{text_binary}} NOT NULL,
    last_serial BIGINT NOT NULL,
    PRIMARY KEY (agency_code, day)
) {{without_rowid}};

-- Count and XOR of what was appended, one row per writer, so that no row is fought over. Lane -1 is the checkpoints'.
CREATE TABLE journal_head (
    lane BIGINT NOT NULL PRIMARY KEY,
    count BIGINT NOT NULL,
    x0 BIGINT NOT NULL,
    x1 BIGINT NOT NULL
) {{without_rowid}};

CREATE TABLE checkpoint (
    no BIGINT NOT NULL PRIMARY KEY,
    upto_position BIGINT NOT NULL,
    count BIGINT NOT NULL,
    frontier {{blob}} NOT NULL,
    root {{blob}} NOT NULL,
    prev {{blob}} NOT NULL,
    recorded_at BIGINT NOT NULL,
    hash {{blob}} NOT NULL
);

{{#sqlite}}
CREATE TRIGGER event_append_only_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'event_append_only'); END;
CREATE TRIGGER event_append_only_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'event_append_only'); END;
CREATE TRIGGER checkpoint_append_only_update BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoint_append_only'); END;
CREATE TRIGGER checkpoint_append_only_delete BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoint_append_only'); END;
{{/sqlite}}
{{#postgres}}
CREATE TRIGGER event_append_only_update BEFORE UPDATE ON event FOR EACH ROW
EXECUTE FUNCTION refuse_change('event_append_only');
CREATE TRIGGER event_append_only_delete BEFORE DELETE ON event FOR EACH ROW
EXECUTE FUNCTION refuse_change('event_append_only');
CREATE TRIGGER event_append_only_truncate BEFORE TRUNCATE ON event FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change('event_append_only');
CREATE TRIGGER checkpoint_append_only_update BEFORE UPDATE ON checkpoint FOR EACH ROW
EXECUTE FUNCTION refuse_change('checkpoint_append_only');
CREATE TRIGGER checkpoint_append_only_delete BEFORE DELETE ON checkpoint FOR EACH ROW
EXECUTE FUNCTION refuse_change('checkpoint_append_only');
CREATE TRIGGER checkpoint_append_only_truncate BEFORE TRUNCATE ON checkpoint FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change('checkpoint_append_only');
{{/postgres}}
