-- Dossiers in hand passed to a newer version: what was ordered, by whom and why, which dossiers went and what stayed.
-- Times `*_at` are UNIX milliseconds of the server's clock. No personal data but officers' numbers.

-- One row for each order. `done_at` and `stayed` are set when the last dossier was looked at.
CREATE TABLE procedure_passing (
    id {{blob}} NOT NULL PRIMARY KEY,
    code {{text_binary}} NOT NULL,
    from_version BIGINT NOT NULL,
    to_version BIGINT NOT NULL,
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    digest {{blob}} NOT NULL,
    officer BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    done_at BIGINT NULL,
    stayed TEXT NULL
);
CREATE INDEX procedure_passing_code_idx ON procedure_passing (code, begun_at);

-- The dossiers that went, written with the fact on the dossier itself.
CREATE TABLE procedure_passed (
    passing {{blob}} NOT NULL,
    dossier {{blob}} NOT NULL,
    PRIMARY KEY (passing, dossier)
) {{without_rowid}};

-- What was ordered and who went stays told.
{{#sqlite}}
CREATE TRIGGER procedure_passing_kept_delete BEFORE DELETE ON procedure_passing
BEGIN SELECT RAISE(ABORT, 'procedure_passing_kept'); END;
CREATE TRIGGER procedure_passing_kept_update BEFORE UPDATE ON procedure_passing
WHEN old.id <> new.id OR old.code <> new.code OR old.from_version <> new.from_version
    OR old.to_version <> new.to_version OR old.rule <> new.rule OR old.reason <> new.reason
    OR old.digest <> new.digest OR old.officer <> new.officer OR old.begun_at <> new.begun_at
    OR old.done_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'procedure_passing_kept'); END;
CREATE TRIGGER procedure_passed_kept_delete BEFORE DELETE ON procedure_passed
BEGIN SELECT RAISE(ABORT, 'procedure_passed_kept'); END;
CREATE TRIGGER procedure_passed_kept_update BEFORE UPDATE ON procedure_passed
BEGIN SELECT RAISE(ABORT, 'procedure_passed_kept'); END;
{{/sqlite}}
{{#postgres}}
CREATE TRIGGER procedure_passing_kept_delete BEFORE DELETE ON procedure_passing FOR EACH ROW
EXECUTE FUNCTION refuse_change('procedure_passing_kept');
CREATE TRIGGER procedure_passing_kept_truncate BEFORE TRUNCATE ON procedure_passing FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change('procedure_passing_kept');
CREATE TRIGGER procedure_passing_kept_update BEFORE UPDATE ON procedure_passing FOR EACH ROW
WHEN (old.id <> new.id OR old.code <> new.code OR old.from_version <> new.from_version
    OR old.to_version <> new.to_version OR old.rule <> new.rule OR old.reason <> new.reason
    OR old.digest <> new.digest OR old.officer <> new.officer OR old.begun_at <> new.begun_at
    OR old.done_at IS NOT NULL)
EXECUTE FUNCTION refuse_change('procedure_passing_kept');
CREATE TRIGGER procedure_passed_kept_delete BEFORE DELETE ON procedure_passed FOR EACH ROW
EXECUTE FUNCTION refuse_change('procedure_passed_kept');
CREATE TRIGGER procedure_passed_kept_truncate BEFORE TRUNCATE ON procedure_passed FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change('procedure_passed_kept');
CREATE TRIGGER procedure_passed_kept_update BEFORE UPDATE ON procedure_passed FOR EACH ROW
EXECUTE FUNCTION refuse_change('procedure_passed_kept');
{{/postgres}}
