//! How surely somebody is who they say: kept in a session and on each dossier filed in it.

pub mod numbers;

use crate::procedure::IdentityLevel;
use serde::{Deserialize, Serialize};

/// By what means a person signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityScheme {
    /// An identity provider by OpenID Connect, whose signed answer was checked.
    OpenId,
    /// A demonstration's invented identity. Exists only in databases created as demonstrations.
    Demonstration,
}

impl IdentityScheme {
    /// All schemes.
    pub const ALL: [IdentityScheme; 2] = [IdentityScheme::OpenId, IdentityScheme::Demonstration];

    /// Stable key used in storage.
    pub fn key(self) -> &'static str {
        match self {
            IdentityScheme::OpenId => "open_id",
            IdentityScheme::Demonstration => "demonstration",
        }
    }

    /// Back from the key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.key() == key)
    }
}

/// What is known of a sign-in: the level of electronic identification (NĐ 69/2024/NĐ-CP) and the means.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IdentityProof {
    /// Level of electronic identification.
    pub level: IdentityLevel,
    /// Means.
    pub scheme: IdentityScheme,
    /// Key of the provider in the settings of the place; none where there is no provider, or it was not kept yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;

    #[test]
    fn a_proof_of_before_providers_were_kept_reads_and_writes_as_it_was() {
        let old = serde_json::to_string(&IdentityProof {
            level: IdentityLevel::Two,
            scheme: IdentityScheme::OpenId,
            provider: None,
        });
        let old = old.unwrap();
        assert!(!old.contains("provider"), "journals written before keep their hashes: {old}");
        let read: IdentityProof = serde_json::from_str(&old).unwrap();
        assert_eq!(read.provider, None);
        assert_eq!(serde_json::to_string(&read).unwrap(), old);
    }
}
