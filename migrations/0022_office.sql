-- Acts of offices that are not a dossier's course: orders and what became of them, nudges, contests of a figure, reports frozen,
-- findings judged. One append-only account with a chain for each subject. `recorded_at` is UNIX milliseconds of the server's
-- clock, `effective_at` the moment in UNIX seconds. `payload` holds no personal data; words lie beside, bound by a salted digest.
CREATE TABLE office_act (
    position {{bigserial}},
    subject {{blob}} NOT NULL,
    revision BIGINT NOT NULL,
    kind {{text_binary}} NOT NULL,
    unit BIGINT NOT NULL,
    effective_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    actor {{text_binary}} NOT NULL,
    command {{blob}} NOT NULL,
    payload TEXT NOT NULL,
    note_digest {{blob}} NULL,
    prev {{blob}} NOT NULL,
    hash {{blob}} NOT NULL
);
CREATE UNIQUE INDEX office_act_subject_revision_key ON office_act (subject, revision);
CREATE UNIQUE INDEX office_act_command_key ON office_act (command);
CREATE INDEX office_act_kind_idx ON office_act (kind, position);
CREATE INDEX office_act_unit_idx ON office_act (unit, kind, position);

CREATE TABLE office_note (
    subject {{blob}} NOT NULL,
    revision BIGINT NOT NULL,
    salt {{blob}} NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (subject, revision)
) {{without_rowid}};

{{#sqlite}}
CREATE TRIGGER office_act_append_only_update BEFORE UPDATE ON office_act
BEGIN SELECT RAISE(ABORT, 'office_act_append_only'); END;
CREATE TRIGGER office_act_append_only_delete BEFORE DELETE ON office_act
BEGIN SELECT RAISE(ABORT, 'office_act_append_only'); END;
{{/sqlite}}
{{#postgres}}
CREATE TRIGGER office_act_append_only_update BEFORE UPDATE ON office_act FOR EACH ROW
EXECUTE FUNCTION refuse_change('office_act_append_only');
CREATE TRIGGER office_act_append_only_delete BEFORE DELETE ON office_act FOR EACH ROW
EXECUTE FUNCTION refuse_change('office_act_append_only');
CREATE TRIGGER office_act_append_only_truncate BEFORE TRUNCATE ON office_act FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change('office_act_append_only');
{{/postgres}}
