-- The guard over promises. One row for each rung a dossier climbed of each of its promises: 1 of the receipt, 2 of the apology. Written
-- once, never changed; `level` is whom it tells, `unit` who was responsible, `due_at` the promise then, both moments in UNIX seconds;
-- `noticed_at` is UNIX milliseconds of the server's clock. `bit` stands for promise and rung in one number: 2^(rung-1 + 16(promise-1)).
-- `draft_days` and `draft_due_at` are what the draft of an apology proposed, where one was made.
CREATE TABLE guard_rung (
    dossier {{blob}} NOT NULL,
    promise BIGINT NOT NULL,
    rung BIGINT NOT NULL,
    bit BIGINT NOT NULL,
    level BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    climbed_at BIGINT NOT NULL,
    noticed_at BIGINT NOT NULL,
    draft_days BIGINT NULL,
    draft_due_at BIGINT NULL,
    PRIMARY KEY (dossier, promise, rung)
) {{without_rowid}};

-- What those above the units are shown: the highest rung of each open dossier that told the city's centre or its leaders. Derived from
-- the rungs, and gone when the dossier has ended for good.
CREATE TABLE guard_open (
    dossier {{blob}} NOT NULL PRIMARY KEY,
    level BIGINT NOT NULL,
    promise BIGINT NOT NULL,
    rung BIGINT NOT NULL,
    due_at BIGINT NOT NULL
) {{without_rowid}};
CREATE INDEX guard_open_level_idx ON guard_open (level, due_at, dossier);

{{#sqlite}}
CREATE TRIGGER guard_rung_append_only_update BEFORE UPDATE ON guard_rung
BEGIN SELECT RAISE(ABORT, 'guard_rung_append_only'); END;
CREATE TRIGGER guard_rung_append_only_delete BEFORE DELETE ON guard_rung
BEGIN SELECT RAISE(ABORT, 'guard_rung_append_only'); END;
{{/sqlite}}
{{#postgres}}
CREATE TRIGGER guard_rung_append_only_update BEFORE UPDATE ON guard_rung FOR EACH ROW
EXECUTE FUNCTION refuse_change('guard_rung_append_only');
CREATE TRIGGER guard_rung_append_only_delete BEFORE DELETE ON guard_rung FOR EACH ROW
EXECUTE FUNCTION refuse_change('guard_rung_append_only');
CREATE TRIGGER guard_rung_append_only_truncate BEFORE TRUNCATE ON guard_rung FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change('guard_rung_append_only');
{{/postgres}}
