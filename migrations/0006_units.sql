-- Units are dated data: when each began and ended, what it was called, who took its place, and the reorganisations that
-- made it so. Dates are ISO text; times `*_at` are UNIX milliseconds of the server's clock. No personal data.

-- One row for each unit that a reorganisation created, renamed or ended. A unit without a row has always stood.
CREATE TABLE unit_life (
    unit BIGINT NOT NULL PRIMARY KEY,
    first_on {{text_binary}} NULL,
    last_on {{text_binary}} NULL
);

-- The units in whose hands one that ended passed; rank 0 is the main one.
CREATE TABLE unit_successor (
    unit BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    successor BIGINT NOT NULL,
    PRIMARY KEY (unit, rank)
) {{without_rowid}};

-- Names a unit had until a day.
CREATE TABLE unit_name (
    unit BIGINT NOT NULL,
    last_on {{text_binary}} NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    PRIMARY KEY (unit, last_on)
) {{without_rowid}};

-- Each reorganisation with its plan as it was carried out. `done_at` is set when the last dossier has passed on.
CREATE TABLE reorganisation (
    key {{text_binary}} NOT NULL PRIMARY KEY,
    effective_on {{text_binary}} NOT NULL,
    plan TEXT NOT NULL,
    digest {{blob}} NOT NULL,
    begun_at BIGINT NOT NULL,
    done_at BIGINT NULL,
    moved BIGINT NOT NULL
);

-- Units are never erased and their numbers never used again: old dossiers and their codes name them.
{{#sqlite}}
CREATE TRIGGER unit_kept_delete BEFORE DELETE ON unit
BEGIN SELECT RAISE(ABORT, 'unit_kept'); END;
CREATE TRIGGER reorganisation_kept_delete BEFORE DELETE ON reorganisation
BEGIN SELECT RAISE(ABORT, 'reorganisation_kept'); END;
CREATE TRIGGER reorganisation_kept_update BEFORE UPDATE ON reorganisation
WHEN old.plan <> new.plan OR old.digest <> new.digest OR old.effective_on <> new.effective_on OR old.key <> new.key
BEGIN SELECT RAISE(ABORT, 'reorganisation_kept'); END;
{{/sqlite}}
{{#postgres}}
CREATE TRIGGER unit_kept_delete BEFORE DELETE ON unit FOR EACH ROW EXECUTE FUNCTION refuse_change('unit_kept');
CREATE TRIGGER unit_kept_truncate BEFORE TRUNCATE ON unit FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change('unit_kept');
CREATE TRIGGER reorganisation_kept_delete BEFORE DELETE ON reorganisation FOR EACH ROW
EXECUTE FUNCTION refuse_change('reorganisation_kept');
CREATE TRIGGER reorganisation_kept_update BEFORE UPDATE ON reorganisation FOR EACH ROW
WHEN (old.plan <> new.plan OR old.digest <> new.digest OR old.effective_on <> new.effective_on OR old.key <> new.key)
EXECUTE FUNCTION refuse_change('reorganisation_kept');
{{/postgres}}
