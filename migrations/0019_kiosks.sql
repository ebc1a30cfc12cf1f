-- Kiosks: machines of a unit that people use without an officer beside them. Times `*_at` are UNIX milliseconds of the
-- server's clock.

-- Known by what its browser keeps in a cookie; only hashes are stored. `code` is the hash of what is typed at the machine
-- to make it a kiosk, once, until `code_until`; `issued_by` gave it out. Retired, a kiosk stays as a row: dossiers name it.
-- Without `added_by` it is one of a demonstration.
CREATE TABLE kiosk (
    id {{blob}} NOT NULL PRIMARY KEY,
    unit BIGINT NOT NULL,
    label TEXT NOT NULL,
    code {{blob}} NULL,
    code_until BIGINT NULL,
    issued_by BIGINT NULL,
    key_hash {{blob}} NULL,
    added_at BIGINT NOT NULL,
    added_by BIGINT NULL,
    enrolled_at BIGINT NULL,
    enrolled_by BIGINT NULL,
    retired_at BIGINT NULL,
    retired_by BIGINT NULL,
    seen_at BIGINT NULL,
    called_at BIGINT NULL
);
CREATE UNIQUE INDEX kiosk_code_key ON kiosk (code);
CREATE UNIQUE INDEX kiosk_key_hash_key ON kiosk (key_hash);
CREATE INDEX kiosk_unit_idx ON kiosk (unit, id);

-- The kiosk a person signed in at: their session ends when its cookie is shown from elsewhere.
ALTER TABLE person_session ADD COLUMN kiosk {{blob}} NULL;
CREATE INDEX person_session_kiosk_idx ON person_session (kiosk) WHERE kiosk IS NOT NULL;
