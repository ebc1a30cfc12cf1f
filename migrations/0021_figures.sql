-- Sums of what dossiers count for, by day: of a competent agency (dim 1), of the unit that received (2), of a procedure version (3).
-- `axis` says what the day is: of receipt (1), of the end (2). The meaning of n0…n31 is in crates/insight/src/measure.rs. Deltas are
-- added by the one write path per writer (lane) and summed when read; `verify` adds them up anew from the journal.
CREATE TABLE figure (
    dim BIGINT NOT NULL,
    axis BIGINT NOT NULL,
    day BIGINT NOT NULL,
    member BIGINT NOT NULL,
    lane BIGINT NOT NULL,
    n0 BIGINT NOT NULL, n1 BIGINT NOT NULL, n2 BIGINT NOT NULL, n3 BIGINT NOT NULL,
    n4 BIGINT NOT NULL, n5 BIGINT NOT NULL, n6 BIGINT NOT NULL, n7 BIGINT NOT NULL,
    n8 BIGINT NOT NULL, n9 BIGINT NOT NULL, n10 BIGINT NOT NULL, n11 BIGINT NOT NULL,
    n12 BIGINT NOT NULL, n13 BIGINT NOT NULL, n14 BIGINT NOT NULL, n15 BIGINT NOT NULL,
    n16 BIGINT NOT NULL, n17 BIGINT NOT NULL, n18 BIGINT NOT NULL, n19 BIGINT NOT NULL,
    n20 BIGINT NOT NULL, n21 BIGINT NOT NULL, n22 BIGINT NOT NULL, n23 BIGINT NOT NULL,
    n24 BIGINT NOT NULL, n25 BIGINT NOT NULL, n26 BIGINT NOT NULL, n27 BIGINT NOT NULL,
    n28 BIGINT NOT NULL, n29 BIGINT NOT NULL, n30 BIGINT NOT NULL, n31 BIGINT NOT NULL,
    PRIMARY KEY (dim, axis, day, member, lane)
) {{without_rowid}};

-- Behind a number lie its dossiers: those a competent agency received and ended in a span of days.
CREATE INDEX dossier_competent_received_idx ON dossier (competent, received_at, id) WHERE received_at IS NOT NULL;
CREATE INDEX dossier_competent_ended_idx ON dossier (competent, ended_at, id) WHERE ended_at IS NOT NULL;
