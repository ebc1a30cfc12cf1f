//! What offices did in the weeks replayed: a few orders, nudges, contests of a figure and frozen reports, by the use cases of the pages.
//!
//! Three times between dossiers, in office hours and while nothing else is on its way: what they name is what the boards said at that
//! moment. Whom it befalls follows from the figures. What cannot be done in a city so small or a stretch so short is left out.

use super::ids::SeededIds;
use super::plan::Plan;
use super::planner::Planner;
use super::staff::Staff;
use crate::living::blocking;
use anyhow::{Context as _, Result, anyhow};
use motcua_app::Clock as _;
use motcua_app::clock::FixedClock;
use motcua_app::office::Sending;
use motcua_app::reports::ReportAsked;
use motcua_app::{App, Error, World};
use motcua_calendar::{Date, Lang, Moment};
use motcua_domain::actor::{Actor, Role};
use motcua_domain::desk::Queue;
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{CommandId, DossierId, OfficerId, UnitId};
use motcua_domain::office::contest::{self, Raised, Verdict};
use motcua_domain::office::order::{Act, Given, Giver, Seen};
use motcua_domain::unit::UnitKind;
use motcua_insight::{Axis, Dim, Figure};
use motcua_store::figures::{self, Period};
use motcua_store::queries::behind::{self, Listed};
use motcua_store::queries::totals;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Minutes before an office closes at which it acts.
const BEFORE_CLOSING: i64 = 10;
/// How long after it a nudge is answered, while the office is still open.
const ANSWERED_AFTER_MS: i64 = 7 * 60_000;
/// Minutes a search for an open office goes back: longer than any holidays.
const BACK: i64 = 14 * 24 * 60;
/// Days until the two orders are to be done: one is over before the replay ends, the other seldom.
const DUE_DAYS: [i32; 2] = [7, 14];
/// Dossiers looked through for those a contest names.
const LOOKED_AT: u32 = 200;
/// Fewer dossiers say little of a unit.
const FEW: i64 = 20;
/// The metrics that orders and contests are about.
const ONLINE: &str = "online";
const ON_TIME: &str = "on_time";
/// The national form, and the same columns by the week: its own period is a quarter, which seldom ends within a replay.
const FORM: &str = "06a";
const WEEKLY: [(&str, &str); 5] = [
    ("key = \"06a\"", "key = \"06a-tuan\""),
    ("form = \"Biểu", "form = \"Theo cột của Biểu"),
    ("title = \"", "title = \"Theo tuần: "),
    ("title_en = \"", "title_en = \"By week: "),
    ("period = \"quarter\"", "period = \"week\""),
];

/// What they say.
const ONLINE_LOW: &str = "Tỷ lệ hồ sơ trực tuyến của đơn vị còn thấp. Bố trí người hướng dẫn tại điểm tiếp nhận, không nộp thay người dân, và báo cáo kết quả sau một tuần.";
const STEP_STUCK: &str = "Rà soát các hồ sơ còn chờ ở bước thẩm định, nêu rõ vướng mắc của từng hồ sơ và thời gian giải quyết xong.";
const PROGRESS: &str =
    "Đã phân công hai công chức hướng dẫn vào buổi sáng; số người tự nộp tại nhà đang tăng.";
const REVIEWED: &str =
    "Đã rà soát xong: các hồ sơ còn lại đều trong hạn, hai hồ sơ thiếu giấy tờ đã được hướng dẫn bổ sung.";
const LATE_WRONG: &str =
    "Một số hồ sơ bị tính quá hạn do chờ cơ quan khác trả lời. Đề nghị xem lại tỷ lệ đúng hạn của kỳ này.";
const LATE_RIGHT: &str = "Đã đối chiếu từng hồ sơ với sổ: trong thời gian ấy không ghi lần tạm dừng nào nên hạn trả không đổi. Số liệu giữ nguyên.";
const ONLINE_WRONG: &str =
    "Đường truyền của điểm tiếp nhận gián đoạn một buổi trong kỳ. Đề nghị xem lại tỷ lệ trực tuyến.";
const ONLINE_RIGHT: &str = "Đã đối chiếu với sổ: không hồ sơ nào bị bỏ sót, hồ sơ nộp bù vẫn được tính đúng kênh. Số liệu giữ nguyên.";
const NUDGED: &str = "Đề nghị giải quyết xong trong ngày và báo lại nguyên nhân.";
const NUDGE_ANSWER: &str = "Đã cử người giải quyết hồ sơ quá hạn này; kết quả có trong ngày làm việc tới.";

/// Offices at work in the weeks replayed.
pub struct Offices<'a> {
    /// The application with a clock of its own.
    past: Arc<App>,
    clock: Arc<FixedClock>,
    plan: &'a Plan,
    staff: &'a Staff,
    halts: Vec<i64>,
    orders: Vec<(Uuid, Arc<Actor>)>,
    contest: Option<(Uuid, Raised)>,
    nudge: Option<(UnitId, Queue)>,
    /// What was refused: none of it may be.
    pub refused: Vec<String>,
}

impl<'a> Offices<'a> {
    /// Offices of a plan. From the desks where filings are disguised, officers have signed in before it begins.
    pub fn open(app: &App, plan: &'a Plan, planner: &Planner<'_>, staff: &'a Staff) -> Result<Self> {
        let ids = Arc::new(SeededIds::new(plan.seed));
        ids.of_replay(u64::MAX - 1);
        let clock = Arc::new(FixedClock::at(plan.begin.unix_seconds() * 1000));
        let past = App::open(app.db().clone(), app.purpose(), clock.clone(), ids).map_err(told)?;
        for browser in planner.arrivals.desk_browsers() {
            blocking(past.desk_seen(&browser))?.map_err(told)?;
        }
        let halts = halts(&past.world(), plan)?;
        let (orders, refused) = (Vec::new(), Vec::new());
        Ok(Self { past, clock, plan, staff, halts, orders, contest: None, nudge: None, refused })
    }

    /// When they act, UNIX milliseconds: in the first half, on the day before the last and on the last.
    pub fn halts(&self) -> Vec<i64> {
        self.halts.clone()
    }

    /// What they do at one of these moments.
    pub fn work(&mut self, turn: usize) -> Result<()> {
        self.clock.set(self.halts[turn]);
        let world = self.past.world();
        let of_kind = |kind| world.units.lasting().find(|unit| unit.kind == kind).map(|unit| unit.id);
        let post = |kind, role| of_kind(kind).and_then(|unit| self.staff.first(unit, role));
        let leader = post(UnitKind::City, Role::CityLeader);
        let centre = post(UnitKind::Centre, Role::UnitHead);
        // A city without these offices has no such acts.
        let (Some(leader), Some(centre)) = (leader, centre) else { return Ok(()) };
        match turn {
            0 => self.first(&world, &leader),
            1 => self.second(&world, &leader, &centre),
            _ => self.third(&world, &leader, &centre),
        }
    }

    fn first(&mut self, world: &World, leader: &Arc<Actor>) -> Result<()> {
        let online = self.figures(world, ONLINE)?;
        for (at, (words, step)) in
            [(ONLINE_LOW, None), (STEP_STUCK, Some(Queue::Processing))].into_iter().enumerate()
        {
            let Some((unit, figure, seen)) = online.get(at).cloned() else { break };
            let Some(head) = self.head(world, unit) else { continue };
            let about = step.is_none().then_some((figure, seen));
            let Some(owner) = head.officer() else { continue };
            let given = self.given(world, (unit, owner, DUE_DAYS[at]), about, step);
            let sending = self.sending(leader, words)?;
            let kept = blocking(self.past.give_order(sending, given))?;
            let order = self.taken("an order", kept).map(|id| (id, head));
            self.orders.extend(order);
        }
        let on_time = self.figures(world, ON_TIME)?;
        let late = on_time.first().filter(|(_, figure, _)| figure.numerator < figure.denominator);
        self.contest = match (late, online.get(1)) {
            (Some((unit, figure, _)), _) => {
                let dossiers = self.late(*unit)?;
                self.raise(world, (*unit, ON_TIME, *figure), dossiers, LATE_WRONG)?
            }
            (None, Some((unit, figure, _))) => {
                self.raise(world, (*unit, ONLINE, *figure), Vec::new(), ONLINE_WRONG)?
            }
            (None, None) => None,
        };
        Ok(())
    }

    fn second(&mut self, world: &World, leader: &Arc<Actor>, centre: &Arc<Actor>) -> Result<()> {
        for (at, (id, head)) in self.orders.clone().into_iter().enumerate() {
            self.follow(id, &head, 1, Act::Acknowledged, "")?;
            if at == 0 {
                self.follow(id, &head, 2, Act::ProgressReported, PROGRESS)?;
            }
        }
        if let Some((id, raised)) = self.contest.take() {
            let period = Period { from: raised.from, to: raised.to };
            let now = self.figure_of(world, &raised.metric, raised.unit, period)?;
            let Figure { numerator, denominator } = now;
            let act = contest::Act::Answered { verdict: Verdict::Declined, numerator, denominator };
            let words = if raised.metric == ON_TIME { LATE_RIGHT } else { ONLINE_RIGHT };
            let sending = self.sending(centre, words)?;
            let kept = blocking(self.past.act_on_contest(sending, id, act))?;
            self.taken("the answer of a contest", kept);
        }
        self.nudge = self.nudge(leader, None)?;
        self.clock.set(self.clock.now_ms() + ANSWERED_AFTER_MS);
        if let Some((unit, _)) = self.nudge
            && let Some(head) = self.head(world, unit)
        {
            let standing = blocking(self.past.nudges_at(head.clone(), unit))?.map_err(told)?;
            if let Some(nudge) = standing.first() {
                let sending = self.sending(&head, NUDGE_ANSWER)?;
                let kept = blocking(self.past.answer_nudge(sending, nudge.id))?;
                self.taken("the answer of a nudge", kept);
            }
        }
        Ok(())
    }

    fn third(&mut self, world: &World, leader: &Arc<Actor>, centre: &Arc<Actor>) -> Result<()> {
        if let Some((id, head)) = self.orders.get(1).cloned() {
            self.follow(id, &head, 2, Act::DoneReported, REVIEWED)?;
        }
        self.nudge(leader, self.nudge)?;
        let online = self.figures(world, ONLINE)?;
        if let Some((unit, figure, _)) = online.get(2) {
            self.raise(world, (*unit, ONLINE, *figure), Vec::new(), ONLINE_WRONG)?;
        }
        if let Some((unit, ..)) = online.first()
            && let Some(head) = self.head(world, *unit)
        {
            self.freeze(&head, "xa-tuan", Some(*unit))?;
        }
        if !self.freeze(centre, FORM, None)? {
            self.weekly(world, centre)?;
        }
        Ok(())
    }

    /// The form's columns by the week: a report defined in the running program, and its last edition.
    fn weekly(&mut self, world: &World, centre: &Arc<Actor>) -> Result<()> {
        let Some((text, _)) = world.reports.iter().find(|(_, known)| known.key == FORM) else {
            return Ok(());
        };
        let by_week = |text: String, (from, to): &(&str, &str)| text.replacen(from, to, 1);
        let text = WEEKLY.iter().fold(text.clone(), by_week);
        let command = self.command()?;
        let defined = blocking(self.past.define_report(centre.clone(), command, &text))?;
        if let Some((key, _)) = self.taken("a report's definition", defined) {
            self.freeze(centre, &key, None)?;
        }
        Ok(())
    }

    /// Freezes a report's last period, unless nothing of it was recorded.
    fn freeze(&mut self, actor: &Arc<Actor>, key: &str, unit: Option<UnitId>) -> Result<bool> {
        let (asked, command) = (ReportAsked { period: String::new(), unit, as_of_ms: None }, self.command()?);
        match blocking(self.past.freeze_report(actor.clone(), command, key, asked))? {
            Err(Error::Invalid(_) | Error::NotFound(_)) => Ok(false),
            kept => Ok(self.taken("a frozen report", kept).is_some()),
        }
    }

    /// Nudges where most is past its due moment, but not about the same twice.
    fn nudge(
        &mut self,
        leader: &Arc<Actor>,
        before: Option<(UnitId, Queue)>,
    ) -> Result<Option<(UnitId, Queue)>> {
        let now = self.past.now();
        let stuck = self.past.db().read(|tx| figures::load(tx, now)).map_err(|e| anyhow!("{e}"))?.stuck;
        let mut places: BTreeMap<(UnitId, Queue), i64> = BTreeMap::new();
        for one in stuck {
            *places.entry((one.unit, one.queue)).or_default() += one.overdue;
        }
        let open = places.into_iter().filter(|(place, overdue)| *overdue > 0 && Some(*place) != before);
        let Some(((unit, step), _)) = open.max_by_key(|(place, overdue)| (*overdue, Reverse(*place))) else {
            return Ok(None);
        };
        let sending = self.sending(leader, NUDGED)?;
        let kept = blocking(self.past.nudge(sending, unit, step))?;
        Ok(self.taken("a nudge", kept).map(|_| (unit, step)))
    }

    fn raise(
        &mut self,
        world: &World,
        (unit, metric, figure): (UnitId, &str, Figure),
        dossiers: Vec<DossierId>,
        words: &str,
    ) -> Result<Option<(Uuid, Raised)>> {
        let Some(head) = self.head(world, unit) else { return Ok(None) };
        let Some(found) = world.metrics.get(metric, self.past.now().date()) else { return Ok(None) };
        let Seen { from, to, numerator, denominator, events, at_ms } = self.seen(figure)?;
        let version = found.version;
        let metric = metric.to_owned();
        let raised =
            Raised { unit, metric, version, from, to, numerator, denominator, events, at_ms, dossiers };
        let sending = self.sending(&head, words)?;
        let kept = blocking(self.past.raise_contest(sending, raised.clone()))?;
        Ok(self.taken("a contest", kept).map(|id| (id, raised)))
    }

    fn follow(&mut self, id: Uuid, head: &Arc<Actor>, seen: u32, act: Act, words: &str) -> Result<()> {
        let sending = self.sending(head, words)?;
        let kept = blocking(self.past.act_on_order(sending, id, seen, act))?;
        self.taken("an act on an order", kept);
        Ok(())
    }

    fn given(
        &self,
        world: &World,
        (unit, owner, due_days): (UnitId, OfficerId, i32),
        about: Option<(Figure, Seen)>,
        step: Option<Queue>,
    ) -> Given {
        let today = self.past.now().date();
        let found = world.units.get(unit);
        let set = |target: &&motcua_insight::Target| {
            let covers = found.is_some_and(|unit| target.covers(&unit.key, unit.kind.key()));
            target.metric == ONLINE && covers && target.holds(today)
        };
        let target = about.as_ref().and_then(|_| world.targets.iter().find(set));
        Given {
            giver: Giver::CityLeader,
            unit,
            owner,
            due: today.plus_days(due_days),
            metric: about.as_ref().map(|_| ONLINE.to_owned()),
            target: target.map(|target| target.key.clone()),
            step,
            dossiers: Vec::new(),
            seen: about.map(|(_, seen)| seen),
        }
    }

    /// Days since the replay began.
    fn period(&self) -> Period {
        Period { from: self.plan.begin.date(), to: self.past.now().date() }
    }

    /// A figure of every commune that has enough behind it, the lowest share first.
    fn figures(&self, world: &World, metric: &str) -> Result<Vec<(UnitId, Figure, Seen)>> {
        let period = self.period();
        let Some(metric) = world.metrics.get(metric, period.to) else { return Ok(Vec::new()) };
        let sums = self.past.db().read(|tx| figures::by_member(tx, Dim::Competent, period));
        let sums = sums.map_err(|e| anyhow!("{e}"))?;
        let mut found = Vec::new();
        for unit in world.units.lasting().filter(|unit| unit.kind.is_commune()) {
            let Some(sums) = sums.get(&i64::from(unit.id.0)) else { continue };
            let figure = metric.figure(sums);
            if figure.denominator > 0 {
                found.push((unit.id, figure));
            }
        }
        // Where the whole city is small, so is everybody.
        let few = |figure: &Figure| figure.denominator < FEW;
        found.sort_by_key(|(unit, figure)| {
            (
                few(figure),
                figure.numerator * 1_000_000 / figure.denominator,
                Reverse(figure.denominator),
                *unit,
            )
        });
        found.into_iter().map(|(unit, figure)| Ok((unit, figure, self.seen(figure)?))).collect()
    }

    fn figure_of(&self, world: &World, metric: &str, unit: UnitId, period: Period) -> Result<Figure> {
        let metric = world.metrics.get(metric, period.to).context("the metric is gone")?;
        let of = i64::from(unit.0);
        let sums = self.past.db().read(|tx| figures::of_member(tx, Dim::Competent, of, period));
        Ok(metric.figure(&sums.map_err(|e| anyhow!("{e}"))?))
    }

    fn seen(&self, Figure { numerator, denominator }: Figure) -> Result<Seen> {
        let Period { from, to } = self.period();
        let events = self.past.db().read(totals::events).map_err(|e| anyhow!("{e}"))?;
        Ok(Seen { from, to, numerator, denominator, events, at_ms: self.past.now_ms() })
    }

    /// Some dossiers of a unit that ended after their promise.
    fn late(&self, unit: UnitId) -> Result<Vec<DossierId>> {
        let listed = Listed::Counted { axis: Axis::Ended, from: self.plan.begin, to: self.past.now() };
        let ended = self.past.db().read(|tx| behind::page(tx, unit, listed, None, LOOKED_AT, None));
        let late = |dossier: &Dossier| {
            let due = dossier.clock.as_ref().map(|clock| clock.due_at);
            dossier.phase.ended_at().zip(due).is_some_and(|(ended, due)| ended > due)
        };
        let ended = ended.map_err(|e| anyhow!("{e}"))?;
        Ok(ended.rows.into_iter().filter(|(_, one)| late(one)).map(|(_, one)| one.id).take(5).collect())
    }

    /// Who heads a unit, or the one its counter belongs to.
    fn head(&self, world: &World, unit: UnitId) -> Option<Arc<Actor>> {
        let above = world.units.get(unit).and_then(|unit| unit.parent);
        let heads = |unit| self.staff.first(unit, Role::UnitHead);
        heads(unit).or_else(|| above.and_then(heads))
    }

    fn command(&self) -> Result<CommandId> {
        Ok(CommandId(self.past.ids().uuid(self.past.now_ms()).map_err(told)?))
    }

    fn sending(&self, actor: &Arc<Actor>, words: &str) -> Result<Sending> {
        Ok(Sending { actor: Arc::clone(actor), command: self.command()?, words: words.to_owned() })
    }

    /// What an act came to. A refusal is a defect of the replay and is reported as one.
    fn taken<T>(&mut self, what: &str, outcome: Result<T, Error>) -> Option<T> {
        outcome.map_err(|error| self.refused.push(format!("{what}: {}", error.message(Lang::En)))).ok()
    }
}

fn told(error: Error) -> anyhow::Error {
    anyhow!("{error}: {}", error.message(Lang::En))
}

/// Three moments in office hours: some days in, the day before the last and the last. None where the plan is too short for them.
fn halts(world: &World, plan: &Plan) -> Result<Vec<i64>> {
    let first =
        world.units.lasting().find(|unit| unit.kind.is_counter()).context("the city has no counter")?;
    let calendar = world.calendar(first.id).map_err(told)?;
    // Outside the calendar nothing is open.
    let open = |at: &Moment| calendar.is_open(*at).unwrap_or(false);
    let open_before = |at: Moment| {
        (1..BACK).map(|minutes| at.plus_minutes(-minutes)).find(open).filter(|at| *at > plan.begin)
    };
    let closing = |at: Moment| at.plus_minutes(-BEFORE_CLOSING);
    let last = open_before(plan.end).map(closing);
    let before = last.and_then(|last| open_before(midnight(last.date()))).map(closing);
    let days = |last: Moment| last.date().days_since(plan.begin.date());
    let some_days_in = |last: Moment| plan.begin.date().plus_days(days(last) / 2 + 1);
    let first = last.and_then(|last| open_before(midnight(some_days_in(last))));
    Ok(match (first, before, last) {
        (Some(first), Some(before), Some(last)) if first < before && before < last => {
            [first, before, last].map(|at| at.unix_seconds() * 1000).to_vec()
        }
        _ => Vec::new(),
    })
}

fn midnight(date: Date) -> Moment {
    Moment::from_civil(date, motcua_calendar::MinuteOfDay::MIDNIGHT)
}
