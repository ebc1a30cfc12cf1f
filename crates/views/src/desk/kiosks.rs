//! The kiosks of a counter, for those who look after them.

use crate::form::Field;
use crate::icon::Icon;
use crate::message::Key;
use crate::page::Page;
use crate::renders;
use askama::Template;

/// How a kiosk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KioskState {
    /// Its code may be typed at a machine.
    Awaited,
    /// No machine became it in time.
    Empty,
    /// It asks for things.
    Running,
    /// It has asked for nothing for a while.
    Silent,
}

impl KioskState {
    fn label(self) -> Key {
        match self {
            KioskState::Awaited => Key::KiosksAwaited,
            KioskState::Empty => Key::KiosksEmpty,
            KioskState::Running => Key::KiosksRunning,
            KioskState::Silent => Key::KiosksSilent,
        }
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KioskRow {
    /// What its unit calls it.
    pub label: String,
    /// The counter.
    pub unit: String,
    /// How it is.
    pub state: KioskState,
    /// Since when a machine is it.
    pub enrolled: Option<String>,
    /// When it last asked for anything.
    pub seen: Option<String>,
    /// Since when somebody calls for an officer.
    pub called: Option<String>,
    /// Where the end of a call is posted.
    pub answer: String,
    /// Where another code and its end are asked for, by those who may.
    pub manage: Option<(String, String)>,
}

/// `/desk/kiosks`; posts `unit`, `label` and `csrf`.
#[derive(Template)]
#[template(path = "desk/kiosks.html")]
pub struct KiosksPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Unit by unit.
    pub rows: Vec<KioskRow>,
    /// A code just given out, and until when it works.
    pub code: Option<(String, String)>,
    /// Where, and what to call it; empty for those who add none.
    pub fields: Vec<Field>,
}

renders!(KiosksPage);
