//! Verification: everything that is derived is derived again, and everything that is chained is checked.
//!
//! For each dossier: the hash of every event and its link to the one before, dense revisions, the digests of notes, the
//! fold of the events against the state and every derived column, the head against the last hash, the due moments by
//! the calendar's independent second reckoning. Over the whole journal: the count and XOR of all events, the
//! checkpoints and their own chain, commands against events, desk items and counts against the states, code counters
//! against codes, rows that belong to nothing; drafts of procedures against the acts on them, and what was published
//! against what was approved.
//!
//! Memory is bounded: dossiers are streamed by key in slices, several threads take slices in turn.

mod dossier;
mod finding;
mod journal;
mod procedures;
mod run;
pub(crate) mod slice;
mod stored;
pub(crate) mod tables;
pub(crate) mod tally;

pub use finding::{Finding, Kind};
pub use run::{CalendarOf, FINDINGS_MAX, Progress, Report, World, run};

pub(crate) const STATEMENTS: &[&motcua_db::Stmt] = statements::ALL;

mod statements {
    //! All SQL of verification in one place.

    crate::statements::statements! {
        /// Where this snapshot of the journal ends.
        END = "verify.end", "select cast(coalesce(max(position), 0) as bigint), count(*) from event";
        HEADS = "verify.heads", "select lane, count, x0, x1 from journal_head order by lane";
        /// The last key of the next slice.
        SLICE_END = "verify.slice_end", "select id from dossier where id > $1 order by id limit 1 offset $2";
        DOSSIERS = "verify.dossiers", "select id, code, revision, status, procedure, field, version, owner, submitter, \
            channel, provenance, helped_at, received_unit, competent, return_at, holder, sent_to, submitted_at, \
            received_at, due_at, ended_at, head, state from dossier where id > $1 and id <= $2 order by id";
        EVENTS = "verify.events", "select position, dossier, revision, kind, version, effective_at, recorded_at, actor, \
            command, payload, note_digest, prev, hash from event where dossier > $1 and dossier <= $2 \
            order by dossier, revision";
        NOTES = "verify.notes", "select dossier, revision, salt, text from note where dossier > $1 and dossier <= $2 \
            order by dossier, revision";
        FORMS = "verify.forms", "select dossier, salt, content from dossier_form where dossier > $1 and dossier <= $2 \
            order by dossier";
        HASHES = "verify.hashes", "select position, hash from event order by position";
        ITEMS = "verify.items", "select unit, queue, sort_at, dossier, officer, role, due_at, running, procedure, \
            field, channel from desk_item";
        COUNTS = "verify.counts", "select unit, queue, cast(sum(n) as bigint) from desk_count group by unit, queue";
        FILES = "verify.files", "select dossier, hash from dossier_file";
        COMMANDS = "verify.commands", "select id, actor, dossier, revision, recorded_at from command";
        COUNTERS = "verify.counters", "select agency_code, day, last_serial from code_counter";
        PEOPLE_MISSING = "verify.people_missing", "select d.id, d.code from dossier d \
            left join person p on p.id = d.owner where p.id is null order by d.id limit $1";
        COMMANDS_MISSING = "verify.commands_missing", "select e.dossier, e.position from event e \
            left join command c on c.id = e.command where c.id is null order by e.position limit $1";
        COMMANDS_ORPHANED = "verify.commands_orphaned", "select c.dossier, c.revision from command c \
            left join event e on e.dossier = c.dossier and e.revision = c.revision \
            where e.position is null or e.command <> c.id order by c.id limit $1";
        ACTS_ORPHANED = "verify.draft_acts_orphaned", "select a.draft from procedure_act a \
            left join procedure_draft d on d.id = a.draft where a.revision = 1 and d.id is null order by a.position";
        VARIATIONS = "verify.variations", "select id, code, unit, definition from procedure_version \
            where unit is not null order by id";
        /// Versions whose number says that a designer published them.
        DESIGNED = "verify.designed", "select id from procedure_version where id >= $1 order by id";
    }
    /// For the registry.
    pub(crate) const ALL: &[&motcua_db::Stmt] = STATEMENTS;
}
