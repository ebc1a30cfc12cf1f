//! Who comes when, with what, and through which door.

use super::fate::{Fate, Missing};
use super::lot::{Lot, between, happens};
use super::people::People;
use super::plan::{Plan, Topic, habits};
use anyhow::{Result, anyhow, bail};
use motcua_app::signals::Browser;
use motcua_app::{FilingRequest, World};
use motcua_calendar::{Date, MinuteOfDay, Moment};
use motcua_city::{City, Disguised, SimulationFacts};
use motcua_domain::dossier::command::PaperHanded;
use motcua_domain::dossier::{PaperGiven, Provenance, ReturnMethod};
use motcua_domain::ids::{CommandId, ProcedureCode, UnitId};
use motcua_domain::procedure::{Channel, Competence, ProcedureVersion, Situation};
use motcua_domain::unit::UnitKind;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr};

/// One dossier before it is filed.
#[derive(Debug, Clone, Copy)]
pub struct Arrival {
    /// When, unix milliseconds.
    pub at_ms: i64,
    /// Which dossier of the plan: everything else about it is drawn from this number.
    pub number: u32,
    procedure: u16,
    channel: Channel,
    provenance: Provenance,
    /// Typed in by an officer and sent as if by the person alone from home.
    disguised: bool,
    person: u32,
    counter: UnitId,
}

/// Draws arrivals and makes filings of them.
pub struct Arrivals<'a> {
    plan: &'a Plan,
    city: &'a City,
    world: &'a World,
    pub people: People,
    procedures: Vec<&'a ProcedureVersion>,
    by_weight: Lot<u16>,
    mix: Mix,
    /// Days by weight, the counters' closed days left out.
    counter_days: Lot<Date>,
    online_days: Lot<Date>,
    counter_hours: Lot<u16>,
    online_hours: Lot<u16>,
    points: HashMap<UnitId, UnitId>,
    all_points: Vec<UnitId>,
    branches: Vec<UnitId>,
    /// Counters where some of what officers type in is sent as if from home, and which part of it.
    disguising: (BTreeSet<UnitId>, f64),
}

/// Chances of the channels for a procedure that offers several, such that over all procedures the published mix comes
/// out although some are offered at the counter only.
struct Mix {
    online: f64,
    post: f64,
}

impl Mix {
    fn new(facts: &SimulationFacts, offered: &[(&ProcedureVersion, u64)]) -> Self {
        let share = |wanted: &dyn Fn(&ProcedureVersion) -> bool| {
            let total: u64 = offered.iter().map(|(_, weight)| weight).sum();
            let part: u64 = offered.iter().filter(|(v, _)| wanted(v)).map(|(_, weight)| weight).sum();
            part as f64 / (total as f64).max(1.0)
        };
        let has = |v: &ProcedureVersion, channel| v.channels.contains(&channel);
        let only_online = share(&|v| has(v, Channel::Online) && !has(v, Channel::Counter));
        let both = share(&|v| has(v, Channel::Online) && has(v, Channel::Counter));
        let by_post = share(&|v| has(v, Channel::Post));
        Self {
            online: ((facts.channels.online - only_online) / both.max(0.001)).clamp(0.0, 1.0),
            post: (facts.channels.post / by_post.max(0.001)).clamp(0.0, 1.0),
        }
    }

    fn draw(&self, version: &ProcedureVersion, rng: &mut ChaCha8Rng) -> Channel {
        let has = |channel| version.channels.contains(&channel);
        let (post, online) = (happens(rng, self.post), happens(rng, self.online));
        match (has(Channel::Counter), has(Channel::Online)) {
            _ if post && has(Channel::Post) => Channel::Post,
            (true, true) if online => Channel::Online,
            (true, _) => Channel::Counter,
            (false, true) => Channel::Online,
            (false, false) => Channel::Post,
        }
    }
}

impl<'a> Arrivals<'a> {
    /// Prepares for drawing.
    pub fn new(plan: &'a Plan, city: &'a City, world: &'a World) -> Result<Self> {
        let facts = &city.simulation;
        let mut newest: BTreeMap<&ProcedureCode, &ProcedureVersion> = BTreeMap::new();
        for version in city.procedures.iter().filter(|v| v.in_force(plan.begin.date())) {
            newest.insert(&version.code, version);
        }
        let procedures: Vec<&ProcedureVersion> = newest.into_values().filter(|v| v.is_sound()).collect();
        if procedures.is_empty() {
            bail!("no procedure is in force on {}; choose a later --from", plan.begin.date());
        }
        let weighted: Vec<_> = procedures.iter().map(|v| (*v, u64::from(facts.weight_of(v)))).collect();
        let people = People::new(city);
        if !people.have_homes() {
            bail!("the city has no commune with inhabitants");
        }
        let points = world.units.lasting().filter(|u| u.kind.is_commune());
        let points: HashMap<_, _> =
            points.filter_map(|u| world.units.counter_of(u.id).map(|point| (u.id, point.id))).collect();
        let of_kind = |kind| world.units.lasting().filter(move |u| u.kind == kind).map(|u| u.id).collect();
        let (counter_days, online_days) = days(plan, world, facts)?;
        let disguised = facts.disguised.unwrap_or(Disguised { communes: 0, share: 0.0 });
        let disguising = people.some_communes(plan, disguised.communes);
        let disguising = disguising.iter().filter_map(|unit| points.get(unit).copied()).collect();
        Ok(Self {
            plan,
            city,
            world,
            people,
            by_weight: Lot::new(weighted.iter().enumerate().map(|(at, (_, weight))| (at as u16, *weight))),
            mix: Mix::new(facts, &weighted),
            procedures,
            counter_days,
            online_days,
            counter_hours: hours(&facts.hours_counter),
            online_hours: hours(&facts.hours_online),
            points,
            all_points: of_kind(UnitKind::ServicePoint),
            branches: of_kind(UnitKind::Branch),
            disguising: (disguising, disguised.share),
        })
    }

    /// All arrivals of the plan, in order of time.
    pub fn draw_all(&self) -> Result<Vec<Arrival>> {
        let count =
            u32::try_from(self.plan.dossiers).map_err(|_| anyhow!("too many dossiers for one replay"))?;
        let mut all = (0..count).map(|number| self.draw(number)).collect::<Result<Vec<_>>>()?;
        all.sort_by_key(|arrival| (arrival.at_ms, arrival.number));
        Ok(all)
    }

    fn draw(&self, number: u32) -> Result<Arrival> {
        let (mut rng, who) = self.who(number)?;
        for _ in 0..10_000 {
            let Some(mut arrival) = self.what(number, who, &mut rng) else { break };
            if let Some(at_ms) = self.time(arrival.provenance, arrival.counter, &mut rng)? {
                arrival.at_ms = at_ms;
                return Ok(arrival);
            }
        }
        bail!("no counter is open in the time replayed: no dossier can arrive")
    }

    /// The arrival of a number at this moment; `None` when it is of those that need a counter and theirs is closed.
    pub fn at(&self, number: u32, now_ms: i64) -> Result<Option<Arrival>> {
        let (mut rng, who) = self.who(number)?;
        let Some(mut arrival) = self.what(number, who, &mut rng) else { return Ok(None) };
        arrival.at_ms = now_ms;
        let now = Moment::from_unix_seconds(now_ms.div_euclid(1000));
        Ok(self.lets_in(arrival.provenance, arrival.counter, now)?.then_some(arrival))
    }

    /// Who comes, and where they live.
    fn who(&self, number: u32) -> Result<(ChaCha8Rng, (u32, UnitId))> {
        let mut rng = self.plan.rng(Topic::Arrival, u64::from(number));
        let again = number > 20 && happens(&mut rng, habits::COMES_AGAIN);
        let person = if again { rng.random_range(0..number) } else { number };
        let home = self
            .people
            .commune(self.plan, u64::from(person))
            .ok_or_else(|| anyhow!("the city has no commune with inhabitants"))?;
        Ok((rng, (person, home)))
    }

    /// With what, and through which door; not yet when.
    fn what(&self, number: u32, (person, home): (u32, UnitId), rng: &mut ChaCha8Rng) -> Option<Arrival> {
        let procedure = *self.by_weight.draw(rng)?;
        let version = self.procedures[usize::from(procedure)];
        let channel = self.mix.draw(version, rng);
        let counter = self.counter(version, channel, home, rng);
        let provenance = provenance(channel, rng);
        let (places, share) = &self.disguising;
        let typed_in = provenance == Provenance::EnteredByOfficer && places.contains(&counter);
        let disguised = typed_in && happens(rng, *share);
        Some(Arrival { at_ms: 0, number, procedure, channel, provenance, disguised, person, counter })
    }

    /// Whether somebody can come in: alone at any hour; where an officer receives or helps, while the counter is open.
    fn lets_in(&self, provenance: Provenance, counter: UnitId, at: Moment) -> Result<bool> {
        if alone(provenance) {
            return Ok(true);
        }
        let calendar = self.world.calendar(counter).map_err(|e| anyhow!("{e}"))?;
        calendar.is_open(at).map_err(|e| anyhow!("{e}"))
    }

    fn point(&self, commune: UnitId) -> UnitId {
        self.points.get(&commune).or(self.all_points.first()).copied().unwrap_or(commune)
    }

    fn counter(
        &self,
        version: &ProcedureVersion,
        channel: Channel,
        home: UnitId,
        rng: &mut ChaCha8Rng,
    ) -> UnitId {
        let own = self.point(home);
        let any = |list: &[UnitId], rng: &mut ChaCha8Rng| {
            if list.is_empty() { own } else { list[rng.random_range(0..list.len())] }
        };
        let elsewhere = happens(rng, habits::ACROSS_BOUNDARY);
        let branch = happens(rng, habits::CITY_AT_BRANCH);
        match (version.competence, channel) {
            (_, Channel::Online) => own,
            (Competence::Commune, _) if elsewhere && branch => any(&self.branches, rng),
            (Competence::Commune, _) if elsewhere => any(&self.all_points, rng),
            (Competence::Agency(_), _) if branch => any(&self.branches, rng),
            (Competence::Commune | Competence::Agency(_), _) => own,
        }
    }

    /// A moment by weekday and hour; where an officer receives or helps, only while the counter is open. `None` when the
    /// draw fell outside.
    fn time(&self, provenance: Provenance, counter: UnitId, rng: &mut ChaCha8Rng) -> Result<Option<i64>> {
        let (days, hours) = if alone(provenance) {
            (&self.online_days, &self.online_hours)
        } else {
            (&self.counter_days, &self.counter_hours)
        };
        let (Some(day), Some(hour)) = (days.draw(rng), hours.draw(rng)) else { return Ok(None) };
        let minute = MinuteOfDay::new(hour * 60 + rng.random_range(0..60u16)).map_err(|e| anyhow!("{e}"))?;
        let at = Moment::from_civil(*day, minute);
        let open = self.lets_in(provenance, counter, at)?;
        let inside = self.plan.begin <= at && at < self.plan.end;
        Ok((open && inside).then(|| at.unix_seconds() * 1000 + rng.random_range(0..60_000i64)))
    }

    /// The version an arrival is filed under.
    pub fn version(&self, arrival: &Arrival) -> &'a ProcedureVersion {
        let known = self.procedures[usize::from(arrival.procedure)];
        let on = Moment::from_unix_seconds(arrival.at_ms.div_euclid(1000)).date();
        self.city.in_force(&known.code, on).unwrap_or(known)
    }

    /// What is handed in.
    pub fn filing(&self, arrival: &Arrival, command_id: CommandId) -> FilingRequest {
        let mut rng = self.plan.rng(Topic::Arrival, u64::from(arrival.number) | 1 << 40);
        let version = self.version(arrival);
        let owner = self.people.person(self.plan, u64::from(arrival.person));
        let deputy = happens(&mut rng, habits::BY_MANDATE)
            .then(|| self.people.person(self.plan, self.plan.dossiers + u64::from(arrival.person)));
        let provenance = if arrival.disguised { Provenance::SelfAtHome } else { arrival.provenance };
        let helped = matches!(provenance, Provenance::AssistedOwnSignIn | Provenance::EnteredByOfficer);
        // Nobody is asked: each dossier is of the ordinary case.
        let case = version.ordinary_case().map(|case| &case.key);
        let situation = Situation { case, channel: Some(provenance.channel()), ..Situation::default() };
        let mut papers = complete_papers(version, &situation);
        let fate = Fate::draw(self.plan, &self.city.simulation, arrival.number, provenance);
        if fate.missing == Missing::BeforeReceipt && !papers.is_empty() {
            // The one that will be asked for.
            papers.remove(0);
        }
        let elsewhere = happens(&mut rng, habits::RETURN_ELSEWHERE) && !self.all_points.is_empty();
        let other = elsewhere.then(|| self.all_points[rng.random_range(0..self.all_points.len())]);
        let kept = provenance == Provenance::Post
            || (provenance == Provenance::Counter && happens(&mut rng, habits::PAPER_KEPT));
        FilingRequest {
            command_id,
            procedure: version.code.clone(),
            version: None,
            commune: owner.commune,
            owner,
            submitter: deputy,
            provenance,
            at: arrival.counter,
            helped_at: helped.then_some(arrival.counter),
            return_at: Some(other.unwrap_or(arrival.counter)),
            return_by: return_by(arrival.channel, &mut rng),
            papers,
            paper: if kept { PaperHanded::Yes } else { PaperHanded::No },
            // Who comes again has been asked; the officer has seen the earlier dossier.
            case: case.cloned(),
            despite_duplicate: true,
        }
    }
}

/// Where desks are, for networks: no address in use anywhere.
const DESKS: u32 = 0x0afe_0000;
/// Where homes are.
const HOMES: u32 = 0x0a00_0000;

impl Arrivals<'_> {
    /// Browsers at the desks of the counters that disguise what they type in.
    pub fn desk_browsers(&self) -> Vec<Browser> {
        let both = |unit: &UnitId| [0, 1].map(|desk| desk_browser(*unit, desk));
        self.disguising.0.iter().flat_map(both).collect()
    }

    /// The browser a filing from home is sent from, and how long it took, in milliseconds: somebody's own; of what is
    /// disguised, one of a desk.
    pub fn browser(&self, arrival: &Arrival) -> (Browser, i64) {
        let mut rng = self.plan.rng(Topic::Arrival, u64::from(arrival.number) | 1 << 41);
        // Forms are of different length: four minutes to twenty.
        let needed = f64::from(240 + u32::from(arrival.procedure) * 131 % 960);
        let took = |rng: &mut ChaCha8Rng, from, to| (needed * 1000.0 * between(rng, from, to)) as i64;
        if arrival.disguised {
            let desk = rng.random_range(0..2);
            return (desk_browser(arrival.counter, desk), took(&mut rng, 0.12, 0.5));
        }
        let home = arrival.person.wrapping_mul(2_654_435_761) & 0x00fd_ffff;
        let browser = Browser {
            token: format!("home-{}", arrival.person),
            address: IpAddr::V4(Ipv4Addr::from(HOMES | home)),
            make: format!("browser {}", arrival.person % 16),
        };
        (browser, took(&mut rng, 0.5, 2.2))
    }
}

fn desk_browser(unit: UnitId, desk: u32) -> Browser {
    Browser {
        token: format!("desk-{unit}-{desk}"),
        address: IpAddr::V4(Ipv4Addr::from(DESKS | (unit.0 & 0xffff))),
        make: "browser of a desk".to_owned(),
    }
}

/// Every paper without which a dossier in this situation is not complete.
pub fn complete_papers(version: &ProcedureVersion, situation: &Situation<'_>) -> Vec<PaperGiven> {
    let needed = version.lacking(situation, |_| false);
    let needed = needed.iter().filter_map(|key| version.paper(key));
    needed.map(|paper| PaperGiven::on_paper(paper.key.clone(), paper.form, 1)).collect()
}

fn alone(provenance: Provenance) -> bool {
    matches!(provenance, Provenance::SelfAtHome | Provenance::SelfAtKiosk)
}

fn provenance(channel: Channel, rng: &mut ChaCha8Rng) -> Provenance {
    use habits::{ASSISTED, AT_KIOSK, TYPED_IN};
    let draw = between(rng, 0.0, 1.0);
    match channel {
        Channel::Counter => Provenance::Counter,
        Channel::Post => Provenance::Post,
        Channel::Online if draw < AT_KIOSK => Provenance::SelfAtKiosk,
        Channel::Online if draw < AT_KIOSK + ASSISTED => Provenance::AssistedOwnSignIn,
        Channel::Online if draw < AT_KIOSK + ASSISTED + TYPED_IN => Provenance::EnteredByOfficer,
        Channel::Online => Provenance::SelfAtHome,
    }
}

fn return_by(channel: Channel, rng: &mut ChaCha8Rng) -> ReturnMethod {
    // Counter people fetch at the counter; online people want a file. An assumption.
    let draw = between(rng, 0.0, 1.0);
    match channel {
        Channel::Counter if draw < 0.9 => ReturnMethod::Counter,
        Channel::Counter if draw < 0.95 => ReturnMethod::Online,
        Channel::Online if draw < 0.6 => ReturnMethod::Online,
        Channel::Online if draw < 0.94 => ReturnMethod::Counter,
        Channel::Counter | Channel::Online | Channel::Post => ReturnMethod::Post,
    }
}

fn days(plan: &Plan, world: &World, facts: &SimulationFacts) -> Result<(Lot<Date>, Lot<Date>)> {
    let first = world.units.lasting().find(|unit| unit.kind.is_counter());
    let first = first.ok_or_else(|| anyhow!("the city has no counter"))?;
    let calendar = world.calendar(first.id).map_err(|e| anyhow!("{e}"))?;
    let (mut counter, mut online) = (Vec::new(), Vec::new());
    let mut day = plan.begin.date();
    while Moment::from_civil(day, MinuteOfDay::MIDNIGHT) < plan.end {
        let weekday = day.weekday() as usize;
        let open = calendar.is_working_day(day).map_err(|e| anyhow!("{e}"))?;
        // A working Saturday (a swapped day) is worked like the slackest weekday.
        let slack = facts.weekdays_counter.iter().copied().filter(|weight| *weight > 0).min().unwrap_or(1);
        let weight = if open { facts.weekdays_counter[weekday].max(slack) } else { 0 };
        counter.push((day, u64::from(weight)));
        online.push((day, u64::from(facts.weekdays_online[weekday])));
        day = day.plus_days(1);
    }
    Ok((Lot::new(counter), Lot::new(online)))
}

fn hours(weights: &[u32; 24]) -> Lot<u16> {
    Lot::new(weights.iter().enumerate().map(|(hour, weight)| (hour as u16, u64::from(*weight))))
}
