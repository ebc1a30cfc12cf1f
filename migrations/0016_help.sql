-- Help with filings. No names: whose a filing is stands in `filing`, who an officer is in `officer`. Times `*_at` are UNIX
-- milliseconds of the server's clock.

-- Help within a person's own sign-in. Asked for by the person: `code` is the hash of what they read out, until somebody
-- answers it or its time is over. Begun when an officer gives it; a row that has begun is never taken back, only ended.
CREATE TABLE filing_help (
    id {{blob}} NOT NULL PRIMARY KEY,
    filing {{blob}} NOT NULL,
    code {{blob}} NULL,
    code_until BIGINT NOT NULL,
    kiosk {{blob}} NULL,
    officer BIGINT NULL,
    unit BIGINT NULL,
    place {{text_binary}} NULL,
    began_at BIGINT NULL,
    ended_at BIGINT NULL
);
CREATE INDEX filing_help_filing_idx ON filing_help (filing);
CREATE UNIQUE INDEX filing_help_code_key ON filing_help (code);
CREATE INDEX filing_help_officer_idx ON filing_help (officer, id);

-- A person's consent that an officer files for them: the number of the paper they signed and its scan, by hash. `paper` is
-- the officer's words and may tell of the person.
CREATE TABLE consent (
    id {{blob}} NOT NULL PRIMARY KEY,
    person {{blob}} NOT NULL,
    officer BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    place {{text_binary}} NOT NULL,
    paper TEXT NOT NULL,
    file {{blob}} NOT NULL,
    given_at BIGINT NOT NULL
);
CREATE INDEX consent_person_idx ON consent (person, id);
CREATE INDEX consent_file_idx ON consent (file);

-- The consent on which an officer entered a filing.
ALTER TABLE filing ADD COLUMN consent {{blob}} NULL;
