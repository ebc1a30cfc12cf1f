//! Notices: written with the act, shared out, sent at least once under one key, never twice to a person by this program;
//! and dossiers that stand still.

use crate::house::{House, command, run};
use motcua_app::notices::sending::{Gateway, Letter, Round, Sender, Taken, Texts, from_key};
use motcua_app::notices::{Choice, Chosen, Item, Report, Reported};
use motcua_app::{ActRequest, Acted, Error};
use motcua_calendar::Lang;
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_domain::dossier::command::Command;
use motcua_domain::ids::PersonId;
use motcua_domain::notice::{Channels, NoticeKind, OutsideChannel};
use motcua_store::notices::delivery;
use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

const MINUTE: i64 = 60_000;

/// What a gateway says to a letter.
type Answer = Box<dyn FnMut(&Letter) -> Taken + Send>;

/// A gateway that answers as told, and keeps what it took.
struct Fake {
    answer: Mutex<Answer>,
    asked: Mutex<Vec<Letter>>,
}

impl Fake {
    fn new(answer: impl FnMut(&Letter) -> Taken + Send + 'static) -> Self {
        Self { answer: Mutex::new(Box::new(answer)), asked: Mutex::default() }
    }
    fn asked(&self) -> Vec<Letter> {
        self.asked.lock().clone()
    }
}

impl Gateway for Fake {
    fn channels(&self) -> Channels {
        all()
    }
    fn send(&self, letter: &Letter) -> Taken {
        self.asked.lock().push(letter.clone());
        (self.answer.lock())(letter)
    }
}

fn all() -> Channels {
    OutsideChannel::ALL.into_iter().fold(Channels::none(), Channels::with)
}

fn code_in(letter: &Letter) -> String {
    letter.text.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6).unwrap().to_owned()
}

impl House {
    /// A house whose channels are set up.
    fn telling(db: &TestDb) -> House {
        let house = House::over(db);
        house.app.set_channels(all());
        house
    }
    /// Received over the counter from somebody with a telephone.
    fn told_intake(&self) -> Acted {
        let mut request = self.filing(None);
        request.owner.phone = Some("0912 345 678".into());
        let done = Mutex::new(None);
        run(async {
            *done.lock() = Some(self.app.intake(self.officer("hongha.motcua1"), request).await.unwrap())
        });
        done.into_inner().unwrap()
    }
    fn act(&self, who: &str, on: &Acted, command_: Command) -> Acted {
        let request = ActRequest {
            dossier: on.dossier.into(),
            expected_revision: on.revision,
            command_id: command(),
            command: command_,
        };
        self.app.act_blocking(self.officer(who), request, motcua_app::Timing::Server).unwrap()
    }
    fn mine(&self, person: PersonId) -> Vec<Item> {
        let found = Mutex::new(Vec::new());
        run(async { *found.lock() = self.app.notices_of(person, None, 50).await.unwrap() });
        found.into_inner()
    }
    fn send(&self, gateway: &Fake) -> Round {
        self.app.share_notices(all()).unwrap();
        self.round(gateway, &|| true)
    }
    fn round(&self, gateway: &Fake, go_on: &dyn Fn() -> bool) -> Round {
        let sender =
            Sender { gateway, texts: &Texts::default(), base_url: "https://motcua.example.vn", go_on };
        self.app.send_notices(OutsideChannel::Sms, &sender).unwrap()
    }
    fn later(&self, minutes: i64) {
        self.clock.set(self.app.now_ms() + minutes * MINUTE);
    }
    fn dead(&self) -> i64 {
        let depths = self.app.db().read(delivery::depths).unwrap();
        depths.channels.iter().map(|depth| depth.dead).sum()
    }
    fn choose(&self, person: PersonId, chosen: Choice) -> Result<Chosen, Error> {
        let said = Mutex::new(Ok(Chosen::Kept));
        run(async { *said.lock() = self.app.choose_notices(person, chosen).await });
        said.into_inner()
    }
    fn prove(&self, person: PersonId, typed: &str) -> Result<(), Error> {
        let said = Mutex::new(Ok(()));
        run(async { *said.lock() = self.app.prove_email(person, typed).await });
        said.into_inner()
    }
    fn send_codes(&self, gateway: &Fake) -> u64 {
        let texts = Texts::default();
        let sender = Sender { gateway, texts: &texts, base_url: "https://m.vn", go_on: &|| true };
        self.app.send_codes(&sender).unwrap()
    }
    /// Sends what codes are due and reads the last one.
    fn code(&self, gateway: &Fake) -> String {
        assert_eq!(self.send_codes(gateway), 1);
        let letter = gateway.asked().pop().unwrap();
        assert_eq!((letter.about, letter.channel), ("email_code", OutsideChannel::Email));
        code_in(&letter)
    }
    fn report(&self, key: &str, report: Report) -> Reported {
        let said = Mutex::new(Reported::Unknown);
        let reports = vec![(key.to_owned(), report)];
        run(async {
            *said.lock() = self.app.report_deliveries(OutsideChannel::Sms, reports).await.unwrap()[0];
        });
        said.into_inner()
    }
}

on_each_database! {
    fn an_act_and_its_notice_are_one_and_a_replay_tells_nothing_again(db: &TestDb) {
        let house = House::telling(db);
        let request = house.filing(None);
        let filed = Mutex::new(None);
        run(async {
            let officer = house.officer("hongha.motcua1");
            let first = house.app.intake(Arc::clone(&officer), request.clone()).await.unwrap();
            assert!(house.app.intake(officer, request).await.unwrap().replayed);
            *filed.lock() = Some(first);
        });
        let filed = filed.into_inner().unwrap();
        let mine = house.mine(filed.state.owner);
        assert_eq!(mine.iter().map(|one| one.kind).collect::<Vec<_>>(), [NoticeKind::Received]);
        assert_eq!((mine[0].code.clone(), mine[0].moment), (filed.code.as_ref().map(ToString::to_string), filed.state.clock.as_ref().map(|clock| clock.due_at)));
        // A refused act tells nothing.
        let request = ActRequest {
            dossier: filed.dossier.into(),
            expected_revision: filed.revision,
            command_id: command(),
            command: Command::Stop { ground: motcua_domain::dossier::StopGround::Withdrawn, note: "x".into() },
        };
        house.app.act_blocking(house.officer("hongha.motcua1"), request, motcua_app::Timing::Server).unwrap_err();
        assert_eq!(house.mine(filed.state.owner).len(), 1);
        // What is read is read, and only by its person.
        run(async {
            let owner = filed.state.owner;
            assert_eq!(house.app.unread_notices(owner).await, Ok(1));
            let stranger = PersonId(uuid::Uuid::from_u128(9));
            assert!(matches!(house.app.open_notice(stranger, mine[0].id).await, Err(Error::NotFound(_))));
            assert_eq!(house.app.unread_notices(owner).await, Ok(1));
            assert_eq!(house.app.open_notice(owner, mine[0].id).await, Ok(filed.dossier));
            assert_eq!(house.app.unread_notices(owner).await, Ok(0));
        });
    }

    fn a_message_gives_away_nothing_and_goes_out_once(db: &TestDb) {
        let house = House::telling(db);
        let filed = house.told_intake();
        let gateway = Fake::new(|_| Taken::Yes);
        assert_eq!(house.send(&gateway), Round { sent: 1, ..Round::default() });
        let letters = gateway.asked();
        let [letter] = letters.as_slice() else { panic!("{letters:?}") };
        let code = filed.code.unwrap().to_string();
        assert_eq!(letter.to, "0912345678");
        assert_eq!(letter.link, format!("https://motcua.example.vn/track/{code}"));
        assert!(letter.text.contains(&code));
        for secret in ["Mai", "999185", "khai sinh", "Khai sinh", "0912"] {
            assert!(!letter.text.contains(secret) && !letter.title.contains(secret) && !letter.link.contains(secret), "{letter:?}");
        }
        assert_eq!(from_key(&letter.key).unwrap().1, OutsideChannel::Sms);
        for _ in 0..3 {
            house.later(60);
            assert_eq!(house.send(&gateway), Round::default(), "sent is sent");
        }
    }

    fn a_gateway_that_fails_is_asked_again_under_the_same_key_and_at_last_given_up(db: &TestDb) {
        let house = House::telling(db);
        house.told_intake();
        let gateway = Fake::new(|_| Taken::NotNow("503".into()));
        assert_eq!(house.send(&gateway).again, 1);
        assert_eq!(house.send(&gateway).handled(), 0, "not before a minute has passed");
        let mut waited = 0;
        while house.dead() == 0 {
            house.later(1);
            waited += 1;
            house.round(&gateway, &|| true);
            assert!(waited < 10_000);
        }
        let keys: BTreeSet<String> = gateway.asked().into_iter().map(|letter| letter.key).collect();
        assert_eq!((keys.len(), gateway.asked().len()), (1, 9), "one key, nine attempts");
        assert_eq!(waited, 1 + 5 + 20 + 60 + 180 + 480 + 1_440 + 1_440);
        // An operator mended the gateway.
        let now = house.app.now_ms();
        assert_eq!(house.app.db().write(move |tx| delivery::retry(tx, OutsideChannel::Sms, now)), Ok(1));
        let gateway = Fake::new(|_| Taken::Yes);
        assert_eq!(house.round(&gateway, &|| true).sent, 1);
        assert_eq!(keys.first(), Some(&gateway.asked()[0].key));
        assert_eq!(house.dead(), 0);
    }

    fn what_will_never_be_taken_is_given_up_at_once_and_seen(db: &TestDb) {
        let house = House::telling(db);
        house.told_intake();
        let gateway = Fake::new(|_| Taken::Never("400 no such number".into()));
        assert_eq!(house.send(&gateway).dead, 1);
        let dead = house.app.db().read(|tx| delivery::dead(tx, OutsideChannel::Sms, 10)).unwrap();
        assert_eq!((dead.len(), dead[0].attempts, dead[0].problem.as_str()), (1, 1, "400 no such number"));
    }

    fn a_sender_that_dies_loses_nothing_and_changes_nothing_when_it_comes_back(db: &TestDb) {
        let house = House::telling(db);
        house.told_intake();
        house.told_intake();
        // It dies after the gateway took the first and before that was written down.
        let dying = Fake::new(|_| panic!("killed"));
        house.app.share_notices(all()).unwrap();
        catch_unwind(AssertUnwindSafe(|| house.round(&dying, &|| true))).unwrap_err();
        let gateway = Fake::new(|_| Taken::Yes);
        assert_eq!(house.round(&gateway, &|| true).handled(), 0, "they are still the dead one's");
        house.later(10);
        assert_eq!(house.round(&gateway, &|| true).sent, 2);
        let keys: BTreeSet<String> = gateway.asked().into_iter().map(|letter| letter.key).collect();
        assert_eq!(keys.len(), 2);
        assert!(keys.contains(&dying.asked()[0].key), "the same key again: the gateway tells it is the same");
    }

    fn told_to_stop_a_sender_leaves_the_rest_at_once(db: &TestDb) {
        let house = House::telling(db);
        (0..3).for_each(|_| drop(house.told_intake()));
        house.app.share_notices(all()).unwrap();
        let gateway = Fake::new(|_| Taken::Yes);
        let asked = std::cell::Cell::new(0);
        let once = || { asked.set(asked.get() + 1); asked.get() == 1 };
        assert_eq!(house.round(&gateway, &once), Round { sent: 1, again: 2, ..Round::default() });
        assert_eq!(house.round(&gateway, &|| true).sent, 2, "no lease to wait for");
        assert_eq!(gateway.asked().iter().map(|letter| &letter.key).collect::<BTreeSet<_>>().len(), 3);
    }

    fn sent_is_not_delivered_until_the_gateway_says_so(db: &TestDb) {
        let house = House::telling(db);
        house.told_intake();
        let gateway = Fake::new(|_| Taken::Yes);
        house.send(&gateway);
        let key = gateway.asked()[0].key.clone();
        assert_eq!(house.report(&key, Report::Delivered), Reported::Known);
        assert_eq!(house.report(&key, Report::Delivered), Reported::Known, "a report may come twice");
        // Delivered is delivered: a later report to the contrary changes nothing.
        house.report(&key, Report::Undelivered("late".into()));
        assert_eq!(house.dead(), 0);
        for unknown in ["", "x-sms", &key.replace("sms", "email"), &key.replace("sms", "fax"), &key.to_uppercase()] {
            assert_eq!(house.report(unknown, Report::Delivered), Reported::Unknown, "{unknown}");
        }
        house.told_intake();
        house.send(&gateway);
        let key = gateway.asked()[1].key.clone();
        house.report(&key, Report::Undelivered("number not in use".into()));
        assert_eq!(house.dead(), 1);
    }

    fn a_person_is_told_as_they_chose(db: &TestDb) {
        let house = House::telling(db);
        let email = |address: &str| Choice {
            lang: Lang::En,
            email: Some(address.into()),
            channels: Channels::none().with(OutsideChannel::Email),
        };
        let texts = Texts::default();
        let gateway = Fake::new(|_| Taken::Yes);
        let sender = Sender { gateway: &gateway, texts: &texts, base_url: "https://m.vn", go_on: &|| true };
        let owner = house.told_intake().state.owner;
        assert!(matches!(house.choose(owner, email("mai@example.vn\r\nBcc: x@y.vn")), Err(Error::Invalid(_))));
        // Chosen and not proven: nothing is sent there, and the telephone that was left out is left in peace.
        assert_eq!(house.choose(owner, email("mai@example.vn")), Ok(Chosen::CodeSent));
        house.app.share_notices(all()).unwrap();
        assert_eq!(house.app.send_notices(OutsideChannel::Email, &sender), Ok(Round::default()));
        assert_eq!(house.round(&gateway, &|| true), Round::default());
        let owner = house.told_intake().state.owner;
        assert_eq!(house.choose(owner, email("Lan@example.vn")), Ok(Chosen::CodeSent));
        assert_eq!(house.send_codes(&gateway), 2);
        let letter = gateway.asked().into_iter().find(|letter| letter.to == "lan@example.vn").unwrap();
        assert_eq!(house.prove(owner, &code_in(&letter)), Ok(()));
        house.app.share_notices(all()).unwrap();
        assert_eq!(house.round(&gateway, &|| true), Round::default());
        assert_eq!(house.app.send_notices(OutsideChannel::Email, &sender).unwrap().sent, 1);
        let letter = gateway.asked().pop().unwrap();
        assert_eq!((letter.to.as_str(), letter.lang), ("lan@example.vn", Lang::En));
        assert!(letter.text.starts_with("Dossier "), "{letter:?}");
        // And a message already queued is withdrawn when its channel is.
        let other = house.told_intake();
        house.app.share_notices(all()).unwrap();
        house.choose(other.state.owner, Choice { channels: Channels::none(), ..Choice::default() }).unwrap();
        assert_eq!(house.round(&gateway, &|| true), Round { withdrawn: 1, ..Round::default() });
    }

    fn an_address_is_written_to_only_when_its_person_has_proven_it(db: &TestDb) {
        let house = House::telling(db);
        let owner = house.told_intake().state.owner;
        let email = |address: &str| Choice { email: Some(address.into()), ..Choice::default() };
        let wrong = |said: Result<(), Error>| match said {
            Err(Error::Invalid(fields)) => fields[0].code,
            other => panic!("{other:?}"),
        };
        let gateway = Fake::new(|_| Taken::Yes);
        assert_eq!(house.choose(owner, email("mai@example.vn")), Ok(Chosen::CodeSent));
        let right = house.code(&gateway);
        assert_eq!(gateway.asked()[0].to, "mai@example.vn");
        assert!(!gateway.asked()[0].link.contains(&right), "a link proves nothing");
        // Saved again it sends no second letter.
        assert_eq!(house.choose(owner, email("mai@example.vn")), Ok(Chosen::CodeSent));
        assert_eq!(house.send_codes(&gateway), 0);
        let stranger = PersonId(uuid::Uuid::from_u128(9));
        assert_eq!(wrong(house.prove(stranger, &right)), "code_over", "a code is its person's");
        let other = if right == "000000" { "000001" } else { "000000" };
        for _ in 0..4 {
            assert_eq!(wrong(house.prove(owner, other)), "wrong_code");
        }
        assert_eq!(house.prove(owner, &format!(" {} {}", &right[..3], &right[3..])), Ok(()));
        assert_eq!(wrong(house.prove(owner, &right)), "code_over", "once");
        // Mistyped five times, or lain too long, it is void.
        assert_eq!(house.choose(owner, email("lan@example.vn")), Ok(Chosen::CodeSent));
        let right = house.code(&gateway);
        let other = if right == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            assert_eq!(wrong(house.prove(owner, other)), "wrong_code");
        }
        assert_eq!(wrong(house.prove(owner, &right)), "code_over");
        assert_eq!(house.choose(owner, email("lan@example.vn")), Ok(Chosen::CodeSent));
        let right = house.code(&gateway);
        house.later(31);
        assert_eq!(wrong(house.prove(owner, &right)), "code_over");
        // The address before stays until the new one is proven.
        let known = Mutex::new(None);
        run(async { *known.lock() = Some(house.app.notice_contact(owner).await.unwrap()) });
        let known = known.into_inner().unwrap();
        assert_eq!(known.choice.email.as_deref(), Some("mai@example.vn"));
        assert!(known.pending.is_some_and(|one| one.email == "lan@example.vn" && !one.open));
    }

    fn nobody_makes_the_city_write_to_strangers(db: &TestDb) {
        let house = House::telling(db);
        let owner = house.told_intake().state.owner;
        let email = |address: &str| Choice { email: Some(address.into()), ..Choice::default() };
        let gateway = Fake::new(|_| Taken::Yes);
        // Five letters a day for a person, whatever the addresses.
        for n in 0..5 {
            assert_eq!(house.choose(owner, email(&format!("s{n}@example.vn"))), Ok(Chosen::CodeSent));
            house.code(&gateway);
        }
        let refused = house.choose(owner, email("s6@example.vn"));
        assert!(matches!(&refused, Err(Error::Invalid(fields)) if fields[0].code == "too_many_codes"), "{refused:?}");
        assert_eq!(house.send_codes(&gateway), 0);
        house.later(24 * 60 + 1);
        // Three for an address, whoever asks.
        for n in 0..3 {
            let person = PersonId(uuid::Uuid::from_u128(100 + n));
            assert_eq!(house.choose(person, email("stranger@example.vn")), Ok(Chosen::CodeSent));
            house.code(&gateway);
        }
        let refused = house.choose(owner, email("Stranger@example.vn"));
        assert!(matches!(&refused, Err(Error::Invalid(fields)) if fields[0].code == "too_many_codes"), "{refused:?}");
        assert_eq!(house.send_codes(&gateway), 0);
    }

    fn a_gateway_that_asks_for_a_rest_gets_it_and_the_letters_lose_no_attempt(db: &TestDb) {
        let house = House::telling(db);
        (0..3).for_each(|_| drop(house.told_intake()));
        house.app.share_notices(all()).unwrap();
        let gateway = Fake::new(|_| Taken::NotBefore(600, "HTTP 429".into()));
        let round = house.round(&gateway, &|| true);
        assert_eq!((round.again, round.rest_seconds, gateway.asked().len()), (3, 600, 1), "asked once, then left in peace");
        house.later(9);
        assert_eq!(house.round(&gateway, &|| true).handled(), 0);
        house.later(1);
        // The two that were not tried have all their attempts left: the first of eight waits is a minute.
        let gateway = Fake::new(|_| Taken::NotNow("HTTP 500".into()));
        assert_eq!(house.round(&gateway, &|| true).again, 3);
        house.later(1);
        assert_eq!(house.round(&gateway, &|| true).again, 2);
    }

    fn one_given_up_is_queued_again_by_its_key(db: &TestDb) {
        let house = House::telling(db);
        (0..2).for_each(|_| drop(house.told_intake()));
        let gateway = Fake::new(|_| Taken::Never("HTTP 400".into()));
        assert_eq!(house.send(&gateway).dead, 2);
        let key = gateway.asked()[0].key.clone();
        assert_eq!(house.app.retry_notice(&key), Ok(1));
        assert_eq!(house.app.retry_notice(&key), Ok(0), "it waits already");
        assert_eq!(house.app.retry_notice("nonsense"), Ok(0));
        assert_eq!(house.app.dead_notices(OutsideChannel::Sms, 10).unwrap().len(), 1);
        let gateway = Fake::new(|_| Taken::Yes);
        assert_eq!(house.round(&gateway, &|| true).sent, 1);
        assert_eq!(gateway.asked()[0].key, key);
        assert_eq!(house.app.letters_sent(), 1);
    }

    fn what_happened_while_no_channel_was_set_up_is_not_sent_later(db: &TestDb) {
        let house = House::over(db);
        let filed = house.told_intake();
        house.app.set_channels(all());
        let gateway = Fake::new(|_| Taken::Yes);
        assert_eq!(house.send(&gateway), Round::default());
        assert_eq!(house.mine(filed.state.owner).len(), 1, "it is in the own pages");
        // Nor what waited for days because nobody sent: it speaks of what is long past.
        house.told_intake();
        house.later(3 * 24 * 60 + 1);
        assert_eq!(house.send(&gateway), Round::default());
        assert_eq!(house.app.db().read(delivery::depths).unwrap().unshared, 0);
    }

    fn a_dossier_that_stands_still_is_told_once_for_each_step(db: &TestDb) {
        let house = House::telling(db);
        let filed = house.told_intake();
        let owner = filed.state.owner;
        let kinds = |house: &House| house.mine(owner).iter().map(|one| one.kind).collect::<Vec<_>>();
        assert_eq!(house.app.look_for_stuck().unwrap().stuck, 0);
        // Its step has long been over, and a working day more.
        house.at("2026-03-16T09:00");
        let walk = house.app.look_for_stuck().unwrap();
        assert_eq!((walk.stuck, walk.told), (1, 1));
        for _ in 0..3 {
            house.later(600);
            assert_eq!(house.app.look_for_stuck().unwrap().told, 0, "once for each step");
        }
        assert_eq!(kinds(&house), [NoticeKind::StuckOverdue, NoticeKind::Received]);
        let seen = |house: &House, who: &str| {
            let found = Mutex::new(0);
            run(async { *found.lock() = house.app.stuck_before(house.officer(who)).await.unwrap().len() });
            found.into_inner()
        };
        assert_eq!(seen(&house, "hongha.chutich"), 1, "the head of the ward its counter belongs to");
        assert_eq!(seen(&house, "hongha.motcua1"), 0);
        // It goes on, and nobody is shown it any more; in its next place it may stand still anew.
        let on = house.act("hongha.motcua1", &filed, Command::HandOver { to: None, officer: None, note: None });
        assert_eq!(seen(&house, "hongha.chutich"), 0);
        assert_eq!(house.app.look_for_stuck().unwrap().gone_on, 1);
        house.at("2026-03-19T09:00");
        assert_eq!(house.app.look_for_stuck().unwrap().told, 1);
        assert_eq!(kinds(&house).len(), 3);
        drop(on);
    }
}
