//! The guard over promises: each rung once for each promise, whatever happens to the clock, the dossier and the nodes.

use crate::house::{House, SLOW, command, run};
use motcua_app::guard::{Scope, Watch};
use motcua_app::{ActRequest, Acted, App, Error, Timing};
use motcua_calendar::{Moment, Term};
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_domain::dossier::command::Command;
use motcua_domain::dossier::{Dossier, PaperGiven};
use motcua_domain::procedure::PaperForm;
use motcua_insight::guard::{self, Class, Level, Reason};
use motcua_store::dossiers;
use motcua_store::guard as rungs;
use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a walk came to, once it has no dossier of its own to tell of: the numbers.
fn walk(app: &App) -> Watch {
    app.keep_guard().unwrap()
}

impl House {
    /// A dossier of six working days, received now.
    fn slow(&self) -> Acted {
        let mut request = self.filing(None);
        request.procedure = SLOW.into();
        let done = Mutex::new(None);
        run(async {
            *done.lock() = Some(self.app.intake(self.officer("hongha.motcua1"), request).await.unwrap());
        });
        done.into_inner().unwrap()
    }

    fn now_of(&self, one: &Acted) -> Dossier {
        let id = one.dossier;
        let loaded = self.app.db().read(|tx| dossiers::load(tx, &id)).unwrap().unwrap();
        (*loaded.dossier).clone()
    }

    fn try_act(&self, who: &str, one: &Acted, act: Command) -> Result<Acted, Error> {
        let request = ActRequest {
            dossier: one.dossier.into(),
            expected_revision: self.now_of(one).revision,
            command_id: command(),
            command: act,
        };
        self.app.act_blocking(self.officer(who), request, Timing::Server)
    }

    /// On its way: handed over to the ward and accepted there.
    fn on_the_way(&self) -> Acted {
        let one = self.slow();
        self.try_act("hongha.motcua1", &one, Command::HandOver { to: None, officer: None, note: None })
            .unwrap();
        self.try_act("hongha.chuyenvien1", &one, Command::AcceptHandOver {}).unwrap();
        one
    }

    /// Promise and rung of everything kept of a dossier.
    fn kept(&self, one: &Acted) -> Vec<(u8, u8)> {
        let id = one.dossier;
        let kept = self.app.db().read(|tx| rungs::of_dossier(tx, &id)).unwrap();
        kept.iter().map(|kept| (kept.promise, kept.rung)).collect()
    }

    fn page(
        &self,
        who: &str,
        scope: Scope,
    ) -> Result<Vec<(motcua_domain::ids::DossierId, Option<u8>, bool)>, Error> {
        let found = Mutex::new(None);
        run(async {
            *found.lock() = Some(self.app.guarded(self.officer(who), scope, None).await);
        });
        let page = found.into_inner().unwrap()?;
        Ok(page.rows.into_iter().map(|row| (row.dossier.id, row.rung, row.opens)).collect())
    }
}

on_each_database! {
    fn a_dossier_climbs_each_rung_once(db: &TestDb) {
        let house = House::over(db);
        let one = house.on_the_way();
        // Received on Wednesday 11, six working days from the day after: due on Thursday 19 at closing.
        assert_eq!(house.now_of(&one).clock.unwrap().due_at.date().to_string(), "2026-03-19");
        assert_eq!(walk(&house.app).climbed, 0);
        house.at("2026-03-16T16:00");
        assert_eq!((walk(&house.app).climbed, house.kept(&one)), (1, vec![(1, 1)]));
        house.at("2026-03-18T07:00");
        let watch = walk(&house.app);
        assert_eq!((watch.climbed, watch.drafts), (1, 1), "a working day before, with the draft");
        assert_eq!(walk(&house.app), Watch { climbed: 0, drafts: 0, ..watch });
        let ward = house.now_of(&one).holder.unit;
        assert_eq!(house.page("hongha.chutich", Scope::Unit(ward)).unwrap(), [(one.dossier, Some(2), true)]);
        let draft = house.draft(&one).unwrap();
        assert!(draft.due_at > house.now_of(&one).clock.unwrap().due_at);
        // The head takes the draft up: another promise, and no draft any more.
        let extend = Command::Extend { by: Term::WorkingDays(draft.days), note: "Chờ xác minh.".into() };
        house.try_act("hongha.chutich", &one, extend).unwrap();
        assert_eq!(house.now_of(&one).clock.unwrap().due_at, draft.due_at, "what was proposed");
        assert_eq!(house.draft(&one), None);
        house.at("2026-05-04T09:00");
        assert_eq!(walk(&house.app).climbed, 3);
        assert_eq!(house.kept(&one), [(1, 1), (1, 2), (2, 1), (2, 2), (2, 4)]);
        // Missed again: the leaders of the city are shown it; heads of a ward are not.
        let leader = house.page("ubndtp.lanhdao", Scope::Above(Level::City)).unwrap();
        assert_eq!(leader.iter().map(|row| (row.0, row.1)).collect::<Vec<_>>(), [(one.dossier, Some(4))]);
        assert!(house.page("ubndtp.lanhdao", Scope::Above(Level::Centre)).unwrap().is_empty());
        for (who, scope) in [
            ("hongha.chutich", Scope::Above(Level::City)),
            ("hongha.motcua1", Scope::Above(Level::Centre)),
            ("trungtam.thietke1", Scope::Unit(ward)),
        ] {
            assert!(matches!(house.page(who, scope), Err(Error::Denied)), "{who}");
        }
        assert!(house.verify().findings.is_empty(), "{:?}", house.verify().findings);
        // Ended for good, it is taken off the lists above.
        let stop = Command::Stop { ground: motcua_domain::dossier::StopGround::Ordered, note: "Theo quyết định.".into() };
        house.try_act("hongha.chutich", &one, stop).unwrap();
        assert!(house.page("ubndtp.lanhdao", Scope::Above(Level::City)).unwrap().is_empty());
        assert_eq!(walk(&house.app).closed, 1);
        assert_eq!(walk(&house.app).closed, 0);
        assert_eq!(house.kept(&one).len(), 5, "what was told stays told");
        assert!(house.verify().findings.is_empty());
    }

    fn what_those_above_are_shown_is_checked(db: &TestDb) {
        let house = House::over(db);
        house.slow();
        house.at("2026-03-23T09:00");
        assert_eq!(walk(&house.app).climbed, 3);
        assert!(house.verify().findings.is_empty());
        static LOWER: motcua_db::Stmt = motcua_db::Stmt::new("test.lower", "update guard_open set rung = 1");
        static AGAIN: motcua_db::Stmt = motcua_db::Stmt::new("test.again", "update guard_rung set climbed_at = 1");
        house.app.db().write(|tx| tx.execute(&LOWER, &[])).unwrap();
        assert!(!house.verify().findings.is_empty(), "a list that was altered is found");
        assert!(house.app.db().write(|tx| tx.execute(&AGAIN, &[])).is_err(), "rungs are only added");
    }

    fn no_history_climbs_a_rung_twice(db: &TestDb) {
        let house = House::over(db);
        let climbed: usize = (1..=8).map(|seed| random_history(&house, db, seed)).sum();
        assert!(climbed > 30, "the histories climb: {climbed}");
    }

    fn many_walkers_at_once_climb_once(db: &TestDb) {
        let house = House::over(db);
        let all: Vec<Acted> = (0..40).map(|_| house.slow()).collect();
        house.at("2026-03-23T09:00");
        let nodes: Vec<House> = (0..3).map(|_| House::with(db, Arc::clone(&house.clock))).collect();
        let climbed: u64 = std::thread::scope(|scope| {
            let walks: Vec<_> = nodes
                .iter()
                .flat_map(|node| [node, node])
                .map(|node| scope.spawn(|| walk(&node.app).climbed))
                .collect();
            walks.into_iter().map(|walk| walk.join().unwrap()).sum()
        });
        assert_eq!(climbed, 3 * 40, "each rung of each dossier, told once by whoever was first");
        for one in &all {
            assert_eq!(house.kept(one), [(1, 1), (1, 2), (1, 3)]);
        }
    }

    fn risk_is_told_with_its_numbers(db: &TestDb) {
        let house = House::over(db);
        let one = house.on_the_way();
        let risk = |house: &House| house.guard(&one).risk.unwrap();
        assert_eq!((risk(&house).class, risk(&house).reasons.len()), (Class::OnCourse, 0));
        house.at("2026-03-19T15:30");
        let late = risk(&house);
        assert_eq!(late.class, Class::LateUnless, "{late:?}");
        let planned = late.reasons.iter().find_map(|reason| match reason {
            Reason::Planned { steps, needed, left } => Some((*steps, *needed, *left)),
            _ => None,
        });
        let (steps, needed, left) = planned.unwrap();
        assert!(steps > 1 && needed > left && left == late.left && left > 0, "{late:?}");
        assert!(late.reasons.iter().any(|reason| matches!(reason, Reason::Behind(_))), "{late:?}");
        house.at("2026-03-20T09:00");
        assert_eq!(risk(&house).class, Class::Late);
        assert!(risk(&house).left < 0);
    }
}

impl House {
    fn guard(&self, one: &Acted) -> motcua_app::guard::Guard {
        let (dossier, now) = (self.now_of(one), self.app.now());
        let world = self.app.world();
        self.app.db().read(|tx| motcua_app::guard::of_dossier(tx, &world, &dossier, now)).unwrap()
    }
    fn draft(&self, one: &Acted) -> Option<guard::Draft> {
        self.guard(one).draft
    }
}

/// Numbers from a seed, the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// Days that pass or are set back, waits, apologies, nodes that begin anew and walks by any of them. After each walk what is kept is
/// what was ever reached at a walk, promise by promise, and never less nor twice.
fn random_history(house: &House, db: &TestDb, seed: u64) -> usize {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let start = Moment::parse("2026-03-11T09:00").unwrap();
    house.at("2026-03-11T09:00");
    let all: Vec<Acted> = (0..3).map(|_| house.on_the_way()).collect();
    let mut nodes: Vec<House> = vec![House::with(db, Arc::clone(&house.clock))];
    let mut told: BTreeSet<(usize, u8, u8)> = BTreeSet::new();
    let mut minute = 0_i64;
    for _ in 0..60 {
        let which = dice.roll(3) as usize;
        let one = &all[which];
        match dice.roll(10) {
            0 | 1 => minute += dice.roll(3 * 24 * 60) as i64,
            2 => minute = (minute - dice.roll(2 * 24 * 60) as i64).max(0),
            3 => nodes[0] = House::with(db, Arc::clone(&house.clock)),
            4 => {
                let papers = vec!["p1".into()];
                drop(house.try_act(
                    "hongha.chuyenvien1",
                    one,
                    Command::RequestSupplement { papers, note: "Thiếu.".into() },
                ));
            }
            5 => drop(house.try_act(
                "hongha.motcua1",
                one,
                Command::Supplement {
                    papers: vec![PaperGiven::on_paper("p1".into(), PaperForm::Original, 1)],
                    note: None,
                },
            )),
            6 => drop(house.try_act(
                "hongha.chutich",
                one,
                Command::Extend { by: Term::WorkingDays(2), note: "Xin lỗi.".into() },
            )),
            _ => {
                let world = house.app.world();
                let now = house.app.now();
                for (index, one) in all.iter().enumerate() {
                    let dossier = house.now_of(one);
                    let calendar = world.calendar(dossier.calendar_unit()).unwrap();
                    let Some(promise) = guard::promise(&dossier) else { continue };
                    for rung in guard::reached(&world.ladder, &dossier, calendar, now).unwrap() {
                        told.insert((index, promise.number, rung.number));
                    }
                }
                let by = if dice.roll(2) == 0 { &house.app } else { &nodes[0].app };
                walk(by);
                assert_eq!(walk(by).climbed, 0, "seed {seed}: nothing twice");
                for (index, one) in all.iter().enumerate() {
                    let wanted: Vec<(u8, u8)> =
                        told.iter().filter(|key| key.0 == index).map(|key| (key.1, key.2)).collect();
                    assert_eq!(house.kept(one), wanted, "seed {seed}");
                }
            }
        }
        house.clock.set(start.plus_minutes(minute).unix_seconds() * 1000);
    }
    told.len()
}
