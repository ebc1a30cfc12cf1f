-- Codes by which people prove that an e-mail address is their own, before anything else is sent to it. The code is derived
-- from the id and a key of this database, and kept nowhere. Personal data: `email`, in small letters; rows are erased after
-- two days. `state`: 1 queued, 2 sent, 3 proven or void, 4 not taken by the mail server. Times `*_at` are UNIX milliseconds
-- of the server's clock.
CREATE TABLE email_code (
    id {{blob}} NOT NULL PRIMARY KEY,
    person {{blob}} NOT NULL,
    email {{text_binary}} NOT NULL,
    state BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    asked_at BIGINT NOT NULL
);
CREATE INDEX email_code_person_idx ON email_code (person, asked_at);
CREATE INDEX email_code_email_idx ON email_code (email, asked_at);
CREATE INDEX email_code_asked_idx ON email_code (asked_at);
CREATE INDEX email_code_queued_idx ON email_code (next_at) WHERE state = 1;
