//! The wordings of refusals: what happened, and what to do next.

mod en;
mod vi;

use crate::ids::PaperKey;
use motcua_calendar::{Date, Moment};

pub(super) use en::english;
pub(super) use vi::vietnamese;

/// `29/04/2025`.
fn day(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// `17:00 29/04/2025`.
fn hour(moment: Moment) -> String {
    moment.display_vi()
}

fn list(papers: &[PaperKey]) -> String {
    papers.iter().map(PaperKey::as_str).collect::<Vec<_>>().join(", ")
}
