//! A past to try a version on: dossiers of one procedure, each received, worked and decided through the use cases.

use anyhow::{Context, Result};
use motcua_app::Acted;
use motcua_app::clock::Timing;
use motcua_domain::dossier::command::Command;

use super::super::work::Work;

/// Days the receipts are spread over.
const DAYS: i64 = 300;
/// Counters they come in at.
const COUNTERS: usize = 16;
/// Dossiers queued before their outcomes are looked at.
const CHUNK: u64 = 10_000;
const HOUR_MS: i64 = 3_600_000;

/// Receives `count` dossiers and works them until their result is issued: some at once, some late.
pub fn load(work: &Work, count: u64) -> Result<()> {
    let plan = work.plan(0)?;
    let issued = plan.steps.iter().position(|step| matches!(step.command, Command::Issue { .. }));
    let short = plan.steps.len() - 1 - issued.context("no act issues the result")?;
    let begin = work.app.now_ms() - (DAYS + 20) * 24 * HOUR_MS;
    let apart = DAYS * 24 * HOUR_MS / i64::try_from(count.max(1))?;
    for from in (0..count).step_by(usize::try_from(CHUNK)?) {
        let received = work.load(from, (from + CHUNK).min(count), |n| {
            let unix_ms = begin + i64::try_from(n).unwrap_or_default() * apart;
            ((n % COUNTERS as u64) as usize, Timing::Virtual { unix_ms })
        })?;
        work.advance_at(received, COUNTERS, short, at)?;
    }
    Ok(())
}

/// When an act is done: hours after the receipt, by a pace of each dossier's own.
fn at(acted: &Acted, act: usize) -> Timing {
    let received = acted.state.clock.as_ref().map_or(0, |clock| clock.received_at.unix_seconds() * 1_000);
    let pace = i64::from(acted.dossier.bytes()[15] % 12) + 1;
    Timing::Virtual { unix_ms: received + (act as i64 + 1) * pace * HOUR_MS }
}
