//! Validity among the versions of a procedure, and the legal basis.
//!
//! Of several versions in force on a day the one that began last applies. An open-ended version is therefore simply
//! followed by the next; versions contradict each other only where one names an end that the other ignores, or where both
//! begin on the same day.

use super::codes::*;
use super::sink::{Sink, whole};
use crate::finding::Severity;
use crate::surroundings::Surroundings;
use motcua_calendar::Date;
use motcua_calendar::wording::numeric;
use motcua_domain::procedure::ProcedureVersion;

pub(super) fn check(version: &ProcedureVersion, around: &Surroundings<'_>, sink: &mut Sink) {
    basis(version, sink);
    let from = version.valid_from;
    if let Some(to) = version.valid_to.filter(|to| *to < from) {
        let vi = format!("Ngày cuối {} đứng trước ngày đầu {}.", numeric(to), numeric(from));
        let en = format!("The last day {} comes before the first {}.", numeric(to), numeric(from));
        sink.add(VALID_RANGE, whole("valid_to"), vi, en);
        return;
    }
    // A variation stands beside the city's versions, not among them.
    if version.variant.is_some() {
        return;
    }
    let others: Vec<&ProcedureVersion> =
        around.others.iter().copied().filter(|other| other.code == version.code).collect();
    overlaps(version, &others, sink);
    gaps(version, &others, sink);
}

fn overlaps(version: &ProcedureVersion, others: &[&ProcedureVersion], sink: &mut Sink) {
    let from = version.valid_from;
    for other in others {
        if other.valid_from == from {
            sink.add_as(
                Severity::Error,
                VALIDITY_OVERLAP,
                whole("valid_from"),
                format!("Phiên bản {} cũng bắt đầu ngày {}.", other.id, numeric(from)),
                format!("Version {} begins on {} too.", other.id, numeric(from)),
            );
            continue;
        }
        let (earlier, later) = if other.valid_from < from { (*other, version) } else { (version, *other) };
        if let Some(end) = earlier.valid_to.filter(|end| *end >= later.valid_from) {
            let last = later.valid_to.map_or(end, |to| to.min(end));
            let (first, last) = (numeric(later.valid_from), numeric(last));
            sink.add(
                VALIDITY_OVERLAP,
                whole("valid_from"),
                format!("Từ {first} đến {last}, phiên bản {} cũng ghi là có hiệu lực; phiên bản bắt đầu sau được áp dụng.", other.id),
                format!("From {first} to {last} version {} says that it is in force too; the one that begins later applies.", other.id),
            );
        }
    }
}

fn gaps(version: &ProcedureVersion, others: &[&ProcedureVersion], sink: &mut Sink) {
    let mut say = |last: Date, next: Date| {
        let (first, end) = (numeric(last.plus_days(1)), numeric(next.plus_days(-1)));
        let vi = format!("Từ {first} đến {end} không phiên bản nào có hiệu lực.");
        sink.add(
            VALIDITY_GAP,
            whole("valid_from"),
            vi,
            format!("From {first} to {end} no version is in force."),
        );
    };
    let from = version.valid_from;
    // Before: how far the earlier ones reach; one without an end reaches up to here.
    let reach = |other: &&ProcedureVersion| other.valid_to.unwrap_or(Date::from_day_number(i32::MAX));
    let earlier = others.iter().copied().filter(|other| other.valid_from < from);
    if let Some(last) = earlier.map(|other| reach(&other)).max()
        && last < from.plus_days(-1)
    {
        say(last, from);
    }
    // After: when the next begins, unless another one still runs then.
    let Some(end) = version.valid_to else { return };
    let next = others.iter().map(|other| other.valid_from).filter(|first| *first > from).min();
    let covered = others.iter().any(|other| other.valid_from <= end && reach(other) > end);
    if let Some(next) = next.filter(|next| *next > end.plus_days(1) && !covered) {
        say(end, next);
    }
}

fn basis(version: &ProcedureVersion, sink: &mut Sink) {
    if version.legal_basis.iter().all(|basis| basis.document.trim().is_empty()) {
        let vi = "Phiên bản chưa ghi căn cứ pháp lý nào.";
        sink.add(BASIS_MISSING, whole("legal_basis"), vi, "The version names no legal basis.");
    }
    for basis in &version.legal_basis {
        let Some(link) = basis.link.as_ref().filter(|link| !is_https(link)) else { continue };
        sink.add(
            BASIS_LINK,
            whole("legal_basis"),
            format!("Căn cứ “{}”: liên kết “{link}” không phải địa chỉ https.", basis.document),
            format!("Legal basis “{}”: “{link}” is not an https address.", basis.document),
        );
    }
}

/// `https://`, a host with a dot, and neither spaces nor signs that could end an attribute.
fn is_https(link: &str) -> bool {
    let Some(rest) = link.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain =
        !link.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\'));
    let named = host.contains('.') && !host.starts_with('.') && !host.contains('@');
    plain && named
}
