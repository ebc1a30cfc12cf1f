//! A commune's variation, from the limits the city sets to the dossier that is received under it, and after it.

use crate::house::{House, command, order, run};
use motcua_app::Error;
use motcua_app::designer::{Done, DraftRefusal, SaveDraft, StartVariation};
use motcua_calendar::Term;
use motcua_db::testing::TestDb;
use motcua_db::{Engine, on_each_database};
use motcua_domain::ids::{UnitId, VersionId};
use motcua_domain::procedure::variation::{self, Deviation, Span, StepLimits, is_own};
use motcua_domain::procedure::{DraftState, Limits, ProcedureVersion, StepKind};
use motcua_store::verify::Kind;
use std::sync::Arc;

const HEAD: &str = "hongha.chutich";
const KEY: &str = "xet-ho-so";

/// Communes may give the appraisal from half an hour to five days.
fn open(version: &mut ProcedureVersion) {
    let step = version.steps.iter_mut().find(|step| step.kind == StepKind::Appraise && is_own(step)).unwrap();
    step.key = KEY.to_owned();
    let budget = Some(Span { min: Term::WorkingMinutes(30), max: Term::WorkingDays(5) });
    let step = StepLimits { step: KEY.to_owned(), budget, ..StepLimits::default() };
    version.limits = Limits { cutoff: None, steps: vec![step] };
    assert_eq!(variation::faults(version), []);
}

impl House {
    /// A version of the city that opens a step, from a day on.
    async fn opened(&self, on: &str, change: impl Fn(&mut ProcedureVersion)) -> VersionId {
        let done = self.draft_of(self.birth(on.parse().unwrap()).id).await;
        let done = self
            .saved(done, |version| {
                open(version);
                change(version);
            })
            .await;
        let done = self.approved(done).await;
        self.publish(done, on.parse().unwrap()).await.unwrap().version.unwrap()
    }

    fn ward(&self) -> UnitId {
        self.app.world().units.by_key("00097").unwrap().id
    }

    fn start(&self, base: VersionId) -> StartVariation {
        StartVariation {
            command_id: command(), base, unit: self.ward(), note: "Thiếu chuyên viên".into()
        }
    }

    /// The head's variation with a budget, saved.
    async fn varied(&self, base: VersionId, minutes: u32) -> Done {
        let done = self.app.start_variation(self.officer(HEAD), self.start(base)).await.unwrap();
        let budget = Deviation::Budget(KEY.to_owned(), Term::WorkingMinutes(minutes));
        self.vary(done, |version| variation::apply(version, &budget)).await.unwrap()
    }

    async fn vary(&self, done: Done, change: impl Fn(&mut ProcedureVersion)) -> Result<Done, Error> {
        let head = self.officer(HEAD);
        let view = self.app.draft(Arc::clone(&head), done.draft).await.unwrap();
        let mut definition = view.content;
        change(&mut definition);
        let save = SaveDraft {
            order: order(done),
            definition,
            title: view.draft.title,
            note: String::new(),
            based_on: None,
        };
        self.app.save_draft(head, save).await
    }

    async fn handed_in(&self, done: Done) -> Done {
        let done = self.app.submit_draft(self.officer(HEAD), order(done), &|_| 0).await.unwrap();
        self.app.approve_draft(self.second(), order(done), String::new()).await.unwrap()
    }

    /// The version a birth is received under now.
    async fn received_under(&self) -> VersionId {
        self.intake(None).await.unwrap().state.version
    }
}

on_each_database! {
    fn a_commune_varies_and_its_dossiers_follow(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let city = house.opened("2026-03-12", |_| {}).await;
            let done = house.varied(city, 60).await;
            let done = house.handed_in(done).await;
            let own = house.publish(done, "2026-03-13".parse().unwrap()).await.unwrap().version.unwrap();
            assert_ne!(house.received_under().await, city);
            house.at("2026-03-12T09:00");
            house.app.refresh_world().await.unwrap();
            assert_eq!(house.received_under().await, city, "the variation begins tomorrow");
            house.at("2026-03-13T09:00");
            house.app.refresh_world().await.unwrap();
            let acted = house.intake(None).await.unwrap();
            assert_eq!(acted.state.version, own);
            assert_eq!(house.intake(Some(city)).await.unwrap().state.version, own, "who names the city's gets the unit's");
            assert_eq!(house.intake(Some(own)).await.unwrap().state.version, own);
            let world = house.app.world();
            let on = house.today();
            assert_eq!(world.version_for(&acted.state.procedure, on).unwrap().id, city, "the city's list has its own");
            let other = world.units.iter().find(|unit| unit.id != house.ward()).unwrap().id;
            assert_eq!(world.version_at(&acted.state.procedure, on, other).unwrap().id, city);
            // A newer version of the city ends it; what fits is carried over by whoever has a reason.
            let newer = house.opened("2026-03-16", |version| version.name.push_str(" (mới)")).await;
            let lapsing = house.app.world().lapsing(house.app.world().version(newer).unwrap(), house.today());
            let [lapses] = lapsing.as_slice() else { panic!("{lapsing:?}") };
            assert_eq!((lapses.variation, lapses.kept.len(), lapses.lost.len()), (own, 1, 0));
            let carried = house.app.start_variation(house.officer(HEAD), house.start(newer)).await.unwrap();
            let view = house.app.draft(house.officer(HEAD), carried.draft).await.unwrap();
            assert_eq!(variation::deviations(house.app.world().version(newer).unwrap(), &view.content), lapses.kept);
            house.at("2026-03-16T09:00");
            house.app.refresh_world().await.unwrap();
            assert_eq!(house.received_under().await, newer);
            let late = house.app.start_variation(house.officer(HEAD), house.start(city)).await;
            assert!(matches!(late, Err(Error::Draft(DraftRefusal::BaseEnded))), "{late:?}");
            let first = house.publish(house.handed_in(carried).await, "2026-03-17".parse().unwrap()).await;
            assert_eq!(first.unwrap().state, DraftState::Published);
        });
        assert!(house.verify().is_clean(), "{:#?}", house.verify().findings);
    }

    fn nobody_varies_more_than_their_own_and_nothing_outside_the_limits(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let plain = house.birth(house.today()).id;
            let closed = house.app.start_variation(house.officer(HEAD), house.start(plain)).await;
            assert!(matches!(closed, Err(Error::NotFound(_))), "the city opens nothing: {closed:?}");
            let city = house.opened("2026-03-12", |_| {}).await;
            for officer in ["hongha.chuyenvien1", "hongha.motcua1", "hongha.vanthu"] {
                let refused = house.app.start_variation(house.officer(officer), house.start(city)).await;
                assert!(matches!(refused, Err(Error::Denied)), "{officer}: {refused:?}");
            }
            let elsewhere = StartVariation { unit: house.app.world().units.by_key("ttpvhcc").unwrap().id, ..house.start(city) };
            let refused = house.app.start_variation(house.officer(HEAD), elsewhere).await;
            assert!(matches!(refused, Err(Error::Denied)), "{refused:?}");

            let start = house.start(city);
            let done = house.app.start_variation(house.officer(HEAD), start.clone()).await.unwrap();
            let again = house.app.start_variation(house.officer(HEAD), start).await.unwrap();
            assert!(again.replayed && again.draft == done.draft);
            type Change = fn(&mut ProcedureVersion);
            let outside: [Change; 6] = [
                |v| v.rule.term = Term::WorkingDays(30),
                |v| v.papers.clear(),
                |v| v.fees.clear(),
                |v| v.variant = None,
                |v| drop(v.steps.remove(1)),
                |v| v.steps.iter_mut().filter(|s| s.key == KEY).for_each(|s| s.budget = Some(Term::WorkingDays(6))),
            ];
            for (at, change) in outside.into_iter().enumerate() {
                let refused = house.vary(done, change).await;
                // Where the version has no fee to begin with, taking all away changes nothing.
                let idle = at == 2 && house.app.world().version(city).unwrap().fees.is_empty();
                assert!(idle || matches!(refused, Err(Error::Invalid(_))), "change {at}: {refused:?}");
            }
            let view = house.app.draft(house.officer(HEAD), done.draft).await.unwrap();
            let done = Done { revision: view.draft.revision, ..done };
            let done = house.app.submit_draft(house.officer(HEAD), order(done), &|_| 0).await.unwrap();
            for act in ["approve", "reject"] {
                let refused = match act {
                    "approve" => house.app.approve_draft(house.officer(HEAD), order(done), String::new()).await,
                    _ => house.app.reject_draft(house.officer(HEAD), order(done), "Không".into()).await,
                };
                assert!(matches!(refused, Err(Error::Denied)), "{act}: {refused:?}");
            }
            // Of the city's drafts a head learns nothing.
            let drafted = house.draft_of(city).await;
            let seen = house.app.draft(house.officer(HEAD), drafted.draft).await;
            assert!(matches!(seen, Err(Error::NotFound(_))), "{seen:?}");
            let refused = house.app.submit_draft(house.officer(HEAD), order(drafted), &|_| 0).await;
            assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
            // Nor does a draft of the city become a variation.
            let made = view.content.variant;
            let refused = house.save_as(house.first(), drafted, |version| version.variant = made).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        });
        assert!(house.verify().is_clean(), "{:#?}", house.verify().findings);
    }

    fn a_variation_altered_behind_the_programs_back_is_found(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let city = house.opened("2026-03-12", |_| {}).await;
            let done = house.handed_in(house.varied(city, 60).await).await;
            house.publish(done, "2026-03-13".parse().unwrap()).await.unwrap();
        });
        assert!(house.verify().is_clean(), "{:#?}", house.verify().findings);
        let off = match db.engine() {
            Engine::Sqlite => "drop trigger procedure_version_fixed_update;",
            Engine::Postgres => "alter table procedure_version disable trigger all;",
        };
        let alter = "update procedure_version set definition = replace(definition, '1 working hour', '6 working days') \
            where unit is not null";
        db.exclusive(|tx| { tx.batch(off)?; tx.batch(alter) }).unwrap();
        let kinds: Vec<Kind> = house.verify().findings.iter().map(|finding| finding.kind).collect();
        assert!(kinds.contains(&Kind::VariationOutside) && kinds.contains(&Kind::PublicationDiffers), "{kinds:?}");
    }
}
