//! The end of a procedure, and dossiers in hand.

use crate::house::{BIRTH, House, command, order, run};
use motcua_app::Error;
use motcua_app::designer::{Done, DraftRefusal, EndProcedure, OpenDossiers, PublishDraft};
use motcua_app::error::What;
use motcua_calendar::Date;
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_domain::procedure::DraftState;
use motcua_domain::refusal::Refusal;
use motcua_store::procedures::InHand;

impl House {
    /// The end of birth registration, approved.
    async fn ending(&self, from: Date) -> Done {
        let end =
            EndProcedure { command_id: command(), code: BIRTH.into(), from, reason: "Luật mới".into() };
        let begun = self.app.end_procedure(self.first(), end).await.unwrap();
        assert_eq!(begun.state, DraftState::Submitted);
        self.app.approve_draft(self.second(), order(begun), String::new()).await.unwrap()
    }

    async fn publish_ending(&self, done: Done, from: Date, open: OpenDossiers) -> Result<Done, Error> {
        let publish = PublishDraft { order: order(done), effective_on: from, open };
        self.app.publish_draft(self.second(), publish, &|_| 0).await
    }
}

on_each_database! {
    fn a_procedure_ends_on_its_day(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let from = house.today().plus_days(3);
            let approved = house.ending(from).await;
            let other = house.publish_ending(approved, from.plus_days(1), OpenDossiers::MustBeNone).await;
            assert!(matches!(&other, Err(Error::Invalid(fields)) if fields[0].code == "other_than_approved"), "{other:?}");
            let ended = house.publish_ending(approved, from, OpenDossiers::MustBeNone).await.unwrap();
            assert_eq!((ended.state, ended.version), (DraftState::Published, None));
            house.at("2026-03-13T16:00");
            house.intake(None).await.unwrap();
            house.at("2026-03-14T09:00");
            let refused = house.intake(None).await.unwrap_err();
            assert!(matches!(refused, Error::Refused(Refusal::VersionNotInForce { to: Some(last), .. }) if last == from.plus_days(-1)), "{refused:?}");
            let named = house.intake(Some(house.birth(from).id)).await.unwrap_err();
            assert!(matches!(named, Error::Refused(Refusal::VersionNotInForce { .. })), "{named:?}");
            // It can begin again: a later version is not under the end.
            let end = EndProcedure { command_id: command(), code: BIRTH.into(), from: from.plus_days(9), reason: "x".into() };
            assert_eq!(house.app.end_procedure(house.first(), end).await, Err(Error::NotFound(What::Procedure)));
            let back = house.app.roll_back(house.first(), command(), house.birth(from).id, "Khôi phục".into()).await.unwrap();
            let back = house.approved(back).await;
            house.publish(back, house.today().plus_days(1)).await.unwrap();
            house.at("2026-03-15T09:00");
            house.intake(None).await.unwrap();
        });
        assert!(house.verify().is_clean(), "{:#?}", house.verify().findings);
    }

    fn the_end_of_what_is_in_use_is_refused_with_the_counts(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let received = house.intake(None).await.unwrap();
            house.intake(None).await.unwrap();
            let version = received.state.version;
            let unit = received.state.holder.unit;
            let counted = house.app.in_flight(house.first(), BIRTH.into()).await.unwrap();
            assert_eq!(counted, [InHand { version, step: Some(0), unit, count: 2 }]);
            let from = house.today().plus_days(3);
            let approved = house.ending(from).await;
            let refused = house.publish_ending(approved, from, OpenDossiers::MustBeNone).await;
            assert_eq!(refused, Err(Error::Draft(DraftRefusal::InUse { open: 2, waiting: 0 })));
            assert!(house.birth(from).in_force(from), "nothing has changed");
            house.publish_ending(approved, from, OpenDossiers::RunToTheirEnd).await.unwrap();
            assert!(!house.birth(from).in_force(from));
            assert_eq!(house.app.in_flight(house.first(), BIRTH.into()).await.unwrap(), counted, "they go on");
        });
    }

    fn an_end_is_taken_back_before_its_day(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let from = house.today().plus_days(3);
            let approved = house.ending(from).await;
            let ended = house.publish_ending(approved, from, OpenDossiers::MustBeNone).await.unwrap();
            assert!(!house.birth(from).in_force(from));
            house.app.withdraw_publication(house.first(), order(ended), "Hoãn".into()).await.unwrap();
            assert!(house.birth(from).in_force(from));
        });
        assert!(house.verify().is_clean(), "{:#?}", house.verify().findings);
    }

    fn a_version_that_is_to_begin_later_stands_in_the_way(db: &TestDb) {
        let house = House::over(db);
        run(async {
            house.new_birth("Sau này", house.today().plus_days(30)).await;
            let from = house.today().plus_days(3);
            let approved = house.ending(from).await;
            let refused = house.publish_ending(approved, from, OpenDossiers::MustBeNone).await;
            assert!(matches!(&refused, Err(Error::Invalid(fields)) if fields[0].code == "begins_again"), "{refused:?}");
        });
    }

    fn an_end_is_approved_by_another_and_for_a_day_to_come(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let end = |from, reason: &str| EndProcedure { command_id: command(), code: BIRTH.into(), from, reason: reason.into() };
            let today = house.today();
            let early = house.app.end_procedure(house.first(), end(today, "Luật mới")).await;
            assert_eq!(early, Err(Error::Draft(DraftRefusal::TooEarly { earliest: today.plus_days(1) })));
            let unsaid = house.app.end_procedure(house.first(), end(today.plus_days(2), "")).await;
            assert!(matches!(unsaid, Err(Error::Invalid(_))), "{unsaid:?}");
            let begun = house.app.end_procedure(house.first(), end(today.plus_days(2), "Luật mới")).await.unwrap();
            let own = house.app.approve_draft(house.first(), order(begun), String::new()).await;
            assert_eq!(own, Err(Error::Draft(DraftRefusal::OwnWork)));
            let written = house.save_as(house.second(), begun, |version| version.name = "x".into()).await;
            assert!(matches!(written, Err(Error::Draft(DraftRefusal::WrongState { .. }))), "{written:?}");
        });
    }
}
