-- The city as data: units, procedure versions, working calendar; officers, their duties and how they sign in.
-- Times `*_at` are UNIX seconds, dates are ISO text. All integers are BIGINT.

CREATE TABLE meta (
    key {{text_binary}} NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE unit (
    id BIGINT NOT NULL PRIMARY KEY,
    key {{text_binary}} NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent BIGINT NULL,
    agency_code TEXT NOT NULL,
    agency_code_provisional BIGINT NOT NULL,
    address TEXT NULL,
    population BIGINT NULL
);
CREATE UNIQUE INDEX unit_key_key ON unit (key);

-- A published version never changes: a dossier is pinned to it.
CREATE TABLE procedure_version (
    id BIGINT NOT NULL PRIMARY KEY,
    code {{text_binary}} NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT NULL,
    definition TEXT NOT NULL
);
CREATE INDEX procedure_version_code_idx ON procedure_version (code, valid_from);

CREATE TABLE calendar_source (
    id BIGINT NOT NULL PRIMARY KEY,
    definition TEXT NOT NULL
);

CREATE TABLE officer (
    id BIGINT NOT NULL PRIMARY KEY,
    username {{text_binary}} NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NULL,
    active BIGINT NOT NULL
);
CREATE UNIQUE INDEX officer_username_key ON officer (username);

-- `field` is '*' for a duty over every field.
CREATE TABLE duty (
    officer BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    role {{text_binary}} NOT NULL,
    field {{text_binary}} NOT NULL,
    valid_from {{text_binary}} NOT NULL,
    valid_to {{text_binary}} NULL,
    PRIMARY KEY (officer, unit, role, field, valid_from)
) {{without_rowid}};
CREATE INDEX duty_unit_idx ON duty (unit);

-- Only the hash of a token is kept: a copy of the database opens no session.
CREATE TABLE session (
    token_hash {{blob}} NOT NULL PRIMARY KEY,
    officer BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) {{without_rowid}};
CREATE INDEX session_expires_idx ON session (expires_at);
CREATE INDEX session_officer_idx ON session (officer);

CREATE TABLE api_token (
    token_hash {{blob}} NOT NULL PRIMARY KEY,
    officer BIGINT NOT NULL,
    label TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) {{without_rowid}};

CREATE TABLE sign_in_guard (
    username {{text_binary}} NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    failed_at BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
) {{without_rowid}};

CREATE TABLE tracking_guard (
    code {{text_binary}} NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    failed_at BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
) {{without_rowid}};

-- Who looked at what, and why.
CREATE TABLE access_log (
    id {{bigserial}},
    at BIGINT NOT NULL,
    officer BIGINT NOT NULL,
    dossier {{blob}} NULL,
    purpose TEXT NOT NULL
);

-- What a database is for is settled when it is created and never again.
{{#sqlite}}
CREATE TRIGGER meta_fixed_update BEFORE UPDATE ON meta
WHEN old.key IN ('created_as', 'database_id') OR new.key IN ('created_as', 'database_id')
BEGIN SELECT RAISE(ABORT, 'meta_fixed'); END;
CREATE TRIGGER meta_fixed_delete BEFORE DELETE ON meta
WHEN old.key IN ('created_as', 'database_id')
BEGIN SELECT RAISE(ABORT, 'meta_fixed'); END;
{{/sqlite}}
{{#postgres}}
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;
CREATE TRIGGER meta_fixed_update BEFORE UPDATE ON meta FOR EACH ROW
WHEN (old.key IN ('created_as', 'database_id') OR new.key IN ('created_as', 'database_id'))
EXECUTE FUNCTION refuse_change('meta_fixed');
CREATE TRIGGER meta_fixed_delete BEFORE DELETE ON meta FOR EACH ROW
WHEN (old.key IN ('created_as', 'database_id'))
EXECUTE FUNCTION refuse_change('meta_fixed');
CREATE TRIGGER meta_fixed_truncate BEFORE TRUNCATE ON meta FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change('meta_fixed');
{{/postgres}}
