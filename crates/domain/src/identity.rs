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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IdentityProof {
    /// Level of electronic identification.
    pub level: IdentityLevel,
    /// Means.
    pub scheme: IdentityScheme,
}
