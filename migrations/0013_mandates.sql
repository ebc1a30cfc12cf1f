-- Who may file for whom. Names and numbers here are personal data; the journal refers to a mandate by its id alone.
-- Days are ISO text; times `*_at` are UNIX milliseconds of the server's clock. `scope` is JSON.

CREATE TABLE mandate (
    id {{blob}} NOT NULL PRIMARY KEY,
    giver {{blob}} NOT NULL,
    receiver_kind {{text_binary}} NOT NULL,
    receiver_number {{text_binary}} NOT NULL,
    receiver_name TEXT NOT NULL,
    scope TEXT NOT NULL,
    proof TEXT NOT NULL,
    valid_from {{text_binary}} NOT NULL,
    valid_to {{text_binary}} NOT NULL,
    given_at BIGINT NOT NULL,
    revoked_at BIGINT NULL
);
CREATE INDEX mandate_giver_idx ON mandate (giver, id);
CREATE INDEX mandate_receiver_idx ON mandate (receiver_number, id);
