//! The wordings of refusals: what happened, and what to do next.

mod en;
mod vi;

use crate::ids::PaperKey;

pub(super) use en::english;
pub(super) use vi::vietnamese;

fn list(papers: &[PaperKey]) -> String {
    papers.iter().map(PaperKey::as_str).collect::<Vec<_>>().join(", ")
}
