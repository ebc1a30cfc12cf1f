//! Dossiers in flight when a version is published: they stay, or pass on by a rule shown first.

use crate::house::{BIRTH, House, command, order, run};
use motcua_app::designer::{OpenDossiers, PublishDraft};
use motcua_app::error::What;
use motcua_app::{ActRequest, Error};
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_domain::dossier::MigrationRule;
use motcua_domain::dossier::command::Command;
use motcua_domain::ids::VersionId;
use motcua_domain::procedure::StepKind;

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
            house.at("2026-03-12T09:00");
            let rule = house.app.migration_rule(old, new).unwrap();
            let preview = house.app.migration_preview(house.first(), rule.clone()).await.unwrap();
            assert_eq!((preview.passed, preview.staying.len()), (70, 0));
            let open = || house.app.in_flight(house.first(), BIRTH.into());
            assert!(open().await.unwrap().iter().all(|line| line.version == old), "a preview changes nothing");

            let done = house.app.migrate_dossiers(house.first(), rule.clone()).await.unwrap();
            assert_eq!(done, preview);
            let counted = open().await.unwrap();
            assert!(counted.iter().all(|line| line.version == new), "{counted:?}");
            assert_eq!(counted.iter().map(|line| line.count).sum::<u64>(), 70);
            let again = house.app.migrate_dossiers(house.first(), rule).await.unwrap();
            assert_eq!(again.passed, 0, "nothing is passed on twice");

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
            let officer = house.officer("hongha.motcua1");
            let denied = house.app.migrate_dossiers(officer, rule.clone()).await;
            assert_eq!(denied, Err(Error::Denied));
            let unmapped = MigrationRule { steps: Vec::new(), ..rule };
            let stays = house.app.migrate_dossiers(house.first(), unmapped).await.unwrap();
            assert_eq!((stays.passed, stays.staying["migration-unmapped"]), (0, 1));
            assert_eq!(Some(&stays.listed[0].0), filed.code.as_ref());
            let nowhere = house.app.migration_rule(old, VersionId(77));
            assert_eq!(nowhere, Err(Error::NotFound(What::Procedure)));
        });
        assert!(house.verify().is_clean());
    }
}
