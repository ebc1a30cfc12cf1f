-- Notices to people: what they are told of a dossier, and what became of it by each channel outside. Times `*_at` are UNIX
-- milliseconds of the server's clock unless said otherwise. Texts are made when they are shown or sent and kept nowhere;
-- telephones and addresses are read when something is sent.

-- One row for each fact and person, written with the fact itself; the person reads it in their own pages. `id` is made of
-- the moment and of what is told to whom: the same fact never gives two. `happened_at` and `moment` are legal moments in
-- UNIX seconds. `outward` is 1 while it waits to be shared out to channels.
CREATE TABLE notice (
    person {{blob}} NOT NULL,
    id {{blob}} NOT NULL,
    dossier {{blob}} NOT NULL,
    kind BIGINT NOT NULL,
    happened_at BIGINT NOT NULL,
    moment BIGINT NULL,
    outward BIGINT NOT NULL,
    read_at BIGINT NULL,
    PRIMARY KEY (person, id)
) {{without_rowid}};
CREATE INDEX notice_outward_idx ON notice (id) WHERE outward = 1;

-- One row for each notice and channel outside. `state`: 1 queued, 2 sent (the gateway took it), 3 delivered (it reported so),
-- 4 dead (given up), 5 withdrawn (nobody to send to any more). `next_at`: not before; while a sender works on it, the end of
-- its lease.
CREATE TABLE delivery (
    notice {{blob}} NOT NULL,
    channel BIGINT NOT NULL,
    person {{blob}} NOT NULL,
    state BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    queued_at BIGINT NOT NULL,
    sent_at BIGINT NULL,
    settled_at BIGINT NULL,
    problem TEXT NULL,
    PRIMARY KEY (notice, channel)
) {{without_rowid}};
CREATE INDEX delivery_queued_idx ON delivery (channel, next_at) WHERE state = 1;
CREATE INDEX delivery_dead_idx ON delivery (channel, settled_at) WHERE state = 4;

-- How a person wants to be told. Without a row: in Vietnamese, by the telephone they gave.
CREATE TABLE notice_choice (
    person {{blob}} NOT NULL PRIMARY KEY,
    lang {{text_binary}} NOT NULL,
    email TEXT NULL,
    channels BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
) {{without_rowid}};

-- Dossiers that an agency let lie past their time, once for each step, hand-over or filing. `since` is when that began and
-- `stuck_from` when its time was over, both in UNIX seconds; `ended_at` is set when it went on.
CREATE TABLE stuck (
    dossier {{blob}} NOT NULL,
    since BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    stuck_from BIGINT NOT NULL,
    noticed_at BIGINT NOT NULL,
    ended_at BIGINT NULL,
    PRIMARY KEY (dossier, since)
) {{without_rowid}};
CREATE INDEX stuck_open_idx ON stuck (unit, stuck_from) WHERE ended_at IS NULL;
