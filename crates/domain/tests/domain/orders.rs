//! Orders under random sequences of acts by random people, against a plain table of what may follow what.

use motcua_calendar::{Date, Moment};
use motcua_domain::actor::{Actor, Duty, FieldScope, Role};
use motcua_domain::ids::{OfficerId, UnitId};
use motcua_domain::office::OfficeRefusal;
use motcua_domain::office::order::{self, Act, ActName, Given, Giver, Judgement, Order, Setting};
use motcua_domain::unit::{Unit, UnitIndex, UnitKind};
use proptest::prelude::*;

const WARD: UnitId = UnitId(10);
const COUNTER: UnitId = UnitId(11);
const OTHER: UnitId = UnitId(12);
const DAY: i32 = 20_500;

fn units() -> UnitIndex {
    let unit = |id: UnitId, kind, parent| Unit {
        id,
        key: id.to_string(),
        name: id.to_string(),
        short_name: id.to_string(),
        kind,
        parent,
        agency_code: String::new(),
        agency_code_provisional: true,
        address: None,
        population: None,
        life: Default::default(),
    };
    UnitIndex::new([
        unit(UnitId(1), UnitKind::City, None),
        unit(WARD, UnitKind::Ward, None),
        unit(COUNTER, UnitKind::ServicePoint, Some(WARD)),
        unit(OTHER, UnitKind::Ward, None),
    ])
}

/// Who tries: number, and the duty held.
const PEOPLE: [(u32, UnitId, Role); 7] = [
    (1, UnitId(1), Role::CityLeader),
    (2, UnitId(1), Role::CityLeader),
    (3, WARD, Role::UnitHead),
    (4, WARD, Role::Specialist),
    (5, OTHER, Role::UnitHead),
    (6, UnitId(1), Role::Inspector),
    (7, COUNTER, Role::OneStop),
];

fn person(no: usize) -> Actor {
    let (id, unit, role) = PEOPLE[no];
    Actor::Officer { id: OfficerId(id), duties: vec![Duty { unit, role, scope: FieldScope::All }] }
}

fn day(number: i32) -> Date {
    Date::from_day_number(number)
}

/// What may follow the last act that settles something; reports and moved deadlines settle nothing.
const MAY_FOLLOW: [(&str, &[&str]); 7] = [
    ("acknowledge", &["give"]),
    ("report", &["acknowledge", "reopen"]),
    ("done", &["acknowledge", "reopen"]),
    ("close", &["give", "acknowledge", "reopen", "done"]),
    ("withdraw", &["give", "acknowledge", "reopen", "done"]),
    ("reopen", &["done", "close"]),
    ("move-due", &["give", "acknowledge", "reopen"]),
];

/// An act tried: who, which, with what deadline, how many days later.
#[derive(Debug, Clone)]
struct Try {
    who: usize,
    act: ActName,
    due_in: i32,
    days: i32,
    in_office: bool,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = (0..PEOPLE.len(), 0..ActName::LATER.len(), -3..400_i32, 0..4_i32, prop::bool::weighted(0.8));
    let one = one.prop_map(|(who, act, due_in, days, in_office)| Try {
        who,
        act: ActName::LATER[act],
        due_in,
        days,
        in_office,
    });
    prop::collection::vec(one, 1..40)
}

fn given(giver: Giver, owner: u32, due: i32) -> Given {
    Given {
        giver,
        unit: WARD,
        owner: OfficerId(owner),
        due: day(due),
        metric: None,
        target: None,
        step: None,
        dossiers: Vec::new(),
        seen: None,
    }
}

/// What the table says: the class of refusal by its code, or `None` for yes.
fn oracle(
    history: &[(&'static str, i32)],
    one: &Try,
    giver: Giver,
    owner: u32,
    today: i32,
) -> Option<&'static str> {
    let who = PEOPLE[one.who].0;
    let (giver_no, peers): (u32, &[u32]) = match giver {
        Giver::CityLeader => (1, &[1, 2]),
        Giver::UnitHead => (3, &[3]),
    };
    let key = one.act.key();
    if ["acknowledge", "report", "done"].contains(&key) {
        let head_is_not_the_giver = giver_no != 3;
        if who != owner && !(who == 3 && head_is_not_the_giver) {
            return Some("order-not-owner");
        }
    } else if !(who == giver_no || (!one.in_office && peers.contains(&who))) {
        return Some("order-not-giver");
    }
    let last = history.iter().rev().find(|(key, _)| !["report", "move-due"].contains(key)).unwrap().0;
    let may = MAY_FOLLOW.iter().find(|(act, _)| *act == key).unwrap().1;
    if !may.contains(&last) {
        return Some("order-stage");
    }
    let due = today + one.due_in;
    if key == "move-due" && history.iter().rev().find(|(_, due)| *due != 0).unwrap().1 == due {
        return Some("order-due-unchanged");
    }
    if key == "move-due" || key == "reopen" {
        if one.due_in < 0 {
            return Some("order-due-past");
        }
        if one.due_in > 366 {
            return Some("order-due-far");
        }
    }
    None
}

proptest! {
    #[test]
    fn an_order_follows_the_table(tries in tries(), leader in any::<bool>(), due in 0..30_i32) {
        let units = units();
        let (giver, by, owner) =
            if leader { (Giver::CityLeader, 1, 3) } else { (Giver::UnitHead, 3, 4) };
        let (mut today, at) = (DAY, |day: i32| Moment::from_unix_seconds(i64::from(day) * 86_400 + 3 * 3_600));
        let first = Act::Given(given(giver, owner, today + due));
        let mut order: Order = order::evolve(None, &first, OfficerId(by), at(today)).unwrap();
        let mut history: Vec<(&'static str, i32)> = vec![("give", today + due)];
        for one in tries {
            today += one.days;
            let actor = person(one.who);
            let setting = Setting { actor: &actor, units: &units, today: day(today), giver_in_office: one.in_office };
            let new_due = day(today + one.due_in);
            let act = match one.act {
                ActName::Give => unreachable!("not among those that come later"),
                ActName::Acknowledge => Act::Acknowledged,
                ActName::Report => Act::ProgressReported,
                ActName::MoveDue => Act::DueMoved { due: new_due },
                ActName::ReportDone => Act::DoneReported,
                ActName::Close => Act::Closed { judgement: Judgement::Partly },
                ActName::Reopen => Act::Reopened { due: new_due },
                ActName::Withdraw => Act::Withdrawn,
            };
            let wanted = oracle(&history, &one, giver, owner, today);
            let said = order::decide(&order, &act, &setting);
            prop_assert_eq!(said.as_ref().err().map(OfficeRefusal::code), wanted, "{:?} after {:?}", one, history);
            if said.is_ok() {
                prop_assert!(order::permit(&order, one.act, &setting).is_ok(), "what is done was offered");
                let before = order.revision;
                order = order::evolve(Some(order), &act, OfficerId(PEOPLE[one.who].0), at(today)).unwrap();
                prop_assert_eq!(order.revision, before + 1);
                let moved = matches!(one.act, ActName::MoveDue | ActName::Reopen);
                history.push((one.act.key(), if moved { today + one.due_in } else { 0 }));
            }
            let due_now = history.iter().rev().find(|(_, due)| *due != 0).unwrap().1;
            let last = history.iter().rev().find(|(key, _)| !["report", "move-due"].contains(key)).unwrap().0;
            let overdue = due_now < today && ["give", "acknowledge", "reopen"].contains(&last);
            prop_assert_eq!(order.is_overdue(day(today)), overdue, "{:?}", history);
            prop_assert_eq!(order.due, day(due_now));
        }
    }
}

#[test]
fn an_order_is_given_to_who_answers_there() {
    let units = units();
    let setting = |actor| Setting { actor, units: &units, today: day(DAY), giver_in_office: true };
    let duty = |unit, role| vec![Duty { unit, role, scope: FieldScope::All }];
    let (leader, head, other, inspector) = (person(0), person(2), person(4), person(5));
    let by_leader = given(Giver::CityLeader, 3, DAY + 5);
    let heads = duty(WARD, Role::UnitHead);
    assert_eq!(order::may_give(&by_leader, &heads, &setting(&leader)), Ok(()));
    let no_owner = Err(OfficeRefusal::OwnerNotAnswerable);
    assert_eq!(order::may_give(&by_leader, &duty(WARD, Role::Specialist), &setting(&leader)), no_owner);
    assert_eq!(order::may_give(&by_leader, &duty(OTHER, Role::UnitHead), &setting(&leader)), no_owner);
    for actor in [&head, &other, &inspector] {
        assert_eq!(order::may_give(&by_leader, &heads, &setting(actor)), Err(OfficeRefusal::NotGiver));
    }
    let within = given(Giver::UnitHead, 4, DAY);
    let specialist = duty(WARD, Role::Specialist);
    assert_eq!(order::may_give(&within, &specialist, &setting(&head)), Ok(()));
    assert_eq!(order::may_give(&within, &specialist, &setting(&other)), Err(OfficeRefusal::NotGiver));
    assert_eq!(order::may_give(&within, &specialist, &setting(&leader)), Err(OfficeRefusal::NotGiver));
    let oneself = given(Giver::UnitHead, 3, DAY);
    assert_eq!(order::may_give(&oneself, &heads, &setting(&head)), Err(OfficeRefusal::OwnOrder));
    let counter = Given { unit: COUNTER, ..given(Giver::UnitHead, 7, DAY) };
    assert_eq!(order::may_give(&counter, &duty(COUNTER, Role::OneStop), &setting(&head)), Ok(()));
    let late = given(Giver::CityLeader, 3, DAY - 1);
    let refused = order::may_give(&late, &heads, &setting(&leader));
    assert_eq!(refused, Err(OfficeRefusal::DueInPast { today: day(DAY) }));
}
