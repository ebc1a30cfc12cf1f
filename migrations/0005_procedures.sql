-- Drafts of procedure versions, and the append-only account of who did what to them.
-- Times `*_at` are UNIX milliseconds of the server's clock, dates are ISO text. No personal data but officers' numbers.

-- Where a draft stands. Derived from its acts by the one module that writes both, and checked by `verify`.
CREATE TABLE procedure_draft (
    id {{blob}} NOT NULL PRIMARY KEY,
    code {{text_binary}} NOT NULL,
    purpose TEXT NOT NULL,
    title TEXT NOT NULL,
    note TEXT NOT NULL,
    based_on BIGINT NULL,
    definition TEXT NOT NULL,
    revision BIGINT NOT NULL,
    state {{text_binary}} NOT NULL,
    author BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    valid_from {{text_binary}} NULL,
    version BIGINT NULL,
    head {{blob}} NOT NULL
);
CREATE INDEX procedure_draft_state_idx ON procedure_draft (state, updated_at, id);
CREATE INDEX procedure_draft_code_idx ON procedure_draft (code, updated_at);

-- `digest` is of the definition as it stood after the act; the definition itself stands with the acts that wrote it.
CREATE TABLE procedure_act (
    position {{bigserial}},
    draft {{blob}} NOT NULL,
    revision BIGINT NOT NULL,
    kind {{text_binary}} NOT NULL,
    officer BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    digest {{blob}} NOT NULL,
    definition TEXT NULL,
    note TEXT NOT NULL,
    version BIGINT NULL,
    effective_on {{text_binary}} NULL,
    command {{blob}} NOT NULL,
    command_digest {{blob}} NOT NULL,
    prev {{blob}} NOT NULL,
    hash {{blob}} NOT NULL
);
CREATE UNIQUE INDEX procedure_act_draft_revision_key ON procedure_act (draft, revision);
CREATE UNIQUE INDEX procedure_act_command_key ON procedure_act (command);
CREATE INDEX procedure_act_kind_idx ON procedure_act (kind, version);

-- The dossiers of one procedure: those in hand (not ended), and those of the past by when they ended.
CREATE INDEX dossier_procedure_idx ON dossier (procedure, ended_at);

-- A published version never changes, and what was done to a draft stays told.
{{#sqlite}}
CREATE TRIGGER procedure_act_append_only_update BEFORE UPDATE ON procedure_act
BEGIN SELECT RAISE(ABORT, 'procedure_act_append_only'); END;
CREATE TRIGGER procedure_act_append_only_delete BEFORE DELETE ON procedure_act
BEGIN SELECT RAISE(ABORT, 'procedure_act_append_only'); END;
CREATE TRIGGER procedure_version_fixed_update BEFORE UPDATE ON procedure_version
BEGIN SELECT RAISE(ABORT, 'procedure_version_fixed'); END;
CREATE TRIGGER procedure_version_fixed_delete BEFORE DELETE ON procedure_version
BEGIN SELECT RAISE(ABORT, 'procedure_version_fixed'); END;
DELETE FROM sqlite_stat1 WHERE tbl = 'dossier';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('dossier', 'sqlite_autoindex_dossier_1', '1000000 1'),
    ('dossier', 'dossier_code_key', '1000000 1'),
    ('dossier', 'dossier_owner_idx', '1000000 2'),
    ('dossier', 'dossier_register_idx', '1000000 7000 2 1'),
    ('dossier', 'dossier_procedure_idx', '1000000 2000 5');
ANALYZE sqlite_schema;
{{/sqlite}}
{{#postgres}}
CREATE TRIGGER procedure_act_append_only_update BEFORE UPDATE ON procedure_act FOR EACH ROW
EXECUTE FUNCTION refuse_change('procedure_act_append_only');
CREATE TRIGGER procedure_act_append_only_delete BEFORE DELETE ON procedure_act FOR EACH ROW
EXECUTE FUNCTION refuse_change('procedure_act_append_only');
CREATE TRIGGER procedure_act_append_only_truncate BEFORE TRUNCATE ON procedure_act FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change('procedure_act_append_only');
CREATE TRIGGER procedure_version_fixed_update BEFORE UPDATE ON procedure_version FOR EACH ROW
EXECUTE FUNCTION refuse_change('procedure_version_fixed');
CREATE TRIGGER procedure_version_fixed_delete BEFORE DELETE ON procedure_version FOR EACH ROW
EXECUTE FUNCTION refuse_change('procedure_version_fixed');
CREATE TRIGGER procedure_version_fixed_truncate BEFORE TRUNCATE ON procedure_version FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change('procedure_version_fixed');
{{/postgres}}
