//! What fees differ by case and by channel, in words, for lists and printed forms.

use crate::present::pick;
use motcua_domain::procedure::{Case, Channel, FeeSituation, ProcedureVersion, fee};
use motcua_views::Lang;
use motcua_views::format::money;

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
    fn fees_of_cases_are_told() {
        let city = hanoi().unwrap();
        let last =
            |code: &str| city.procedures.iter().rfind(|version| version.code.as_str() == code).unwrap();
        let list = case_fees(Lang::Vi, last("1.002755"));
        assert!(list.len() == 1 && list[0].starts_with("Theo danh sách: 10.000"), "{list:?}");
        assert_eq!(
            amounts(Lang::Vi, last("1.013978"), None),
            None,
            "the city sets the fee; it was not found"
        );
    }
}
