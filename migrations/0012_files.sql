-- Electronic copies of papers. The content lies outside the database, encrypted, under a name that follows from its hash;
-- here stands whose it is and what it is called. Personal data: `file.name` and `upload.name` are what a person called a
-- file and may tell of them; they are erased with the row. Times `*_at` are UNIX milliseconds of the server's clock.

-- One row for each person (or officer) and content. The journal names contents by their hash, never these rows.
CREATE TABLE file (
    id {{blob}} NOT NULL PRIMARY KEY,
    hash {{blob}} NOT NULL,
    person {{blob}} NULL,
    officer BIGINT NULL,
    name TEXT NOT NULL,
    kind {{text_binary}} NOT NULL,
    size BIGINT NOT NULL,
    pages BIGINT NULL,
    report TEXT NOT NULL,
    kept_at BIGINT NOT NULL
);
CREATE INDEX file_hash_idx ON file (hash);
CREATE INDEX file_person_idx ON file (person, kept_at);
CREATE INDEX file_kept_idx ON file (kept_at);

-- Which dossiers name a content in their events: follows from the journal, written with it.
CREATE TABLE dossier_file (
    dossier {{blob}} NOT NULL,
    hash {{blob}} NOT NULL,
    PRIMARY KEY (dossier, hash)
) {{without_rowid}};
CREATE INDEX dossier_file_hash_idx ON dossier_file (hash);

-- Files on their way, piece by piece.
CREATE TABLE upload (
    id {{blob}} NOT NULL PRIMARY KEY,
    person {{blob}} NULL,
    officer BIGINT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    received BIGINT NOT NULL,
    pieces BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    touched_at BIGINT NOT NULL
);
CREATE INDEX upload_person_idx ON upload (person);
CREATE INDEX upload_touched_idx ON upload (touched_at);
