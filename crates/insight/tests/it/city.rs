//! A made city of people who file from home, and of officers who file in their names.
//!
//! Knows nothing of detectors: it makes lives (who sat where, at which machine, for how long), and remembers who really typed.
//! What a server would see of them is worked out in `finds`.

/// Chance, the same for the same seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x51ed_270b)
    }
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// Between 0 and 1.
    pub fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
    pub fn chance(&mut self, part: f64) -> bool {
        self.part() < part
    }
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + (self.next() % (to - from + 1) as u64) as i64
    }
    fn normal(&mut self) -> f64 {
        let (a, b) = (self.part().max(1e-12), self.part());
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }
    fn around(&mut self, median: f64, spread: f64) -> f64 {
        median * (self.normal() * spread).exp()
    }
    fn waiting(&mut self, mean: f64) -> f64 {
        -mean * self.part().max(1e-12).ln()
    }
    fn of<T: Copy>(&mut self, weighted: &[(f64, T)]) -> T {
        let all: f64 = weighted.iter().map(|(weight, _)| weight).sum();
        let mut left = self.part() * all;
        for (weight, one) in weighted {
            left -= weight;
            if left < 0.0 {
                return *one;
            }
        }
        weighted[weighted.len() - 1].1
    }
}

/// Who really typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    Home,
    Family,
    FastTypist,
    AtWork,
    Lobby,
    Library,
    Neighbour,
    CopyShop,
    ForgottenKiosk,
    /// From here on: an officer.
    AtTheDesk,
    SeveralMachines,
    PrivateWindow,
    OwnPhone,
    Masked,
}

impl Truth {
    pub fn is_proxy(self) -> bool {
        self >= Truth::AtTheDesk
    }
}

/// One filing as it happened.
#[derive(Debug, Clone)]
pub struct Happened {
    pub truth: Truth,
    pub unit: u32,
    pub procedure: usize,
    pub person: u64,
    /// Seconds since the first midnight.
    pub began: i64,
    pub sent: i64,
    pub received: i64,
    pub browser: u64,
    pub network: u64,
    pub make: u64,
    /// An officer was signed in to a desk in the same browser.
    pub desk_open: bool,
    pub phone: u64,
    pub office_phone: bool,
}

pub const UNITS: u32 = 36;
pub const DAYS: i64 = 31;
/// The first day is a Tuesday, as 1 July 2025 was.
const FIRST_WEEKDAY: i64 = 1;
const DAY: i64 = 86_400;

pub fn open(at: i64) -> bool {
    let (day, second) = (at.div_euclid(DAY), at.rem_euclid(DAY));
    let weekday = (day + FIRST_WEEKDAY) % 7;
    weekday < 5 && ((28_800..43_200).contains(&second) || (46_800..61_200).contains(&second))
}

fn next_open(mut at: i64) -> i64 {
    while !open(at) {
        at += 300;
    }
    at
}

struct City {
    dice: Dice,
    serial: u64,
    all: Vec<Happened>,
    /// What half the people need for a form, in seconds.
    procedures: Vec<f64>,
    /// Mean minutes until a counter takes a filing up, by unit.
    pace: Vec<f64>,
}

/// A month of a city in which about `share` of the filings "from home" were typed by officers.
pub fn month(seed: u64, filings: usize, share: f64) -> Vec<Happened> {
    let mut dice = Dice::new(seed);
    let procedures = (0..12).map(|_| 200.0 + 1_000.0 * dice.part()).collect();
    let pace = (0..UNITS).map(|_| 25.0 + 150.0 * dice.part()).collect();
    let mut city = City { dice, serial: 1, all: Vec::new(), procedures, pace };
    // A third of the units do most of it; the others now and then.
    let zeal: Vec<f64> = (0..UNITS)
        .map(|_| if city.dice.chance(0.35) { 1.0 + 2.0 * city.dice.part() } else { 0.08 })
        .collect();
    let proxies = (filings as f64 * share) as usize;
    city.honest(filings - proxies);
    city.proxies(proxies, &zeal);
    let mut all = city.all;
    all.sort_by_key(|one| (one.sent, one.person));
    all
}

impl City {
    fn fresh(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// A day: the end of the month is busier for everybody.
    fn day(&mut self, rush: f64) -> i64 {
        loop {
            let day = self.dice.between(0, DAYS - 1);
            let weekday = (day + FIRST_WEEKDAY) % 7;
            let weight = if weekday < 5 { 1.0 } else { 0.45 } * if day >= DAYS - 4 { rush } else { 1.0 };
            if self.dice.chance(weight / rush.max(1.0)) {
                return day;
            }
        }
    }

    fn working_moment(&mut self, rush: f64) -> i64 {
        loop {
            let at = self.day(rush) * DAY + self.dice.between(28_800, 61_000);
            if open(at) {
                return at;
            }
        }
    }

    fn unit(&mut self) -> u32 {
        self.dice.between(0, i64::from(UNITS) - 1) as u32
    }

    /// Files: `haste` is how long it takes beside what half the people need, `waited` is added before sending.
    #[expect(clippy::too_many_arguments, reason = "a life in its parts")]
    fn files(
        &mut self,
        truth: Truth,
        unit: u32,
        began: i64,
        haste: f64,
        waited: i64,
        machine: (u64, u64, u64),
        phone: u64,
        taken: Option<f64>,
    ) -> &mut Happened {
        let procedure = self.dice.between(0, 11) as usize;
        let needed = self.procedures[procedure] * haste;
        let sent = began + self.dice.around(needed, 0.5).max(12.0) as i64 + waited;
        let mean = taken.unwrap_or(self.pace[unit as usize]);
        let received = next_open(sent) + (self.dice.waiting(mean) * 60.0) as i64;
        let person = self.fresh();
        let (browser, network, make) = machine;
        let (desk_open, office_phone) = (false, false);
        self.all.push(Happened {
            truth,
            unit,
            procedure,
            person,
            began,
            sent,
            received,
            browser,
            network,
            make,
            desk_open,
            phone,
            office_phone,
        });
        self.all.last_mut().expect("just made")
    }

    /// Makes of browsers: ten of phones, six of computers.
    fn phone_make(&mut self) -> u64 {
        self.dice.between(100, 109) as u64
    }
    fn computer_make(&mut self) -> u64 {
        self.dice.between(200, 205) as u64
    }
    fn own(&mut self) -> (u64, u64, u64) {
        let make = if self.dice.chance(0.7) { self.phone_make() } else { self.computer_make() };
        (self.fresh(), self.fresh(), make)
    }

    fn home_moment(&mut self) -> i64 {
        let hour = self.dice.of(&[
            (2.0, 7),
            (5.0, 9),
            (4.0, 11),
            (4.0, 14),
            (4.0, 16),
            (5.0, 19),
            (5.0, 20),
            (3.0, 21),
        ]);
        self.day(2.2) * DAY + hour * 3_600 + self.dice.between(-1_800, 5_400)
    }

    fn honest(&mut self, count: usize) {
        let libraries: Vec<(u32, u64, u64, [u64; 3])> = (0..10)
            .map(|no| {
                let unit = self.unit();
                // Some lie in the commune's house and share its line.
                let network = if no < 2 { office_network(unit) } else { self.fresh() };
                (unit, network, self.computer_make(), [self.fresh(), self.fresh(), self.fresh()])
            })
            .collect();
        let neighbours: Vec<(u32, u64, u64)> =
            (0..9).map(|_| (self.unit(), self.fresh(), self.phone_make())).collect();
        let shops: Vec<(u32, u64, u64, u64)> =
            (0..5).map(|_| (self.unit(), self.fresh(), self.fresh(), self.fresh())).collect();
        let kiosk = (self.unit(), self.fresh());
        let target = self.all.len() + count;
        while self.all.len() < target {
            let kind = self.dice.of(&[
                (61.0, Truth::Home),
                (6.0, Truth::Family),
                (6.0, Truth::FastTypist),
                (10.0, Truth::AtWork),
                (4.5, Truth::Lobby),
                (2.5, Truth::Library),
                (2.5, Truth::Neighbour),
                (1.0, Truth::CopyShop),
                (0.3, Truth::ForgottenKiosk),
            ]);
            self.one_honest(kind, &libraries, &neighbours, &shops, kiosk);
        }
        self.all.truncate(target);
    }

    fn one_honest(
        &mut self,
        kind: Truth,
        libraries: &[(u32, u64, u64, [u64; 3])],
        neighbours: &[(u32, u64, u64)],
        shops: &[(u32, u64, u64, u64)],
        kiosk: (u32, u64),
    ) {
        let (unit, phone, own) = (self.unit(), self.fresh(), self.own());
        match kind {
            Truth::Family => {
                let (mut at, members) = (self.home_moment(), self.dice.between(2, 5));
                for _ in 0..members {
                    let phone = if self.dice.chance(0.6) { phone } else { self.fresh() };
                    let sent = self.files(kind, unit, at, 0.8, 0, own, phone, None).sent;
                    // One after the other, or on another day.
                    at = if self.dice.chance(0.5) {
                        sent + self.dice.between(20, 900)
                    } else {
                        self.home_moment()
                    };
                }
            }
            Truth::FastTypist => {
                let (at, haste) = (self.home_moment(), 0.2 + 0.25 * self.dice.part());
                self.files(kind, unit, at, haste, 0, own, phone, None);
            }
            Truth::AtWork => {
                let at = self.working_moment(2.2);
                let make = self.computer_make();
                self.files(kind, unit, at, 0.9, 0, (own.0, own.1, make), phone, None);
            }
            Truth::Lobby => {
                // Sits in the hall with the hall's network; often the officer looks at it at once.
                let at = self.working_moment(2.2);
                let make = if self.dice.chance(0.9) { self.phone_make() } else { self.computer_make() };
                let taken = self.dice.chance(0.35).then_some(4.0);
                self.files(kind, unit, at, 1.0, 0, (own.0, office_network(unit), make), phone, taken);
            }
            Truth::Library => {
                let (unit, network, make, machines) = libraries[self.dice.between(0, 9) as usize];
                let day = self.day(1.5);
                let at = day * DAY + self.dice.between(8 * 3_600, 20 * 3_600);
                let machine = machines[self.dice.between(0, 2) as usize];
                self.files(kind, unit, at, 1.2, 0, (machine, network, make), phone, None);
            }
            Truth::Neighbour => {
                let (unit, browser, make) = neighbours[self.dice.between(0, 8) as usize];
                let day = self.day(2.0);
                let hour = if self.dice.chance(0.75) { 19 } else { 9 };
                let at = day * DAY + hour * 3_600 + self.dice.between(-1_800, 7_200);
                let network = self.fresh();
                self.files(kind, unit, at, 0.6, 0, (browser, network, make), phone, None);
            }
            Truth::CopyShop => {
                let (unit, browser, network, number) = shops[self.dice.between(0, 4) as usize];
                let day = self.day(2.0);
                let at = day * DAY + self.dice.between(27_000, 68_400);
                let phone = if self.dice.chance(0.3) { number } else { phone };
                self.files(kind, unit, at, 0.45, 0, (browser, network, 201), phone, None);
            }
            Truth::ForgottenKiosk => {
                let at = self.working_moment(2.0);
                let machine = (kiosk.1, office_network(kiosk.0), 300);
                self.files(kind, kiosk.0, at, 1.1, 0, machine, phone, None);
            }
            _ => {
                let at = self.home_moment();
                self.files(Truth::Home, unit, at, 1.0, 0, own, phone, None);
            }
        }
    }

    fn proxies(&mut self, count: usize, zeal: &[f64]) {
        let weights: Vec<(f64, u32)> = zeal.iter().copied().zip(0..UNITS).collect();
        let machines: Vec<Vec<u64>> =
            (0..UNITS).map(|_| (0..self.dice.between(3, 6)).map(|_| self.fresh()).collect()).collect();
        let phones: Vec<[u64; 2]> = (0..UNITS).map(|_| [self.fresh(), self.fresh()]).collect();
        let numbers: Vec<u64> = (0..UNITS).map(|_| self.fresh()).collect();
        // Queues at the counter: several people one after the other.
        let target = self.all.len() + count;
        while self.all.len() < target {
            let unit = self.dice.of(&weights);
            let truth = self.dice.of(&[
                (30.0, Truth::AtTheDesk),
                (25.0, Truth::SeveralMachines),
                (20.0, Truth::PrivateWindow),
                (15.0, Truth::OwnPhone),
                (10.0, Truth::Masked),
            ]);
            let mut at = self.working_moment(3.5);
            let queue = self.dice.of(&[(4.0, 1), (3.0, 2), (2.0, 4), (1.0, 7)]);
            for _ in 0..queue {
                let happened =
                    self.one_proxy(truth, unit, at, &machines[unit as usize], phones[unit as usize]);
                let (number, draw) = (numbers[unit as usize], happened.person);
                at = happened.sent;
                if draw % 5 == 0 {
                    happened.phone = number;
                    happened.office_phone = draw % 10 == 0;
                }
                let pause = self.dice.waiting(420.0) as i64;
                at += pause;
                if !open(at) {
                    break;
                }
            }
        }
        self.all.truncate(target);
    }

    fn one_proxy(
        &mut self,
        truth: Truth,
        unit: u32,
        at: i64,
        machines: &[u64],
        phones: [u64; 2],
    ) -> &mut Happened {
        let (phone, fresh, away) = (self.fresh(), self.fresh(), self.fresh());
        let office = office_network(unit);
        let make = office_make(unit);
        let waits = |dice: &mut Dice, part: f64| if dice.chance(part) { dice.between(120, 700) } else { 0 };
        match truth {
            Truth::SeveralMachines => {
                let machine = machines[self.dice.between(0, machines.len() as i64 - 1) as usize];
                let waited = waits(&mut self.dice, 0.5);
                self.files(truth, unit, at, 0.45, waited, (machine, office, make), phone, Some(12.0))
            }
            Truth::PrivateWindow => {
                let waited = waits(&mut self.dice, 0.5);
                self.files(truth, unit, at, 0.5, waited, (fresh, office, make), phone, Some(12.0))
            }
            Truth::OwnPhone => {
                let browser = phones[self.dice.between(0, 1) as usize];
                let waited = waits(&mut self.dice, 0.3);
                self.files(truth, unit, at, 0.5, waited, (browser, away, 104), phone, Some(10.0))
            }
            Truth::Masked => {
                let waited = waits(&mut self.dice, 0.9);
                self.files(truth, unit, at, 0.7, waited, (fresh, away, 104), phone, Some(60.0))
            }
            _ => {
                let open = self.dice.chance(0.7);
                let happened =
                    self.files(truth, unit, at, 0.3, 0, (machines[0], office, make), phone, Some(2.5));
                happened.desk_open = open;
                happened
            }
        }
    }
}

/// The line of a unit's office.
pub fn office_network(unit: u32) -> u64 {
    1 << 40 | u64::from(unit)
}

/// The browser bought for a unit's office.
pub fn office_make(unit: u32) -> u64 {
    200 + u64::from(unit % 4)
}
