-- What lies in hand with a running clock, by the day it is due: derived from desk_item by the one write path, and checked by `verify`.
-- `version` is the procedure version, `role` is a number of crates/store/src/figures/in_hand.rs, `day` the local day of the due moment in days since 1970-01-01. What is
-- due today is told apart by desk_item itself. Deltas are added per writer (lane) and summed when read.
CREATE TABLE in_hand (
    unit BIGINT NOT NULL,
    version BIGINT NOT NULL,
    day BIGINT NOT NULL,
    queue BIGINT NOT NULL,
    role BIGINT NOT NULL,
    lane BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (unit, version, day, queue, role, lane)
) {{without_rowid}};
