//! What differs by case and by channel, in words: when a paper is asked for or a step done, other terms, other fees.

use crate::present::{capital, pick, timeline::term, words};
use motcua_domain::procedure::condition::Fact;
use motcua_domain::procedure::{Case, Channel, Condition, FeeSituation, ProcedureVersion, Situation, fee};
use motcua_views::Lang;
use motcua_views::format::money;

/// When something is only asked for or done; `None`: always, or not by what is known at filing.
pub(super) fn only(lang: Lang, version: &ProcedureVersion, when: Option<&Condition>) -> Option<String> {
    let when = when?;
    let filing = |fact: &Fact| matches!(fact, Fact::Case | Fact::Channel);
    if !when.comparisons().iter().all(|(fact, _)| filing(fact)) {
        return None;
    }
    let holds = |case: Option<&Case>| -> Vec<Channel> {
        let case = case.map(|case| &case.key);
        let at = |channel| Situation { case, channel: Some(channel), ..Situation::default() };
        version.channels.iter().copied().filter(|channel| when.holds(&at(*channel))).collect()
    };
    if version.cases.is_empty() {
        return said(lang, None, by(lang, version, &holds(None)));
    }
    let each: Vec<(&Case, Vec<Channel>)> =
        version.cases.iter().map(|case| (case, holds(Some(case)))).collect();
    if each.windows(2).all(|pair| pair[0].1 == pair[1].1) {
        return said(lang, None, by(lang, version, &each[0].1));
    }
    let name = |(case, channels): &(&Case, Vec<Channel>)| {
        let name = pick(lang, &case.name, &case.name_en);
        match by(lang, version, channels) {
            Some(channels) => format!("{name} ({channels})"),
            None => name.to_owned(),
        }
    };
    let named: Vec<String> = each.iter().filter(|(_, channels)| !channels.is_empty()).map(name).collect();
    said(lang, Some(named.join("; ")), None)
}

/// The channels, where they are not all that are offered.
fn by(lang: Lang, version: &ProcedureVersion, channels: &[Channel]) -> Option<String> {
    let list: Vec<&str> = channels.iter().map(|channel| channel.label(words(lang))).collect();
    (channels.len() < version.channels.len()).then(|| list.join(", "))
}

fn said(lang: Lang, cases: Option<String>, channels: Option<String>) -> Option<String> {
    match (cases, channels) {
        (Some(cases), _) => Some(format!("{} {cases}", pick(lang, "Chỉ với trường hợp:", "Only for:"))),
        (None, Some(channels)) => {
            Some(format!("{} {channels}", pick(lang, "Chỉ khi nộp", "Only when filed by")))
        }
        (None, None) => None,
    }
}

/// Terms of cases and channels that differ, then the note of the source.
pub(super) fn term_note(lang: Lang, version: &ProcedureVersion) -> Option<String> {
    let differing = version.terms.iter().filter_map(|variant| {
        let case = variant.case.as_ref().and_then(|key| version.case(key));
        let case = case.map(|case| pick(lang, &case.name, &case.name_en).to_owned());
        let channel = variant.channel.map(|channel| channel.label(words(lang)).to_owned());
        let what: Vec<String> = case.into_iter().chain(channel).collect();
        (!what.is_empty())
            .then(|| format!("{}: {}", capital(&what.join(", ")), term(lang, variant.rule.term)))
    });
    let parts: Vec<String> = differing.chain(version.term_note.clone()).collect();
    (!parts.is_empty()).then(|| parts.join(". "))
}

/// What an ordinary payer is asked for in a case, by the counter and online.
pub(super) fn amounts(lang: Lang, version: &ProcedureVersion, case: Option<&Case>) -> Option<String> {
    let at = |channel| {
        let situation =
            FeeSituation { channel, case: case.map(|case| &case.key), payer: None, identity: None, on: None };
        fee::applying(&version.fees, &situation).map(|rule| rule.amount)
    };
    let one = |amount: u64| {
        if amount == 0 { pick(lang, "Không thu phí", "Free").to_owned() } else { money(lang, amount) }
    };
    match (at(Channel::Counter), at(Channel::Online)) {
        (None, None) => None,
        (Some(counter), Some(online)) if counter != online => {
            let (by_hand, by_net) =
                (pick(lang, "tại quầy", "at the counter"), pick(lang, "trực tuyến", "online"));
            Some(format!("{} ({by_hand}), {} ({by_net})", one(counter), one(online)))
        }
        (Some(amount), _) | (None, Some(amount)) => Some(one(amount)),
    }
}

/// The fees of cases that have one of their own.
pub(super) fn case_fees(lang: Lang, version: &ProcedureVersion) -> Vec<String> {
    let own = |case: &&Case| version.fees.iter().any(|rule| rule.case.as_ref() == Some(&case.key));
    let told = version.cases.iter().filter(own).filter_map(|case| {
        let amounts = amounts(lang, version, Some(case))?;
        Some(format!("{}: {amounts}", pick(lang, &case.name, &case.name_en)))
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;
    use motcua_city::hanoi;

    #[test]
    fn what_differs_is_told_by_case_and_channel() {
        let city = hanoi().unwrap();
        let last =
            |code: &str| city.procedures.iter().rfind(|version| version.code.as_str() == code).unwrap();
        let papers = |code: &str, lang| -> Vec<Option<String>> {
            let version = last(code);
            version.papers.iter().map(|paper| only(lang, version, paper.when.as_ref())).collect()
        };
        let told = |code: &str, lang, said: &str| {
            let all = papers(code, lang);
            assert!(all.iter().flatten().any(|one| one == said), "{code}: {said}: {all:?}");
        };
        told("1.002755", Lang::Vi, "Chỉ với trường hợp: Theo danh sách");
        told("1.013978", Lang::En, "Only for: Registration and first certificate");
        told("1.004884", Lang::Vi, "Chỉ khi nộp bưu chính công ích, trực tiếp tại quầy");
        told("1.004884", Lang::En, "Only when filed by online");
        assert!(
            papers("1.013988", Lang::Vi).iter().all(Option::is_none),
            "where nothing differs nothing is said"
        );

        let note = term_note(Lang::Vi, last("1.013978")).unwrap();
        let register = "Chỉ đăng ký đất đai, tài sản gắn liền với đất: 17 ngày làm việc. ";
        assert!(note.starts_with(register), "{note}");
        assert!(term_note(Lang::Vi, last("1.013133")).unwrap().starts_with("Trực tuyến: 2 giờ làm việc. "));
        let list = case_fees(Lang::Vi, last("1.002755"));
        assert!(list.len() == 1 && list[0].starts_with("Theo danh sách: 10.000"), "{list:?}");
        assert_eq!(
            amounts(Lang::Vi, last("1.013978"), None),
            None,
            "the city sets the fee; it was not found"
        );
    }
}
