-- SQLite chooses indexes by statistics that only ANALYZE gathers. These describe a city of a million dossiers, so that a
-- list filtered by procedure uses the index made for it from the first day on. PostgreSQL gathers its own.
{{#sqlite}}
ANALYZE unit;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('desk_item', 'desk_item', '2000000 8000 1500 2 1'),
    ('desk_item', 'desk_item_procedure_idx', '2000000 8000 1500 20 2 1'),
    ('desk_item', 'desk_item_due_idx', '60000 300 2 1 1');
ANALYZE sqlite_schema;
{{/sqlite}}
