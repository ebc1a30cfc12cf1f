//! Drawing in proportion to weights.

use rand::Rng;

/// Things with weights.
#[derive(Debug, Clone)]
pub struct Lot<T> {
    items: Vec<T>,
    /// Running sums of the weights.
    sums: Vec<u64>,
}

impl<T> Lot<T> {
    /// Things with their weights; what weighs nothing is never drawn.
    pub fn new(weighted: impl IntoIterator<Item = (T, u64)>) -> Self {
        let (mut items, mut sums, mut sum) = (Vec::new(), Vec::new(), 0u64);
        for (item, weight) in weighted {
            if weight > 0 {
                sum += weight;
                items.push(item);
                sums.push(sum);
            }
        }
        Self { items, sums }
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// One of them; `None` when there are none.
    pub fn draw(&self, rng: &mut impl Rng) -> Option<&T> {
        let total = *self.sums.last()?;
        let ticket = rng.random_range(0..total);
        self.items.get(self.sums.partition_point(|sum| *sum <= ticket))
    }
}

/// Whether something of a given share happens.
pub fn happens(rng: &mut impl Rng, share: f64) -> bool {
    rng.random::<f64>() < share
}

/// A number between two.
pub fn between(rng: &mut impl Rng, from: f64, to: f64) -> f64 {
    from + (to - from) * rng.random::<f64>()
}
