//! Fees: on a basis, for channels and cases there are, and one at a time.

use super::codes::*;
use super::say;
use super::sink::Sink;
use crate::finding::Place;
use motcua_domain::procedure::{FeeRule, ProcedureVersion};

pub(super) fn check(version: &ProcedureVersion, sink: &mut Sink) {
    for (index, rule) in version.fees.iter().enumerate() {
        let number = index + 1;
        let place = Place::Fee { index };
        let stated = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        // That nothing is due needs no document.
        if rule.amount > 0 && !stated(&rule.basis) && !stated(&version.fee_note) {
            let vi = format!("Mức phí thứ {number} chưa ghi căn cứ.");
            sink.add(FEE_WITHOUT_BASIS, place.clone(), vi, format!("Fee {number} names no legal basis."));
        }
        if let Some(channel) = rule.channel.filter(|channel| !version.channels.contains(channel)) {
            let (vi, en) = say::channel_name(channel);
            sink.add(
                FEE_UNKNOWN_CHANNEL,
                place.clone(),
                format!("Mức phí thứ {number}: thủ tục không nhận hồ sơ {vi}."),
                format!("Fee {number}: the channel “{en}” is not offered."),
            );
        }
        if let Some(case) = rule.case.as_ref().filter(|case| version.case(case).is_none()) {
            let vi = format!("Mức phí thứ {number}: không có trường hợp “{case}”.");
            sink.add(CASE_UNKNOWN, place.clone(), vi, format!("Fee {number}: there is no case “{case}”."));
        }
        if let (Some(from), Some(to)) = (rule.from, rule.to)
            && to < from
        {
            let vi = format!("Mức phí thứ {number}: ngày cuối {to} đứng trước ngày đầu {from}.");
            let en = format!("Fee {number}: its last day {to} comes before its first {from}.");
            sink.add(VALID_RANGE, place.clone(), vi, en);
        }
        let first = version.fees[..index].iter().position(|other| ambiguous(other, rule));
        if let Some(first) = first {
            let first = first + 1;
            sink.add(
                FEE_AMBIGUOUS,
                place,
                format!("Mức phí thứ {first} và thứ {number} cùng áp dụng cho một người; mức thứ {first} được thu."),
                format!("Fees {first} and {number} apply to the same payer; fee {first} is taken."),
            );
        }
    }
}

/// Whether somebody could be asked for either of two different sums and nothing tells which.
fn ambiguous(a: &FeeRule, b: &FeeRule) -> bool {
    fn meets<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        }
    }
    // Level 2 is also level 1: rules for the two levels meet.
    let periods = a.from.zip(b.to).is_none_or(|(from, to)| from <= to)
        && b.from.zip(a.to).is_none_or(|(from, to)| from <= to);
    a.weight() == b.weight()
        && (a.amount, a.kind) != (b.amount, b.kind)
        && meets(&a.channel, &b.channel)
        && meets(&a.case, &b.case)
        && meets(&a.payer, &b.payer)
        && periods
}
