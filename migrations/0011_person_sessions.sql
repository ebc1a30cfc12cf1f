-- People who signed in. Times are UNIX seconds of the server's clock.

-- Only the hash of a token is kept: a copy of the database opens no session. `level` and `scheme` say how surely the person
-- is who they say; they go onto every dossier filed in the session.
CREATE TABLE person_session (
    token_hash {{blob}} NOT NULL PRIMARY KEY,
    person {{blob}} NOT NULL,
    level BIGINT NOT NULL,
    scheme {{text_binary}} NOT NULL,
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) {{without_rowid}};
CREATE INDEX person_session_expires_idx ON person_session (expires_at);
CREATE INDEX person_session_person_idx ON person_session (person);
