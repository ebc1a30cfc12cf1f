-- Reports: definitions made in the running program, and editions frozen. Both are told of by an act in the account of offices with the
-- same subject and revision, which binds them by their digests. `position` is where the journal ended, as the edition is known at.
CREATE TABLE report_definition (
    subject {{blob}} NOT NULL,
    revision BIGINT NOT NULL,
    key {{text_binary}} NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (subject, revision)
) {{without_rowid}};
CREATE INDEX report_definition_key_idx ON report_definition (key, revision);

CREATE TABLE published_report (
    subject {{blob}} NOT NULL,
    revision BIGINT NOT NULL,
    key {{text_binary}} NOT NULL,
    period {{text_binary}} NOT NULL,
    unit BIGINT NULL,
    position BIGINT NOT NULL,
    frozen_at BIGINT NOT NULL,
    definition TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (subject, revision)
) {{without_rowid}};
CREATE INDEX published_report_frozen_idx ON published_report (frozen_at, subject, revision);
CREATE INDEX published_report_key_idx ON published_report (key, frozen_at, subject, revision);

{{#sqlite}}
CREATE TRIGGER report_definition_append_only_update BEFORE UPDATE ON report_definition
BEGIN SELECT RAISE(ABORT, 'report_definition_append_only'); END;
CREATE TRIGGER report_definition_append_only_delete BEFORE DELETE ON report_definition
BEGIN SELECT RAISE(ABORT, 'report_definition_append_only'); END;
CREATE TRIGGER published_report_append_only_update BEFORE UPDATE ON published_report
BEGIN SELECT RAISE(ABORT, 'published_report_append_only'); END;
CREATE TRIGGER published_report_append_only_delete BEFORE DELETE ON published_report
BEGIN SELECT RAISE(ABORT, 'published_report_append_only'); END;
{{/sqlite}}
{{#postgres}}
CREATE TRIGGER report_definition_append_only_update BEFORE UPDATE ON report_definition FOR EACH ROW
EXECUTE FUNCTION refuse_change('report_definition_append_only');
CREATE TRIGGER report_definition_append_only_delete BEFORE DELETE ON report_definition FOR EACH ROW
EXECUTE FUNCTION refuse_change('report_definition_append_only');
CREATE TRIGGER report_definition_append_only_truncate BEFORE TRUNCATE ON report_definition FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change('report_definition_append_only');
CREATE TRIGGER published_report_append_only_update BEFORE UPDATE ON published_report FOR EACH ROW
EXECUTE FUNCTION refuse_change('published_report_append_only');
CREATE TRIGGER published_report_append_only_delete BEFORE DELETE ON published_report FOR EACH ROW
EXECUTE FUNCTION refuse_change('published_report_append_only');
CREATE TRIGGER published_report_append_only_truncate BEFORE TRUNCATE ON published_report FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change('published_report_append_only');
{{/postgres}}
