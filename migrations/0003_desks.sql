-- On which desks dossiers lie: derived from the states by the one write path, and checked by `verify`.

CREATE TABLE desk_item (
    unit BIGINT NOT NULL,
    queue BIGINT NOT NULL,
    sort_at BIGINT NOT NULL,
    dossier {{blob}} NOT NULL,
    officer BIGINT NULL,
    role TEXT NOT NULL,
    due_at BIGINT NULL,
    running BIGINT NOT NULL,
    procedure {{text_binary}} NOT NULL,
    field {{text_binary}} NOT NULL,
    channel BIGINT NOT NULL,
    PRIMARY KEY (unit, queue, sort_at, dossier)
) {{without_rowid}};
CREATE INDEX desk_item_due_idx ON desk_item (unit, due_at, dossier, queue) WHERE running = 1;
CREATE INDEX desk_item_procedure_idx ON desk_item (unit, queue, procedure, sort_at, dossier);

-- Deltas are added per writer (lane) and summed when read.
CREATE TABLE desk_count (
    unit BIGINT NOT NULL,
    queue BIGINT NOT NULL,
    lane BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (unit, queue, lane)
) {{without_rowid}};
