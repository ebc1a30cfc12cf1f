//! Systems outside the program that the work waits for: those of ministries, of the nation, of the post. A list of the city, as data.

use crate::ids::{FieldCode, SystemKey};
use motcua_calendar::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A system outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutsideSystem {
    /// Stored with each wait: it never changes meaning.
    pub key: SystemKey,
    /// Name, Vietnamese.
    pub name: String,
    /// Name, English.
    pub name_en: String,
    /// Who runs it, Vietnamese.
    pub owner: String,
    /// Who runs it, English.
    pub owner_en: String,
    /// Fields of procedures whose work needs it; empty: any.
    #[serde(default)]
    pub fields: Vec<FieldCode>,
    /// The first day on which it may be waited for.
    pub valid_from: Date,
    /// The last day, once it is given up.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Where it is known from.
    pub source: String,
    /// What about it is not certain.
    #[serde(default)]
    pub provisional: Option<String>,
}

impl OutsideSystem {
    /// Whether it may be waited for on a day.
    #[must_use]
    pub fn is_in_use(&self, on: Date) -> bool {
        self.valid_from <= on && self.valid_to.is_none_or(|last| on <= last)
    }

    /// Whether the work of a field needs it.
    #[must_use]
    pub fn serves(&self, field: &FieldCode) -> bool {
        self.fields.is_empty() || self.fields.contains(field)
    }
}

/// The system of a key, if it may be waited for on a day.
#[must_use]
pub fn in_use<'a>(systems: &'a [OutsideSystem], key: &SystemKey, on: Date) -> Option<&'a OutsideSystem> {
    systems.iter().find(|one| one.key == *key && one.is_in_use(on))
}

/// What is wrong with a list: the key of the entry and why, Vietnamese and English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFault {
    /// The entry.
    pub key: SystemKey,
    /// Why, Vietnamese.
    pub vi: &'static str,
    /// Why, English.
    pub en: &'static str,
}

/// Checks a list: keys that can stand in addresses and journals, each once, with names and an order of days.
///
/// # Errors
/// The first fault.
pub fn check(systems: &[OutsideSystem]) -> Result<(), ListFault> {
    let mut keys = BTreeSet::new();
    for one in systems {
        let fault = |vi, en| Err(ListFault { key: one.key.clone(), vi, en });
        let key = one.key.as_str();
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if key.is_empty() || key.len() > 40 || !key.bytes().all(plain) {
            return fault(
                "mã chỉ gồm chữ thường không dấu, số và dấu gạch, dài nhất 40",
                "a key is of lower-case letters, digits and hyphens, 40 at most",
            );
        }
        if !keys.insert(&one.key) {
            return fault("mã này đã có ở trên", "this key stands above already");
        }
        let texts = [&one.name, &one.name_en, &one.owner, &one.owner_en, &one.source];
        if texts.iter().any(|text| text.trim().is_empty()) {
            return fault(
                "thiếu tên, đơn vị quản lý hoặc nguồn",
                "a name, an owner or the source is missing",
            );
        }
        if one.valid_to.is_some_and(|last| last < one.valid_from) {
            return fault("ngày cuối trước ngày đầu", "its last day is before its first");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(key: &str) -> OutsideSystem {
        let text = || "x".to_owned();
        OutsideSystem {
            key: SystemKey::from(key),
            name: text(),
            name_en: text(),
            owner: text(),
            owner_en: text(),
            fields: Vec::new(),
            valid_from: Date::parse("2025-07-01").expect("a day"),
            valid_to: None,
            source: text(),
            provisional: None,
        }
    }

    #[test]
    fn a_broken_list_is_refused_by_entry() {
        assert_eq!(check(&[system("a"), system("b")]), Ok(()));
        let day = |text| Date::parse(text).expect("a day");
        let backwards = OutsideSystem { valid_to: Some(day("2025-06-30")), ..system("b") };
        let nameless = OutsideSystem { name: " ".to_owned(), ..system("b") };
        for broken in [system("a"), system("Hộ tịch"), system(""), backwards, nameless] {
            let key = broken.key.clone();
            assert_eq!(check(&[system("a"), broken]).map_err(|fault| fault.key), Err(key));
        }
    }

    #[test]
    fn a_system_is_waited_for_on_its_days_only() {
        let day = |text| Date::parse(text).expect("a day");
        let list = [OutsideSystem { valid_to: Some(day("2025-12-31")), ..system("a") }];
        let found = |key, on| in_use(&list, &SystemKey::from(key), day(on)).is_some();
        assert!(found("a", "2025-07-01") && found("a", "2025-12-31"));
        assert!(!found("a", "2025-06-30") && !found("a", "2026-01-01") && !found("b", "2025-07-01"));
    }
}
