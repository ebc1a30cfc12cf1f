//! The way of a dossier from the first look at a procedure to a rating, and where most are lost.

use crate::board::Words;
use crate::board::value::Share;
use crate::format::count;
use crate::lang::Lang;
use crate::message::Key;
use askama::Template;

/// A stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// Its name, for instance "Nộp hồ sơ".
    pub name: String,
    /// How many came this far.
    pub count: u64,
    /// What it opens to, if anything.
    pub href: Option<String>,
    /// Whether people go on to it as they please, as to a rating: those who do not are no loss.
    pub voluntary: bool,
}

/// All stages in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Funnel {
    /// The stages that are known, first to last.
    pub stages: Vec<Stage>,
    /// How many of those received were asked for more papers.
    pub supplements: Share,
}

impl Funnel {
    /// The two stages between which the largest part is lost, and what part.
    #[must_use]
    pub fn biggest_loss(&self) -> Option<(&Stage, &Stage, Share)> {
        self.stages
            .windows(2)
            .filter_map(|pair| {
                let [from, to] = pair else { return None };
                if to.voluntary {
                    return None;
                }
                let lost = from.count.checked_sub(to.count).filter(|lost| *lost > 0)?;
                Some((from, to, Share::new(lost, from.count)))
            })
            // The larger of two parts, compared without division; the earlier of equals.
            .reduce(|most, next| {
                let (one, other) = (most.2, next.2);
                let larger = u128::from(other.part) * u128::from(one.whole)
                    > u128::from(one.part) * u128::from(other.whole);
                if larger { next } else { most }
            })
    }
}

/// A stage with the length of its bar.
struct Bar<'a> {
    stage: &'a Stage,
    count: String,
    length: u64,
    key: usize,
}

/// The region `funnel`.
#[derive(Template)]
#[template(path = "board/funnel.html")]
pub(crate) struct FunnelRegion<'a> {
    w: Words,
    bars: Vec<Bar<'a>>,
    loss: Option<String>,
    supplements: Option<String>,
}

impl<'a> FunnelRegion<'a> {
    pub(crate) fn new(lang: Lang, funnel: &'a Funnel) -> Self {
        let w = Words(lang);
        let most = funnel.stages.iter().map(|stage| stage.count).max().unwrap_or(0);
        let bars = funnel.stages.iter().enumerate().map(|(key, stage)| Bar {
            stage,
            count: count(lang, stage.count),
            length: Share::new(stage.count, most).filled(),
            key,
        });
        let loss = funnel.biggest_loss().map(|(from, to, share)| {
            let (from, to) = (from.name.to_lowercase(), to.name.to_lowercase());
            w.t3(Key::BoardFunnelLoss, &from, &to, &share.text(lang))
        });
        let asked = funnel.supplements;
        let supplements = (asked.whole > 0)
            .then(|| w.t2(Key::BoardFunnelSupplements, &asked.text(lang), &asked.counts(lang)));
        FunnelRegion { w, bars: bars.collect(), loss, supplements }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn funnel(counts: &[u64]) -> Funnel {
        let stage = |(index, count): (usize, &u64)| Stage {
            name: index.to_string(),
            count: *count,
            ..Stage::default()
        };
        Funnel { stages: counts.iter().enumerate().map(stage).collect(), supplements: Share::default() }
    }

    #[test]
    fn the_biggest_loss_is_the_largest_part_not_the_largest_number() {
        let found = |counts: &[u64]| {
            funnel(counts)
                .biggest_loss()
                .map(|(from, to, share)| (from.name.clone(), to.name.clone(), share.part))
        };
        assert_eq!(found(&[1000, 700, 680, 200]), Some(("2".into(), "3".into(), 480)));
        assert_eq!(found(&[100, 50, 25]), Some(("0".into(), "1".into(), 50)));
        assert_eq!(
            found(&[10, 12, 12]),
            None,
            "later stages may hold more: dossiers of before the period end in it"
        );
        assert_eq!(found(&[]), None);
        let mut rated = funnel(&[100, 90, 10]);
        rated.stages[2].voluntary = true;
        assert_eq!(rated.biggest_loss().map(|(_, to, _)| to.name.as_str()), Some("1"));
        assert_eq!(found(&[0, 0]), None);
    }
}
