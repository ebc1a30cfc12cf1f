//! Ids of a replay: drawn from the seed, so that the same seed writes the same journal, byte for byte.

use motcua_app::Error;
use motcua_app::ids::{IdSource, compose};
use parking_lot::Mutex;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

/// Ids from a seed. Only for demonstrations: whoever knows the seed knows every secret made from it.
pub struct SeededIds {
    inner: Mutex<Inner>,
}

struct Inner {
    rng: ChaCha8Rng,
    /// The last id's 48 bits of milliseconds and 12 bits of sequence, as one number.
    last: i64,
}

impl SeededIds {
    /// Ids of a seed.
    pub fn new(seed: u64) -> Self {
        Self { inner: Mutex::new(Inner { rng: ChaCha8Rng::seed_from_u64(!seed), last: 0 }) }
    }

    /// Goes over to the ids of the n-th replay of a database, so that replaying again repeats none.
    pub fn of_replay(&self, number: u64) {
        let mut inner = self.inner.lock();
        inner.rng.set_stream(number + 1);
        inner.rng.set_word_pos(0);
        inner.last = 0;
    }
}

impl IdSource for SeededIds {
    fn uuid(&self, unix_ms: i64) -> Result<Uuid, Error> {
        let mut inner = self.inner.lock();
        let mut random = [0u8; 10];
        inner.rng.fill_bytes(&mut random);
        inner.last = (unix_ms << 12).max(inner.last + 1);
        Ok(compose(inner.last >> 12, (inner.last & 0xfff) as u16, &random))
    }

    fn token(&self) -> Result<String, Error> {
        let mut bytes = [0u8; 32];
        self.inner.lock().rng.fill_bytes(&mut bytes);
        Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn salt(&self) -> Result<[u8; 16], Error> {
        let mut bytes = [0u8; 16];
        self.inner.lock().rng.fill_bytes(&mut bytes);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(seed: u64, replay: u64) -> Vec<Uuid> {
        let ids = SeededIds::new(seed);
        ids.token().expect("a token");
        ids.of_replay(replay);
        (0..5_000).map(|n| ids.uuid(1_751_331_600_000 + n / 4_999).expect("an id")).collect()
    }

    #[test]
    fn ids_increase_and_follow_from_the_seed() {
        let ids = made(1, 0);
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
        assert_eq!(ids, made(1, 0));
        assert_ne!(ids, made(2, 0));
        assert_ne!(ids, made(1, 1), "a second replay repeats no id");
    }
}
