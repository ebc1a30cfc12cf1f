-- Ratings as they were told, so that what was shown at a moment is told of it later. A rating keeps no time but its month, and none is told
-- while its month runs before five of the unit are new: a row is written then, with all of the unit in that month by face. Append-only.
-- `told_at` is UNIX milliseconds of the server's clock, `n` the sum of the faces.
CREATE TABLE rating_told (
    month {{text_binary}} NOT NULL,
    unit BIGINT NOT NULL,
    n BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    n1 BIGINT NOT NULL,
    n2 BIGINT NOT NULL,
    n3 BIGINT NOT NULL,
    n4 BIGINT NOT NULL,
    n5 BIGINT NOT NULL,
    PRIMARY KEY (month, unit, n)
) {{without_rowid}};

{{#sqlite}}
CREATE TRIGGER rating_told_append_only_update BEFORE UPDATE ON rating_told
BEGIN SELECT RAISE(ABORT, 'rating_told_append_only'); END;
CREATE TRIGGER rating_told_append_only_delete BEFORE DELETE ON rating_told
BEGIN SELECT RAISE(ABORT, 'rating_told_append_only'); END;
{{/sqlite}}
{{#postgres}}
CREATE TRIGGER rating_told_append_only_update BEFORE UPDATE ON rating_told FOR EACH ROW
EXECUTE FUNCTION refuse_change('rating_told_append_only');
CREATE TRIGGER rating_told_append_only_delete BEFORE DELETE ON rating_told FOR EACH ROW
EXECUTE FUNCTION refuse_change('rating_told_append_only');
CREATE TRIGGER rating_told_append_only_truncate BEFORE TRUNCATE ON rating_told FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change('rating_told_append_only');
{{/postgres}}
