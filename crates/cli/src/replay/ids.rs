//! Ids of a replay: drawn from the seed, so that the same seed writes the same journal, byte for byte; and ids of commands,
//! which tell that an act was made up and of which dossier of the plan.

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

/// What the ids of made-up commands have where others have chance. The first two bits are the variant's.
const MADE_UP: [u8; 2] = [0xad, 0x7c];

/// Of which made-up dossier an act is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeUp {
    /// Which replay of the database, counting from 0; the living city is [`MadeUp::LIVING`].
    pub series: u16,
    /// Which dossier of the plan: what becomes of it is drawn from this number.
    pub number: u32,
}

impl MadeUp {
    /// The series of what the living city files.
    pub const LIVING: u16 = u16::MAX;

    /// Puts this into the id of a command. Its time and sequence stay, which differ for any two acts of a series.
    pub fn mark(self, id: Uuid) -> Uuid {
        let mut bytes = id.into_bytes();
        bytes[8..10].copy_from_slice(&MADE_UP);
        bytes[10..12].copy_from_slice(&self.series.to_be_bytes());
        bytes[12..].copy_from_slice(&self.number.to_be_bytes());
        Uuid::from_bytes(bytes)
    }

    /// What the id of a command tells; `None` when somebody gave it by hand.
    pub fn of(command: &[u8; 16]) -> Option<Self> {
        let [.., a, b, s0, s1, n0, n1, n2, n3] = *command;
        ([a, b] == MADE_UP && command[6] >> 4 == 7).then(|| Self {
            series: u16::from_be_bytes([s0, s1]),
            number: u32::from_be_bytes([n0, n1, n2, n3]),
        })
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

    #[test]
    fn a_made_up_command_tells_its_dossier() {
        let ids = made(1, 0);
        for (series, number) in [(0, 0), (3, 65_999), (MadeUp::LIVING, u32::MAX)] {
            let marked = MadeUp { series, number }.mark(ids[0]);
            assert_eq!(marked.get_version_num(), 7);
            assert_eq!(marked.get_variant(), uuid::Variant::RFC4122);
            assert_eq!(MadeUp::of(marked.as_bytes()), Some(MadeUp { series, number }));
        }
        assert_ne!(
            MadeUp { series: 0, number: 1 }.mark(ids[0]),
            MadeUp { series: 0, number: 1 }.mark(ids[1])
        );
        assert!(
            MadeUp::of(ids[0].as_bytes()).is_none(),
            "one in sixteen thousand would be taken for made up"
        );
    }
}
