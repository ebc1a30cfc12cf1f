-- What a person sees and says of their own data: who looked at it, how they rate, what they ask to be put right.
-- Times `*_at` are UNIX seconds.

-- At which unit and in which role an officer looked, who was looked up without a dossier, and a person's own looks
-- (`officer` is 0 then).
ALTER TABLE access_log ADD COLUMN unit BIGINT NULL;
ALTER TABLE access_log ADD COLUMN role TEXT NULL;
ALTER TABLE access_log ADD COLUMN person {{blob}} NULL;
ALTER TABLE access_log ADD COLUMN reader {{blob}} NULL;
CREATE INDEX access_log_dossier_idx ON access_log (dossier, id);
CREATE INDEX access_log_person_idx ON access_log (person, id) WHERE person IS NOT NULL;

-- A person's dossiers, newest first: their own, and those they filed for others.
DROP INDEX dossier_owner_idx;
CREATE INDEX dossier_owner_idx ON dossier (owner, id);
CREATE INDEX dossier_submitter_idx ON dossier (submitter, id) WHERE submitter <> owner;

-- One rating for each dossier, under a token that only the key of the database joins to it. No person, no dossier, no
-- hour: the month is all that is kept of the time.
CREATE TABLE rating (
    token {{blob}} NOT NULL PRIMARY KEY,
    month {{text_binary}} NOT NULL,
    unit BIGINT NOT NULL,
    procedure {{text_binary}} NOT NULL,
    face BIGINT NOT NULL,
    reasons TEXT NULL
) {{without_rowid}};
CREATE INDEX rating_unit_idx ON rating (unit, month);

-- A person asks for a correction of their data, or disputes an access to it.
CREATE TABLE person_request (
    id {{blob}} NOT NULL PRIMARY KEY,
    person {{blob}} NOT NULL,
    kind {{text_binary}} NOT NULL,
    dossier {{blob}} NULL,
    access BIGINT NULL,
    unit BIGINT NOT NULL,
    text TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    answer_by BIGINT NOT NULL,
    state {{text_binary}} NOT NULL,
    answered_at BIGINT NULL,
    answered_by BIGINT NULL,
    answer TEXT NULL
);
CREATE INDEX person_request_person_idx ON person_request (person, id);
CREATE INDEX person_request_unit_idx ON person_request (unit, state, answer_by, id);
CREATE UNIQUE INDEX person_request_access_key ON person_request (person, access);

-- Who looked stays told; an answer is given once.
{{#sqlite}}
CREATE TRIGGER access_log_kept_update BEFORE UPDATE ON access_log
BEGIN SELECT RAISE(ABORT, 'access_log_kept'); END;
CREATE TRIGGER access_log_kept_delete BEFORE DELETE ON access_log
BEGIN SELECT RAISE(ABORT, 'access_log_kept'); END;
CREATE TRIGGER person_request_kept_update BEFORE UPDATE ON person_request WHEN old.state <> 'open'
BEGIN SELECT RAISE(ABORT, 'person_request_kept'); END;
{{/sqlite}}
{{#postgres}}
CREATE TRIGGER access_log_kept_update BEFORE UPDATE ON access_log FOR EACH ROW
EXECUTE FUNCTION refuse_change('access_log_kept');
CREATE TRIGGER access_log_kept_delete BEFORE DELETE ON access_log FOR EACH ROW
EXECUTE FUNCTION refuse_change('access_log_kept');
CREATE TRIGGER access_log_kept_truncate BEFORE TRUNCATE ON access_log FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change('access_log_kept');
CREATE TRIGGER person_request_kept_update BEFORE UPDATE ON person_request FOR EACH ROW
WHEN (old.state <> 'open')
EXECUTE FUNCTION refuse_change('person_request_kept');
{{/postgres}}
