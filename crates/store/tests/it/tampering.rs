//! An attacker with access to the database drops the triggers and changes something: verification must see it.

use crate::city;
use crate::town::Town;
use motcua_db::testing::TestDb;
use motcua_db::{Db, Engine, Row, Stmt, on_each_database};
use motcua_domain::actor::ActorRef;
use motcua_domain::ids::{CommandId, UnitId};
use motcua_store::verify::Kind;
use motcua_store::{office, rebuild};
use std::collections::{BTreeSet, HashMap};

/// A busy city under one checkpoint, and a little more after it.
fn town(db: &TestDb) -> Town {
    let town = Town::found(db);
    town.busy(db);
    town.checkpoint(db).unwrap();
    town.whole_course(db, city::at("2025-07-14T09:00"));
    town.assert_clean(db);
    town
}

/// Runs SQL as somebody who owns the file or the server.
fn tamper(db: &Db, sql: &'static str) {
    let off = match db.engine() {
        Engine::Sqlite => {
            "drop trigger event_append_only_update; drop trigger event_append_only_delete; \
            drop trigger checkpoint_append_only_update; drop trigger checkpoint_append_only_delete;"
        }
        Engine::Postgres => {
            "alter table event disable trigger all; alter table checkpoint disable trigger all;"
        }
    };
    let offices = match db.engine() {
        Engine::Sqlite => {
            "drop trigger office_act_append_only_update; drop trigger office_act_append_only_delete;"
        }
        Engine::Postgres => "alter table office_act disable trigger all;",
    };
    db.exclusive(|tx| {
        tx.batch(off)?;
        tx.batch(offices)?;
        tx.batch(sql)
    })
    .unwrap();
}

/// The same once the triggers are gone.
fn tamper_more(db: &Db, sql: &'static str) {
    db.exclusive(|tx| tx.batch(sql)).unwrap();
}

/// An order of the city to a ward, and the ward's answer.
fn orders(town: &Town, db: &Db) {
    let order = town.id();
    for (kind, note) in [("order.given", Some("Xử lý dứt điểm hồ sơ quá hạn")), ("order.answered", None)]
    {
        let (command, at) = (CommandId(town.id()), city::at("2025-07-14T10:00"));
        db.write(move |tx| {
            office::append(
                tx,
                &office::NewAct {
                    subject: order,
                    kind,
                    unit: UnitId(1),
                    actor: ActorRef::System,
                    at,
                    recorded_at_ms: at.unix_seconds() * 1000,
                    command,
                    payload: r#"{"share":80}"#,
                    note,
                    salt: [7; 16],
                },
            )
        })
        .unwrap();
    }
    let kept = db.read(|tx| office::of_subject(tx, order)).unwrap();
    assert_eq!(kept.iter().map(|act| act.revision).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(kept[0].note.as_deref(), Some("Xử lý dứt điểm hồ sơ quá hạn"));
    assert_eq!(db.read(|tx| office::of_unit(tx, UnitId(1), "order.given", None, 9)).unwrap(), kept[..1]);
    assert_eq!(db.read(|tx| office::of_kind(tx, "order.answered", None, 9)).unwrap(), kept[1..]);
}

/// Every row of every desk: unit, queue, dossier and all the rest.
fn desk_rows(db: &Db) -> BTreeSet<(i64, i64, Vec<u8>, String)> {
    static EACH: Stmt = Stmt::new(
        "test.desk_rows",
        "select unit, queue, dossier, cast(sort_at as text) || ' ' || cast(coalesce(officer, -1) as text) || ' ' || role || ' ' || \
            cast(coalesce(due_at, -1) as text) || ' ' || cast(running as text) || ' ' || procedure || ' ' || field || ' ' || \
            cast(channel as text) from desk_item",
    );
    let read = |row: &Row<'_>| Ok((row.int(0)?, row.int(1)?, row.blob(2)?, row.text(3)?));
    db.read(|tx| tx.query_all(&EACH, &[], read)).unwrap().into_iter().collect()
}

#[track_caller]
fn finds(town: &Town, db: &Db, kinds: &[Kind]) {
    let report = town.verify(db);
    for kind in kinds {
        assert!(report.findings.iter().any(|f| f.kind == *kind), "{kind:?} not in {:#?}", report.findings);
    }
    for finding in &report.findings {
        assert!(!finding.message_vi.is_empty() && finding.message_vi != finding.message_en, "{finding:?}");
    }
}

on_each_database! {
    fn what_offices_did_cannot_be_changed_unseen(db: &TestDb) {
        let town = town(db);
        orders(&town, db);
        town.assert_clean(db);
        let refused = db.exclusive(|tx| tx.batch("delete from office_act"));
        assert!(refused.is_err_and(|error| error.to_string().contains("append_only")));
        tamper(db, "update office_note set text = 'Không có gì'");
        finds(&town, db, &[Kind::OfficeAltered]);
    }

    fn an_order_altered_or_taken_away_is_noticed(db: &TestDb) {
        let town = town(db);
        orders(&town, db);
        tamper(db, "update office_act set unit = 2 where revision = 2");
        finds(&town, db, &[Kind::OfficeAltered]);
        tamper_more(db, "update office_act set unit = 1; delete from office_act where revision = 2");
        finds(&town, db, &[Kind::OfficeAltered]);
    }

    fn a_tampered_number_in_hand_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "update in_hand set n = n + 1");
        finds(&town, db, &[Kind::CountDiffers]);
        tamper_more(db, "delete from in_hand");
        finds(&town, db, &[Kind::CountDiffers]);
    }

    fn what_is_derived_is_derived_again(db: &TestDb) {
        let town = town(db);
        let version = town.version.clone();
        let version_of = move |id| (id == version.id).then(|| version.clone());
        let look = |look_only| rebuild::run(db, &version_of, 2, look_only).unwrap();
        assert!(look(true).was_sound(), "{:?}", look(true));
        tamper(db, "update dossier set state = replace(state, '\"grant\"', '\"refuse\"'), return_at = 1 where status = 10; \
            delete from desk_item where queue = 12; update desk_count set n = n + 1; delete from figure where dim = 3; \
            update in_hand set n = n + 1");
        let seen = look(true);
        let all = [seen.states_differed, seen.desks_differed, seen.counts_differed, seen.sums_differed, seen.in_hand_differed];
        assert!(all.iter().all(|n| *n > 0), "{seen:?}");
        assert!(!town.verify(db).is_clean(), "a look changes nothing");
        assert_eq!(look(false), seen);
        assert!(look(true).was_sound());
        town.assert_clean(db);
    }

    fn only_queues_that_differ_are_written_anew(db: &TestDb) {
        let town = town(db);
        town.whole_course(db, city::at("2025-07-15T09:00"));
        let version = town.version.clone();
        let version_of = move |id| (id == version.id).then(|| version.clone());
        let right = desk_rows(db);
        // Where most lies, to be left alone; one queue to be altered, one to lose its rows, one to be there without a dossier.
        let mut queues: HashMap<(i64, i64), usize> = HashMap::new();
        right.iter().for_each(|row| *queues.entry((row.0, row.1)).or_default() += 1);
        let mut queues: Vec<_> = queues.into_iter().map(|(queue, n)| (n, queue)).collect();
        queues.sort_unstable();
        let [.., (_, lost), (_, altered), (_, kept)] = queues[..] else { panic!("{queues:?}") };
        let trigger = match db.engine() {
            Engine::Sqlite => "begin select raise(abort, 'kept'); end",
            Engine::Postgres => "execute function refuse_change('kept')",
        };
        let each_row = if db.engine() == Engine::Sqlite { "" } else { "for each row" };
        let sql = format!(
            "update desk_item set officer = 77 where unit = {} and queue = {}; \
            delete from desk_item where unit = {} and queue = {}; \
            insert into desk_item (unit, queue, sort_at, dossier, officer, role, due_at, running, procedure, field, channel) \
                select 77, queue, sort_at, dossier, officer, role, due_at, running, procedure, field, channel from desk_item; \
            create trigger kept before delete on desk_item {each_row} when (old.unit = {} and old.queue = {}) {trigger}",
            altered.0, altered.1, lost.0, lost.1, kept.0, kept.1
        );
        db.exclusive(|tx| tx.batch(&sql)).unwrap();
        let beyond: BTreeSet<_> = desk_rows(db).iter().filter(|row| row.0 == 77).map(|row| row.1).collect();
        let found = rebuild::run(db, &version_of, 2, false).unwrap();
        assert_eq!(found.desks_differed, 2 + beyond.len() as u64);
        assert_eq!(found.items, right.len() as u64);
        assert_eq!(desk_rows(db), right);
        assert!(rebuild::run(db, &version_of, 2, false).unwrap().was_sound());
        assert_eq!(desk_rows(db), right);
        town.assert_clean(db);
    }

    fn an_altered_byte_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "update event set payload = replace(payload, 'grant', 'refuse') where kind = 'proposed' and revision = 7");
        finds(&town, db, &[Kind::EventAltered]);
    }

    fn what_cannot_be_read_is_named_and_hides_nothing_else(db: &TestDb) {
        let town = town(db);
        orders(&town, db);
        tamper(db, "update event set payload = replace(payload, 'submitted', 'Submitted') where kind = 'submitted'; \
            update desk_count set n = n + 1");
        finds(&town, db, &[Kind::EventAltered, Kind::Unreadable, Kind::CountDiffers]);
    }

    fn an_altered_time_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "update event set recorded_at = recorded_at - 1 where kind = 'issued'");
        finds(&town, db, &[Kind::EventAltered]);
    }

    fn a_deleted_event_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "delete from event where position = (select min(position) from event where revision = 4)");
        finds(&town, db, &[Kind::EventMissing, Kind::JournalHead, Kind::CheckpointRoot, Kind::CommandDiffers]);
    }

    fn a_cut_tail_of_one_dossier_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "delete from event where position > (select max(position) - 2 from event)");
        finds(&town, db, &[Kind::TailCut, Kind::JournalHead]);
    }

    fn a_whole_dossier_cut_from_the_end_is_noticed(db: &TestDb) {
        let town = Town::found(db);
        town.busy(db);
        town.assert_clean(db);
        // The last dossier waits with its submission alone: every trace of it goes.
        tamper(db, "delete from event where dossier = (select id from dossier order by id desc limit 1); \
            delete from desk_item where dossier = (select id from dossier order by id desc limit 1); \
            delete from command where dossier = (select id from dossier order by id desc limit 1); \
            delete from dossier where id = (select id from dossier order by id desc limit 1)");
        finds(&town, db, &[Kind::JournalHead, Kind::CountDiffers]);
    }

    fn a_changed_due_date_is_noticed_even_in_a_consistent_chain(db: &TestDb) {
        let town = town(db);
        forge_due_date(db);
        finds(&town, db, &[Kind::DueMoment, Kind::JournalHead]);
        let report = town.verify(db);
        assert!(report.findings.iter().all(|f| f.kind != Kind::EventAltered && f.kind != Kind::StateDiffers
            && f.kind != Kind::ColumnDiffers && f.kind != Kind::ChainBroken), "{:#?}", report.findings);
    }

    fn a_changed_due_column_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "update dossier set due_at = due_at + 86400 where code = 'H26.P21-250707-0001'");
        finds(&town, db, &[Kind::ColumnDiffers]);
    }

    fn a_changed_state_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "update dossier set state = replace(state, '\"grant\"', '\"refuse\"') where status = 10");
        finds(&town, db, &[Kind::StateDiffers]);
    }

    fn an_altered_note_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "update note set text = 'Không thiếu gì' where revision = 5");
        finds(&town, db, &[Kind::NoteAltered]);
    }

    fn a_note_put_in_later_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "insert into note (dossier, revision, salt, text) select id, 2, id, 'x' from dossier where code is not null");
        finds(&town, db, &[Kind::NoteOrphaned]);
    }

    fn answers_put_in_later_are_noticed(db: &TestDb) {
        let town = town(db);
        tamper(
            db,
            "insert into dossier_form (dossier, salt, content) select id, id, '{}' from dossier where code = 'H26.P21-250707-0001'",
        );
        finds(&town, db, &[Kind::FormOrphaned]);
    }

    fn a_tampered_count_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "update desk_count set n = n + 1 where queue = 12");
        finds(&town, db, &[Kind::CountDiffers]);
    }

    fn a_tampered_sum_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "update figure set n0 = n0 + 1 where dim = 1 and axis = 1");
        finds(&town, db, &[Kind::FigureDiffers]);
    }
    fn a_lost_sum_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "delete from figure where dim = 3");
        finds(&town, db, &[Kind::FigureDiffers]);
    }

    fn a_desk_item_taken_away_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "delete from desk_item where queue = 12");
        finds(&town, db, &[Kind::DeskDiffers]);
    }

    fn a_removed_checkpoint_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "delete from checkpoint");
        finds(&town, db, &[Kind::CheckpointChain]);
    }

    fn an_altered_checkpoint_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "update checkpoint set count = count - 1");
        finds(&town, db, &[Kind::CheckpointChain, Kind::CheckpointRoot]);
    }

    fn a_lost_command_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "delete from command where revision = 4");
        finds(&town, db, &[Kind::CommandDiffers]);
    }

    fn a_turned_back_counter_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "update code_counter set last_serial = last_serial - 1");
        finds(&town, db, &[Kind::CodeCounter]);
    }

    fn a_lost_person_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "delete from person");
        finds(&town, db, &[Kind::PersonMissing]);
    }

    fn a_lost_row_is_noticed(db: &TestDb) {
        let town = town(db);
        tamper(db, "delete from dossier where code = 'H26.P21-250707-0002'");
        finds(&town, db, &[Kind::DossierMissing]);
    }
}

/// Moves the promise of one dossier by a day, in the payload, the state and the column, and recomputes its chain: what
/// somebody with the source code and the file could do.
fn forge_due_date(db: &Db) {
    use motcua_db::{Stmt, params};
    use motcua_store::chain::{self, EventFields};
    const LAST: Stmt =
        Stmt::new("test.forged", "select id, due_at from dossier where code = 'H26.P21-250714-0001'");
    const EVENTS: Stmt = Stmt::new(
        "test.events",
        "select revision, kind, version, effective_at, recorded_at, actor, command, payload, note_digest from event \
         where dossier = $1 order by revision",
    );
    const SET_EVENT: Stmt = Stmt::new(
        "test.set_event",
        "update event set payload = $3, prev = $4, hash = $5 where dossier = $1 and revision = $2",
    );
    const SET_DOSSIER: Stmt = Stmt::new(
        "test.set_dossier",
        "update dossier set due_at = $2, head = $3, state = replace(state, $4, $5) where id = $1",
    );
    tamper(db, "update dossier set revision = revision where 1 = 0");
    db.exclusive(|tx| {
        let (id, due) = tx.query_one(&LAST, &[], |row| Ok((row.bytes::<16>(0)?, row.int(1)?)))?;
        let (old, new) = (due.to_string(), (due + 86_400).to_string());
        let rows = tx.query_all(&EVENTS, params![id], |row| {
            Ok((
                (row.int(0)?, row.text(1)?, row.int(2)?, row.int(3)?, row.int(4)?),
                (row.text(5)?, row.bytes::<16>(6)?, row.text(7)?.replace(&old, &new), row.opt_blob(8)?),
            ))
        })?;
        let mut head = chain::genesis(&motcua_domain::ids::DossierId::from_bytes(id));
        for ((revision, kind, version, effective_at, recorded_at), (actor, command, payload, note_digest)) in
            &rows
        {
            let fields = EventFields {
                dossier: id,
                revision: *revision as u32,
                kind,
                version: *version as u32,
                effective_at: *effective_at,
                recorded_at: *recorded_at,
                actor,
                command: *command,
                payload,
                note_digest: note_digest.as_deref(),
            };
            let hash = chain::event_hash(&head, &fields);
            tx.execute(&SET_EVENT, params![id, revision, payload, head, hash])?;
            head = hash;
        }
        // Wherever the promise is kept in the state it is moved too: the due moment of the whole and of its steps.
        tx.execute(&SET_DOSSIER, params![id, due + 86_400, head, old, new])?;
        Ok::<_, motcua_db::Error>(())
    })
    .unwrap();
}
