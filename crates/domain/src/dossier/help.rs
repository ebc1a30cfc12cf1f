//! How a dossier came to be filed: by whom, with whose help, where. Its provenance follows from that and from nothing else.
//!
//! What happened is known to the program by sessions, codes and devices; nobody states it.

use super::Provenance;
use crate::ids::{ConsentId, KioskId, OfficerId};
use motcua_calendar::Moment;
use serde::{Deserialize, Serialize};

/// Where help was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HelpPlace {
    /// At a service point, on a device of the person or of the point.
    ServicePoint,
    /// At a kiosk.
    Kiosk,
    /// At the person's home.
    Home,
}

impl HelpPlace {
    /// All places.
    pub const ALL: [HelpPlace; 3] = [HelpPlace::ServicePoint, HelpPlace::Kiosk, HelpPlace::Home];

    /// Stable key used in storage and forms.
    pub fn key(self) -> &'static str {
        match self {
            HelpPlace::ServicePoint => "service_point",
            HelpPlace::Kiosk => "kiosk",
            HelpPlace::Home => "home",
        }
    }

    /// Back from the key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.key() == key)
    }
}

/// Help with a filing: the helper stays a helper, the applicant the applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Help {
    /// Who helped.
    pub officer: OfficerId,
    /// Where.
    pub place: HelpPlace,
    /// Since when.
    pub since: Moment,
    /// The recorded consent on which the officer typed for the applicant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentId>,
}

/// Who filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FiledBy {
    /// The applicant, signed in.
    Applicant,
    /// An officer, for the applicant.
    Officer,
}

/// What happened while a dossier was filled in and filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// Who filed it.
    pub by: FiledBy,
    /// Help given at any time, ended or not: once helped, it was helped.
    pub help: Option<Help>,
    /// The kiosk it was filed at.
    pub kiosk: Option<KioskId>,
}

impl Circumstances {
    /// The provenance that follows.
    pub fn provenance(&self) -> Provenance {
        match (self.by, self.help, self.kiosk) {
            (FiledBy::Officer, _, _) => Provenance::EnteredByOfficer,
            (FiledBy::Applicant, Some(_), _) => Provenance::AssistedOwnSignIn,
            (FiledBy::Applicant, None, Some(_)) => Provenance::SelfAtKiosk,
            (FiledBy::Applicant, None, None) => Provenance::SelfAtHome,
        }
    }
}
