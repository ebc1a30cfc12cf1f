//! Time is a parameter.

use std::time::{SystemTime, UNIX_EPOCH};

/// Where the present moment comes from.
pub trait Clock: Send + Sync {
    /// Unix milliseconds.
    fn now_ms(&self) -> i64;
}

/// The server's own clock: the only one a working database accepts.
#[derive(Debug, Default, Clone, Copy)]
pub struct ServerClock;

impl Clock for ServerClock {
    fn now_ms(&self) -> i64 {
        // A clock before 1970 is a broken machine; zero makes every due date absurdly early and so visible.
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that stands where it is put (tests).
#[derive(Debug, Default)]
pub struct FixedClock(std::sync::atomic::AtomicI64);

impl FixedClock {
    /// Starts at a moment.
    pub fn at(unix_ms: i64) -> Self {
        Self(std::sync::atomic::AtomicI64::new(unix_ms))
    }
    /// Moves to a moment.
    pub fn set(&self, unix_ms: i64) {
        self.0.store(unix_ms, std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now_ms(&self) -> i64 {
        self.0.load(std::sync::atomic::Ordering::SeqCst)
    }
}

/// Who dates an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Timing {
    /// The server, at the moment it takes the command.
    #[default]
    Server,
    /// The caller; refused unless the database was created as a demonstration.
    Virtual {
        /// The moment, unix milliseconds.
        unix_ms: i64,
    },
}
