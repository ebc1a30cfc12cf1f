//! What the journal tells of a dossier: that it is made up, how far it has come, and whether somebody took it in hand.

use crate::replay::{MadeUp, Marks};
use motcua_calendar::Moment;
use motcua_db::Tx;
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::DossierId;
use motcua_store::queries::timeline::{self, ByCommand};
use motcua_store::{StoreError, access, dossiers};
use std::sync::Arc;

/// Looks of these kinds are at a list in which the dossier stood, not at the dossier.
const LISTS: [&str; 4] = ["list", "api list", "search", "register"];
/// Looks read at most. Whoever leafs through lists that often has opened it, too.
const LOOKS: u32 = 50;

/// How far a made-up dossier has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// Which one it is.
    pub made_up: MadeUp,
    /// Acts done, its filing included.
    pub turn: u16,
    /// When the last was done.
    pub last: Moment,
    /// Turns a dossier takes once.
    pub marks: Marks,
}

/// A dossier, and its past where there is one to go on from.
pub type Found = (Arc<Dossier>, Option<Past>);

/// A dossier as it stands, and its past if it is made up and nobody opened it or acted on it by hand.
pub fn read(tx: &mut Tx<'_>, id: &DossierId) -> Result<Option<Found>, StoreError> {
    let Some(loaded) = dossiers::load(tx, id)? else { return Ok(None) };
    let past = of(&timeline::commands(tx, id)?);
    let looks = if past.is_some() { access::of_dossier(tx, id, None, LOOKS)? } else { Vec::new() };
    let full = u32::try_from(looks.len()).is_ok_and(|found| found == LOOKS);
    let opened = full || looks.iter().any(|look| !LISTS.contains(&look.purpose.as_str()));
    Ok(Some((loaded.dossier, past.filter(|_| !opened))))
}

/// `None` when any of its acts was done by hand.
fn of(facts: &[ByCommand]) -> Option<Past> {
    let made_up = MadeUp::of(&facts.first()?.command)?;
    let by_hand = |fact: &ByCommand| MadeUp::of(&fact.command).is_none_or(|of| of.number != made_up.number);
    if facts.iter().any(by_hand) {
        return None;
    }
    let turn = 1 + facts.windows(2).filter(|pair| pair[0].command != pair[1].command).count();
    let last = Moment::from_unix_seconds(facts.last()?.recorded_at_ms.div_euclid(1000));
    let marks = Marks::of(facts.iter().map(|fact| fact.kind.as_str()));
    Some(Past { made_up, turn: u16::try_from(turn).unwrap_or(u16::MAX), last, marks })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(command: uuid::Uuid, kind: &str, recorded_at_ms: i64) -> ByCommand {
        ByCommand { command: command.into_bytes(), kind: kind.to_owned(), recorded_at_ms }
    }

    #[test]
    fn the_past_of_a_made_up_dossier_is_read_and_that_of_others_is_not() {
        let plain = |n: u16| motcua_app::ids::compose(1_751_331_600_000, n, &[0x11; 10]);
        let command = |n: u16, number| MadeUp { series: u16::from(n > 1), number }.mark(plain(n));
        let mut facts = vec![
            fact(command(0, 7), "submitted", 60_000),
            fact(command(0, 7), "received", 60_000),
            fact(command(1, 7), "handed_over", 120_000),
            fact(command(2, 7), "hand_over_declined", 185_000),
        ];
        let past = of(&facts).expect("it is made up");
        assert_eq!((past.made_up.number, past.turn), (7, 3));
        assert_eq!(past.last, Moment::from_unix_seconds(180));
        assert_eq!(past.marks, Marks::of(["hand_over_declined"].into_iter()));
        assert_ne!(past.marks, Marks::default());

        for strange in [plain(3), command(3, 8)] {
            facts.push(fact(strange, "hand_over_accepted", 240_000));
            assert_eq!(of(&facts), None, "somebody acted on it");
            facts.pop();
        }
        assert_eq!(of(&[fact(plain(4), "submitted", 0)]), None, "somebody filed it");
        assert_eq!(of(&[]), None);
    }
}
