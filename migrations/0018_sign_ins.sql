-- Sign-ins of people by an identity provider. Times are UNIX seconds of the server's clock.

-- One row for each sign-in that has been begun and not come back: used once, by the browser that began it, and for ten minutes
-- at most. Only hashes of what the browser and the address carry are kept; what the provider is to repeat and what proves to
-- it who asks follow from the browser's cookie, so that a copy of the database finishes no sign-in.
CREATE TABLE sign_in (
    state_hash {{blob}} NOT NULL PRIMARY KEY,
    browser_hash {{blob}} NOT NULL,
    provider {{text_binary}} NOT NULL,
    next TEXT NOT NULL,
    expires_at BIGINT NOT NULL
) {{without_rowid}};
CREATE INDEX sign_in_expires_idx ON sign_in (expires_at);

-- Which person a provider means. `name` is what it calls them, where the register has another name; `doubt`: 0 none, 1 the
-- names differ, 2 the number is recorded with another name too.
CREATE TABLE person_identity (
    issuer {{text_binary}} NOT NULL,
    subject {{text_binary}} NOT NULL,
    person {{blob}} NOT NULL,
    name TEXT NULL,
    doubt BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
) {{without_rowid}};
CREATE INDEX person_identity_person_idx ON person_identity (person);

-- The provider a person signed in by, so that signing out can lead there.
ALTER TABLE person_session ADD COLUMN provider TEXT NULL;
