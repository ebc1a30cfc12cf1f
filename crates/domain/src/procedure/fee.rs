//! Fees (phí, lệ phí) as rules: which amount for whom, by which channel, in which period, on which basis.

use super::Channel;
use crate::ids::CaseKey;
use motcua_calendar::Date;
use serde::{Deserialize, Serialize};

/// Phí or lệ phí (Law on Fees and Charges 2015 keeps them apart).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    /// Phí: pays for a service.
    Fee,
    /// Lệ phí: a fixed charge for an administrative act.
    #[default]
    Charge,
}

/// Classes of payer that rules tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// A citizen.
    Citizen,
    /// A foreigner.
    Foreigner,
    /// A business or organisation.
    Organisation,
    /// Somebody the law exempts (child, elderly, poor household, person with disability, merit).
    Exempt,
}

/// How surely the payer signed in (NĐ 69/2024/NĐ-CP: level 1, level 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityLevel {
    /// Level 1.
    One,
    /// Level 2.
    Two,
}

impl IdentityLevel {
    /// The number of the level: 1 or 2.
    pub fn number(self) -> u8 {
        match self {
            IdentityLevel::One => 1,
            IdentityLevel::Two => 2,
        }
    }

    /// Back from the number.
    pub fn from_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(IdentityLevel::One),
            2 => Some(IdentityLevel::Two),
            _ => None,
        }
    }
}

/// One fee rule. A criterion left out fits everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeRule {
    /// Phí or lệ phí.
    #[serde(default)]
    pub kind: FeeKind,
    /// Amount, đồng.
    pub amount: u64,
    /// Channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseKey>,
    /// Class of payer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<Payer>,
    /// Identity level of the sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<IdentityLevel>,
    /// First day of the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day of the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Legal basis, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// Who pays, how, when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeSituation<'a> {
    /// Channel.
    pub channel: Channel,
    /// Case, when the version has cases.
    pub case: Option<&'a CaseKey>,
    /// Class of payer, when known.
    pub payer: Option<Payer>,
    /// Identity level, when signed in.
    pub identity: Option<IdentityLevel>,
    /// Day; `None` leaves periods out of account.
    pub on: Option<Date>,
}

impl FeeRule {
    /// Whether the rule fits.
    pub fn fits(&self, s: &FeeSituation<'_>) -> bool {
        self.channel.is_none_or(|channel| channel == s.channel)
            && self.case.as_ref().is_none_or(|case| s.case == Some(case))
            && self.payer.is_none_or(|payer| s.payer == Some(payer))
            && self.identity.is_none_or(|level| s.identity.is_some_and(|had| had >= level))
            && s.on
                .is_none_or(|on| self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to))
    }
    /// How many criteria it names: of several that fit, the one naming most applies; of equals, the first.
    pub fn weight(&self) -> usize {
        [
            self.channel.is_some(),
            self.case.is_some(),
            self.payer.is_some(),
            self.identity.is_some(),
            self.from.is_some() || self.to.is_some(),
        ]
        .into_iter()
        .filter(|named| *named)
        .count()
    }
}

/// The rule that applies, when one fits.
pub fn applying<'a>(rules: &'a [FeeRule], situation: &FeeSituation<'_>) -> Option<&'a FeeRule> {
    let fitting = rules.iter().filter(|rule| rule.fits(situation));
    fitting.fold(None, |best: Option<&FeeRule>, rule| match best {
        Some(known) if known.weight() >= rule.weight() => Some(known),
        _ => Some(rule),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;

    fn at(channel: Channel) -> FeeSituation<'static> {
        FeeSituation { channel, case: None, payer: None, identity: None, on: None }
    }

    #[test]
    fn the_rule_that_says_most_applies_and_the_first_of_equals() {
        let rule = |amount, channel, payer| FeeRule { amount, channel, payer, ..FeeRule::default() };
        let rules = [
            rule(8_000, None, None),
            rule(0, Some(Channel::Online), None),
            rule(1, Some(Channel::Online), None),
            rule(5, Some(Channel::Online), Some(Payer::Organisation)),
        ];
        let amount = |s: &FeeSituation<'_>| applying(&rules, s).map(|rule| rule.amount);
        assert_eq!(amount(&at(Channel::Counter)), Some(8_000));
        assert_eq!(amount(&at(Channel::Online)), Some(0));
        let business = FeeSituation { payer: Some(Payer::Organisation), ..at(Channel::Online) };
        assert_eq!(amount(&business), Some(5));
        assert_eq!(applying(&[], &at(Channel::Post)), None);
    }

    #[test]
    fn a_rule_of_a_period_and_a_level_applies_only_there() {
        let day = |text: &str| Date::parse(text).unwrap();
        let rule = FeeRule {
            from: Some(day("2026-01-01")),
            identity: Some(IdentityLevel::Two),
            ..FeeRule::default()
        };
        let s = |on: &str, identity| FeeSituation { on: Some(day(on)), identity, ..at(Channel::Online) };
        assert!(rule.fits(&s("2026-01-01", Some(IdentityLevel::Two))));
        assert!(!rule.fits(&s("2025-12-31", Some(IdentityLevel::Two))));
        assert!(!rule.fits(&s("2026-01-01", Some(IdentityLevel::One))));
        assert!(!rule.fits(&s("2026-01-01", None)));
    }
}
