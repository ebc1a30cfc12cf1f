//! What is well-formed but cannot be right: looked for across the files of a city.

use crate::City;
use std::fmt;

/// Something about the data that must be put right, in a sentence for whoever keeps the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about: a unit's key, a version's code, a username.
    pub about: String,
    /// What is wrong.
    pub wrong: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.about, self.wrong)
    }
}

/// Everything wrong with a city; empty when nothing is.
pub fn check(city: &City) -> Vec<Finding> {
    let mut found = Vec::new();
    for unit in &city.units {
        if unit.name.is_empty() {
            found.push(Finding { about: unit.key.clone(), wrong: "has no name".to_owned() });
        }
    }
    found
}
