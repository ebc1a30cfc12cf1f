-- Filings under way, and the answers dossiers were filed with. Both hold personal data: a filing goes when it is filed, is
-- thrown away or was left alone too long; answers may have to be erased by law, and their salted digest stays in the journal.
-- Times `*_at` are UNIX milliseconds of the server's clock.

-- One row for each filing a person has begun. `command` is the id of the command that will file it: sent twice, it files one
-- dossier. `kept` is what was typed when the sign-in had ended, JSON, for the person alone. `dossier` is what it became.
CREATE TABLE filing (
    id {{blob}} NOT NULL PRIMARY KEY,
    person {{blob}} NOT NULL,
    procedure {{text_binary}} NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    command {{blob}} NOT NULL,
    content TEXT NOT NULL,
    kept TEXT NULL,
    dossier {{blob}} NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX filing_person_idx ON filing (person, updated_at);
CREATE INDEX filing_updated_idx ON filing (updated_at);

-- The answers of the electronic form of a dossier, JSON.
CREATE TABLE dossier_form (
    dossier {{blob}} NOT NULL PRIMARY KEY,
    salt {{blob}} NOT NULL,
    content TEXT NOT NULL
) {{without_rowid}};
