-- Signs of filings that people sent by themselves from home, for detectors. No address, no name: marks are hashes with a key of the
-- database. Written in the filing's transaction, beside the journal, and deleted after the days that the city's detectors say.
-- Times `*_at` are UNIX seconds of the legal clock.

-- `account`, `device`, `contact`: marks of who files, of the browser, of the telephone given. `took`: seconds from begin to send.
-- `near`: how near the browser was to desks (0 nowhere, 1 their network, 2 their network and make of browser, 3 a browser of a desk).
CREATE TABLE filing_signal (
    dossier {{blob}} NOT NULL PRIMARY KEY,
    account {{blob}} NOT NULL,
    sent_at BIGINT NOT NULL,
    took BIGINT NOT NULL,
    device {{blob}} NULL,
    near BIGINT NOT NULL,
    contact {{blob}} NULL,
    office_contact BIGINT NOT NULL
) {{without_rowid}};
CREATE INDEX filing_signal_sent_idx ON filing_signal (sent_at, dossier);

-- From where officers sign in to their desks: marks of the browser, its network and its make. Not whose desk it is.
CREATE TABLE desk_mark (
    browser {{blob}} NOT NULL,
    network {{blob}} NOT NULL,
    make {{blob}} NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (browser, network, make)
) {{without_rowid}};
CREATE INDEX desk_mark_network_idx ON desk_mark (network);
CREATE INDEX desk_mark_seen_idx ON desk_mark (seen_at);
