//! Limits on everything, and what happens beyond them: a short wait in line, then an early and cheap 503.
//!
//! Work at counters (the desk and the API of offices) has places of its own, and so have people signed in, so that public
//! browsing cannot crowd them out; while any of those wait for a place, nobody below is let in. Under overload requests wait
//! a moment for a place; those that cannot have one are turned away at once. That keeps the work in hand at the amount the
//! machine does best, however many ask.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Rows of one inbox page.
pub const INBOX_ROWS: u32 = 20;
/// Rows of one search.
pub const SEARCH_ROWS: u32 = 50;
/// Rows of one page of the register book.
pub const REGISTER_ROWS: u32 = 200;
/// Events of one dossier shown at once; no dossier comes near.
pub const TIMELINE_ROWS: u32 = 1_000;
/// Procedures of one list page.
pub const PROCEDURE_ROWS: usize = 20;
/// Dossiers in one bulk hand-over.
pub const BULK_ROWS: usize = 100;
/// Fields in one form.
pub const FORM_FIELDS: usize = 600;
/// Characters of a search text.
pub const QUERY_CHARACTERS: usize = 200;

/// Limits an operator may set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Largest form or JSON body, bytes.
    pub body_bytes: usize,
    /// Longest address, bytes.
    pub uri_bytes: usize,
    /// How long a body may take to arrive.
    pub body_time: Duration,
    /// How long the head of a request may take to arrive; also ends idle connections.
    pub header_time: Duration,
    /// How long a whole request may take.
    pub request_time: Duration,
    /// How long one with files may take: they come over slow networks, and wait for their turn to be looked at.
    pub files_time: Duration,
    /// Open connections.
    pub connections: usize,
    /// Requests of counters worked on at once.
    pub counter_places: usize,
    /// Requests of people signed in worked on at once: browsing cannot crowd out whoever is filing, nor they a counter.
    pub mine_places: usize,
    /// Public requests worked on at once.
    pub public_places: usize,
    /// Requests that may wait for a place, in each of the three lanes.
    pub waiting: usize,
    /// How long one may wait.
    pub patience: Duration,
    /// Passwords hashed at once: each costs a core for about 30 ms and 19 MiB.
    pub hashing: usize,
    /// Pages that keep their counts fresh by a stream, at once; beyond it they ask now and then.
    pub streams: usize,
    /// How long a unit rests at least between two looks at its counts for streams.
    pub stream_pause: Duration,
    /// How long a stream is silent at most: a sign of life, and a look at what changes with time alone.
    pub heartbeat: Duration,
    /// Tracking questions one address may ask in a burst.
    pub track_burst: u32,
    /// And how many a minute after that.
    pub track_per_minute: u32,
    /// Sign-ins by a provider that one address may begin in a burst, or fail to finish.
    pub sign_in_burst: u32,
    /// And how many a minute after that. Many people of a mobile network share one address.
    pub sign_in_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            uri_bytes: 8 * 1024,
            body_time: Duration::from_secs(15),
            header_time: Duration::from_secs(20),
            request_time: Duration::from_secs(30),
            files_time: Duration::from_secs(180),
            connections: 8_192,
            // As many as the writer may have waiting: under a storm the answers to those turned away delay those let
            // in, and with few places the writer would idle meanwhile.
            counter_places: 1_024,
            // Papers are read in their sender's place, and may take their time to arrive.
            mine_places: 1_024,
            public_places: 64,
            waiting: 512,
            patience: Duration::from_millis(250),
            hashing: 2,
            // Half of the connections: a city has some thousand officers, each looking at one page.
            streams: 4_096,
            stream_pause: Duration::from_secs(1),
            heartbeat: Duration::from_secs(15),
            track_burst: 20,
            track_per_minute: 10,
            sign_in_burst: 300,
            sign_in_per_minute: 300,
        }
    }
}

/// One lane of requests: so many places, so many who wait.
pub struct Lane {
    places: Semaphore,
    places_max: usize,
    waiting: AtomicUsize,
    waiting_max: usize,
    patience: Duration,
}

impl Lane {
    /// A lane.
    #[must_use]
    pub fn new(places: usize, waiting_max: usize, patience: Duration) -> Self {
        Self {
            places: Semaphore::new(places),
            places_max: places,
            waiting: AtomicUsize::new(0),
            waiting_max,
            patience,
        }
    }

    /// A place, at once or after a short wait; `None` when there is none to be had.
    ///
    /// Whoever finds the line full hears no after the same short wait: a client that asks again the moment it is
    /// refused would otherwise keep the machine busy with refusals.
    pub async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(place) = self.places.try_acquire() {
            return Some(place);
        }
        let Some(_waiting) = Waiting::join(&self.waiting, self.waiting_max) else {
            tokio::time::sleep(self.patience).await;
            return None;
        };
        tokio::time::timeout(self.patience, self.places.acquire()).await.ok()?.ok()
    }

    /// The same for requests that others go before: while any of those wait, these are not let in.
    pub async fn enter_below(&self, above: &[&Lane]) -> Option<SemaphorePermit<'_>> {
        let held_up = || above.iter().any(|lane| lane.waiting() > 0);
        if held_up() {
            tokio::time::sleep(self.patience).await;
            if held_up() {
                return None;
            }
        }
        self.enter().await
    }

    /// How many have a place now.
    #[must_use]
    pub fn busy(&self) -> usize {
        self.places_max.saturating_sub(self.places.available_permits())
    }

    /// How many wait now.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

/// Leaves the line also when the client goes away while waiting.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn join(count: &'a AtomicUsize, max: usize) -> Option<Self> {
        let joined = Self(count);
        (count.fetch_add(1, Ordering::Relaxed) < max).then_some(joined)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A token bucket for each client address, for questions that could be guesses.
pub struct Throttle {
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
    burst: f64,
    per_second: f64,
}

#[derive(Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

/// Addresses remembered at once; beyond it those that have their full allowance again are forgotten.
const ADDRESSES_MAX: usize = 50_000;

impl Throttle {
    /// Allows `burst` at once and `per_minute` after that.
    #[must_use]
    pub fn new(burst: u32, per_minute: u32) -> Self {
        Self { buckets: Mutex::default(), burst: f64::from(burst), per_second: f64::from(per_minute) / 60.0 }
    }

    /// Whether an address may ask now.
    ///
    /// # Errors
    /// Seconds to wait.
    pub fn check(&self, address: IpAddr) -> Result<(), u32> {
        let address = network(address);
        let buckets = self.buckets.lock();
        let Some(bucket) = buckets.get(&address) else { return Ok(()) };
        let tokens = self.grown(bucket);
        if tokens >= 1.0 {
            return Ok(());
        }
        let seconds = if self.per_second > 0.0 { (1.0 - tokens) / self.per_second } else { 3_600.0 };
        Err(seconds.ceil().clamp(1.0, 3_600.0) as u32)
    }

    /// Charges an address for one wrong try. Right answers cost nothing: a whole office asks from one address.
    pub fn charge(&self, address: IpAddr) {
        let address = network(address);
        let mut buckets = self.buckets.lock();
        if buckets.len() >= ADDRESSES_MAX {
            buckets.retain(|_, bucket| self.grown(bucket) < self.burst);
        }
        let bucket = buckets.entry(address).or_insert(Bucket { tokens: self.burst, at: Instant::now() });
        bucket.tokens = (self.grown(bucket) - 1.0).max(0.0);
        bucket.at = Instant::now();
    }

    fn grown(&self, bucket: &Bucket) -> f64 {
        (bucket.tokens + bucket.at.elapsed().as_secs_f64() * self.per_second).min(self.burst)
    }
}

/// What counts as one client: an address of IPv4, also written as one of IPv6, or a network of IPv6, which is what one
/// household or office is given and whose 2⁶⁴ addresses it may use in turn.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(long) => IpAddr::V6(Ipv6Addr::from_bits(long.to_bits() & (u128::MAX << 64))),
        short => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_then_no_more() {
        let throttle = Throttle::new(3, 1);
        let address = IpAddr::from([10, 0, 0, 1]);
        for _ in 0..3 {
            assert_eq!(throttle.check(address), Ok(()));
            throttle.charge(address);
        }
        let wait = throttle.check(address).expect_err("the fourth is too many");
        assert!((1..=60).contains(&wait));
        assert_eq!(
            throttle.check(IpAddr::from([10, 0, 0, 2])),
            Ok(()),
            "another address has its own allowance"
        );
    }

    #[test]
    fn a_network_is_one_client_whatever_addresses_it_uses() {
        let throttle = Throttle::new(3, 1);
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
        for n in 1..=3 {
            throttle.charge(address(&format!("2001:db8:1:2:{n:x}::{n}")));
        }
        assert!(throttle.check(address("2001:db8:1:2:ffff::9")).is_err(), "the same network");
        assert_eq!(throttle.check(address("2001:db8:1:3::1")), Ok(()), "another one");
        for _ in 0..3 {
            throttle.charge(address("::ffff:10.0.0.7"));
        }
        assert!(throttle.check(address("10.0.0.7")).is_err(), "one address in two spellings");
        assert_eq!(throttle.check(address("10.0.0.8")), Ok(()));
    }

    #[tokio::test]
    async fn a_lower_lane_waits_while_a_higher_one_has_a_line() {
        let (high, low) =
            (Lane::new(1, 4, Duration::from_millis(200)), Lane::new(4, 4, Duration::from_millis(5)));
        assert!(low.enter_below(&[&high]).await.is_some(), "nobody waits above");
        let place = high.enter().await.expect("a place");
        let (waited, refused) = tokio::join!(high.enter(), async {
            while high.waiting() == 0 {
                tokio::task::yield_now().await;
            }
            low.enter_below(&[&high]).await.is_none()
        });
        assert!(refused && waited.is_none());
        drop(place);
        assert!(low.enter_below(&[&high]).await.is_some(), "the line has gone");
    }

    #[tokio::test]
    async fn a_full_lane_turns_away_and_serves_again_when_a_place_comes_free() {
        let lane = Lane::new(1, 1, Duration::from_millis(20));
        let first = lane.enter().await.expect("a free place");
        assert!(lane.enter().await.is_none(), "waited in vain");
        assert_eq!(lane.waiting(), 0);
        drop(first);
        assert!(lane.enter().await.is_some());
    }

    #[tokio::test]
    async fn beyond_the_line_the_answer_is_no_and_comes_soon() {
        let lane = Lane::new(0, 0, Duration::from_millis(10));
        let started = Instant::now();
        assert!(lane.enter().await.is_none());
        assert!(started.elapsed() < Duration::from_secs(5));
        assert_eq!(lane.waiting(), 0);
    }
}
