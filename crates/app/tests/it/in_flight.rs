//! Dossiers in flight when a version is published: they stay, or pass on by a rule shown first.

use crate::house::{BIRTH, House, command, order, run};
use motcua_app::designer::{DraftRefusal, OpenDossiers, PublishDraft};
use motcua_app::error::What;
use motcua_app::migration::PassDossiers;
use motcua_app::{ActRequest, Error};
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_domain::dossier::MigrationRule;
use motcua_domain::dossier::command::Command;
use motcua_domain::ids::VersionId;
use motcua_domain::procedure::StepKind;
use std::sync::Arc;

impl House {
    /// A newer version of birth registration, in force tomorrow: the appraisal has two hours.
    async fn newer_birth(&self) -> VersionId {
        let done = self.draft_of(self.birth(self.today()).id).await;
        let done = self
            .saved(done, |version| {
                let appraisal =
                    version.steps.iter_mut().find(|step| step.kind == StepKind::Appraise).unwrap();
                appraisal.budget = Some("2 working hours".parse().unwrap());
            })
            .await;
        let done = self.approved(done).await;
        let on = self.today().plus_days(1);
        let publish =
            PublishDraft { order: order(done), effective_on: on, open: OpenDossiers::RunToTheirEnd };
        self.app.publish_draft(self.first(), publish, &|_| 0).await.unwrap().version.unwrap()
    }

    /// An order by somebody who has looked at the numbers.
    async fn order(&self, rule: &MigrationRule) -> PassDossiers {
        let seen = self.app.migration_preview(self.first(), rule.clone()).await.unwrap().fingerprint();
        PassDossiers {
            command_id: command(), rule: rule.clone(), reason: "Rút ngắn thời gian".into(), seen
        }
    }
}

/// Has every writer meet writes that are refused after they changed something: for a while each write has its savepoint, and
/// hears at once that a key is taken.
async fn writers_become_careful(house: &House) {
    let today = house.today();
    for _ in 0..40 {
        let refused = house.app.db().write_async(move |tx| {
            motcua_store::units::begin(tx, "refused", today, "{}", &[0; 32], 0)?;
            Err::<(), _>(Error::CommandReused)
        });
        assert_eq!(refused.await, Err(Error::CommandReused));
    }
}

on_each_database! {
    fn dossiers_pass_to_a_newer_version_by_the_rule_and_keep_their_promise(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let old = house.birth(house.today()).id;
            let mut before = Vec::new();
            for _ in 0..70 {
                before.push(house.intake(None).await.unwrap());
            }
            let hand_over = |of: &motcua_app::Acted| ActRequest {
                dossier: of.dossier.into(),
                expected_revision: of.revision,
                command_id: command(),
                command: Command::HandOver { to: None, officer: None, note: None },
            };
            // One is on its way to the ward when the rule is run.
            house.app.act(house.officer("hongha.motcua1"), hand_over(&before[0])).await.unwrap();
            let new = house.newer_birth().await;
            let rule = house.app.migration_rule(old, new).unwrap();
            let early = house.app.begin_passing(house.first(), house.order(&rule).await).await;
            let tomorrow = Some(house.today().plus_days(1));
            assert_eq!(early, Err(Error::Draft(DraftRefusal::NotInForce { from: tomorrow })));
            house.at("2026-03-12T09:00");
            let preview = house.app.migration_preview(house.first(), rule.clone()).await.unwrap();
            assert_eq!((preview.passed, preview.staying.len(), preview.aside), (70, 0, 0));
            assert!(preview.first.iter().all(|named| !named.open), "a designer opens no dossier");
            let open = || house.app.in_flight(house.first(), BIRTH.into());
            assert!(open().await.unwrap().iter().all(|line| line.version == old), "a preview changes nothing");

            let order = house.order(&rule).await;
            house.app.begin_passing(house.first(), order.clone()).await.unwrap();
            writers_become_careful(&house).await;
            // Sent twice at once: both runs end, and together they pass each dossier on once.
            let (one, other) = tokio::join!(
                house.app.carry_on_passing(house.first(), order.command_id),
                house.app.carry_on_passing(house.first(), order.command_id)
            );
            assert_eq!(one.unwrap().passed + other.unwrap().passed, 70);
            let counted = open().await.unwrap();
            assert!(counted.iter().all(|line| line.version == new), "{counted:?}");
            assert_eq!(counted.iter().map(|line| line.count).sum::<u64>(), 70);
            house.app.begin_passing(house.first(), order.clone()).await.unwrap();
            let again = house.app.carry_on_passing(house.first(), order.command_id).await.unwrap();
            assert_eq!(again.passed, 70, "an order sent again gets its first outcome");
            let kept = house.app.passing(house.first(), order.command_id).await.unwrap().passing;
            assert_eq!((kept.passed, kept.stayed.len(), kept.reason.as_str()), (70, 0, "Rút ngắn thời gian"));
            assert!(kept.done_at.is_some());
            let other = PassDossiers { reason: "Khác".into(), ..order };
            assert_eq!(house.app.begin_passing(house.first(), other).await, Err(Error::CommandReused));

            // The receiver goes on under the newer version, on the old promise.
            let accept = ActRequest {
                dossier: before[0].dossier.into(),
                expected_revision: before[0].revision + 2,
                command_id: command(),
                command: Command::AcceptHandOver {},
            };
            let accepted = house.app.act(house.officer("hongha.chuyenvien1"), accept).await.unwrap();
            let due = |acted: &motcua_app::Acted| acted.state.clock.as_ref().unwrap().due_at;
            assert_eq!((due(&accepted), accepted.state.version), (due(&before[0]), new));
        });
        assert!(house.verify().is_clean(), "{:#?}", house.verify().findings);
    }

    fn a_rule_is_run_by_designers_only_and_what_it_cannot_carry_stays(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let old = house.birth(house.today()).id;
            let filed = house.intake(None).await.unwrap();
            let new = house.newer_birth().await;
            let rule = house.app.migration_rule(old, new).unwrap();
            house.at("2026-03-12T09:00");
            let officer = house.officer("hongha.motcua1");
            let order = house.order(&rule).await;
            let denied = house.app.begin_passing(Arc::clone(&officer), order.clone()).await;
            assert_eq!(denied, Err(Error::Denied));
            assert_eq!(house.app.migration_preview(Arc::clone(&officer), rule.clone()).await, Err(Error::Denied));
            let unmapped = MigrationRule { steps: Vec::new(), ..rule.clone() };
            let order = house.order(&unmapped).await;
            house.app.begin_passing(house.first(), order.clone()).await.unwrap();
            assert_eq!(
                house.app.begin_passing(Arc::clone(&officer), order.clone()).await,
                Err(Error::Denied),
                "not even what is done already is told"
            );
            assert_eq!(house.app.carry_on_passing(officer, order.command_id).await, Err(Error::Denied));
            let stays = house.app.carry_on_passing(house.first(), order.command_id).await.unwrap();
            assert_eq!((stays.passed, stays.stay()), (0, 1));
            assert_eq!(stays.staying[0].refusal.code(), "migration-unmapped");
            let kept = house.app.passing(house.first(), order.command_id).await.unwrap().passing;
            assert_eq!(Some(&kept.stayed[0].first[0]), filed.code.as_ref().map(ToString::to_string).as_ref());
            let nowhere = house.app.migration_rule(old, VersionId(77));
            assert_eq!(nowhere, Err(Error::NotFound(What::Version)));
        });
        assert!(house.verify().is_clean());
    }

    fn an_order_that_was_cut_off_is_gone_on_with(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let old = house.birth(house.today()).id;
            for _ in 0..3 {
                house.intake(None).await.unwrap();
            }
            let new = house.newer_birth().await;
            house.at("2026-03-12T09:00");
            let rule = house.app.migration_rule(old, new).unwrap();
            // Cut off after the order was kept: nothing has passed, and the order says so.
            let order = house.order(&rule).await;
            house.app.begin_passing(house.first(), order.clone()).await.unwrap();
            let kept = house.app.passing(house.first(), order.command_id).await.unwrap().passing;
            assert_eq!((kept.passed, kept.done_at), (0, None));
            // The other designer goes on; one came in between, under the version in force.
            let late = house.intake(None).await.unwrap();
            assert_eq!(late.state.version, new);
            let done = house.app.carry_on_passing(house.second(), order.command_id).await.unwrap();
            assert_eq!((done.passed, done.stay()), (3, 0));
            let kept = house.app.passing(house.first(), order.command_id).await.unwrap();
            assert_eq!((kept.passing.passed, kept.first.len()), (3, 3));
        });
        assert!(house.verify().is_clean(), "{:#?}", house.verify().findings);
    }

    fn numbers_that_changed_are_shown_again_and_a_rule_that_is_none_is_told_step_by_step(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let old = house.birth(house.today()).id;
            house.intake(None).await.unwrap();
            let new = house.newer_birth().await;
            let rule = house.app.migration_rule(old, new).unwrap();
            // Seen today with one dossier; another comes in before the day.
            let seen = house.order(&rule).await;
            house.intake(None).await.unwrap();
            house.at("2026-03-12T09:00");
            let stale = house.app.begin_passing(house.first(), seen).await;
            assert_eq!(stale, Err(Error::Draft(DraftRefusal::OutlookChanged)));
            let silent = PassDossiers { reason: "  ".into(), ..house.order(&rule).await };
            let told = house.app.begin_passing(house.first(), silent).await;
            assert!(matches!(&told, Err(Error::Invalid(fields)) if fields[0].field == "note"), "{told:?}");
            let wrong = MigrationRule { steps: vec![(0, 0), (1, 0), (2, 99)], ..rule };
            let told = house.app.migration_preview(house.first(), wrong).await;
            let Err(Error::Invalid(fields)) = told else { panic!("{told:?}") };
            let fields: Vec<&str> = fields.iter().map(|field| field.field.as_str()).collect();
            assert_eq!(fields, ["step-1", "step-1", "step-2"]);
            let back = house.app.migration_rule(new, old).unwrap();
            let back = house.app.begin_passing(house.first(), house.order(&back).await).await;
            assert_eq!(back, Err(Error::Draft(DraftRefusal::NotInForce { from: None })), "never a step back");
        });
        assert!(house.verify().is_clean());
    }
}
