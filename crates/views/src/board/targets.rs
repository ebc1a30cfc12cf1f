//! Targets side by side, and what was ordered because of them: who, until when, what was done, how it ended.

use super::value::{Aim, Value};
use crate::form::ActForm;
use crate::message::Key;
use crate::page::Page;
use crate::renders;
use askama::Template;

/// A target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetRow {
    /// Whom it is set for, for instance "Xã, phường".
    pub scope: String,
    /// The metric's name.
    pub metric: String,
    /// What it opens to.
    pub href: String,
    /// The threshold.
    pub aim: Aim,
    /// From which day, in words.
    pub from: String,
    /// Until which day, in words; `None` while it is open.
    pub until: Option<String>,
    /// The order or decision.
    pub basis: String,
    /// Whether the source leaves open how it is meant, in words; `None` when it does not.
    pub doubt: Option<String>,
    /// Who answers for it: an office, never a name on public pages.
    pub answerable: String,
    /// The value now.
    pub value: Value,
    /// Of a target set for each of many units: how many reach it, for instance "53/126 nơi đạt".
    pub reached: Option<String>,
    /// Orders given because of it, in words; `None` to readers who may not see them.
    pub orders: Option<String>,
    /// Where an order because of it is given, for those who may.
    pub order: Option<String>,
}

/// How far an order is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderState {
    /// Given, nothing said yet.
    #[default]
    Given,
    /// Somebody said what is being done.
    Followed,
    /// Its deadline has passed.
    Late,
    /// Said to be done, not judged yet.
    Reported,
    /// Taken back.
    Withdrawn,
    /// Closed.
    Closed,
}

impl OrderState {
    /// What it is called.
    #[must_use]
    pub fn label(self) -> Key {
        match self {
            OrderState::Given => Key::OrderGiven,
            OrderState::Followed => Key::OrderFollowed,
            OrderState::Late => Key::OrderLate,
            OrderState::Reported => Key::OrderReported,
            OrderState::Withdrawn => Key::OrderWithdrawn,
            OrderState::Closed => Key::OrderClosed,
        }
    }
}

/// What was said of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FollowUp {
    /// When, in words.
    pub at: String,
    /// Who, as the reader may know it.
    pub by: String,
    /// What.
    pub text: String,
}

/// An order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderRow {
    /// Its number.
    pub number: String,
    /// Its page.
    pub href: Option<String>,
    /// What is ordered.
    pub text: String,
    /// What it is about: unit, metric, target.
    pub about: String,
    /// Who is to do it.
    pub owner: String,
    /// Until when, in words.
    pub due: String,
    /// How far it is.
    pub state: OrderState,
    /// What was said, oldest first.
    pub follow_ups: Vec<FollowUp>,
    /// How it ended.
    pub closed: Option<FollowUp>,
    /// What the reader may do with it: follow up, close. `act` differs from order to order, for instance `follow-up-7`.
    pub acts: Vec<ActForm>,
}

/// `/board/targets`
#[derive(Template)]
#[template(path = "board/targets.html")]
pub struct TargetsPage<'a> {
    /// What every page is given. Errors: target `{act}-{field}` of the form at fault.
    pub page: Page<'a>,
    /// Of when the values are, in words.
    pub at: String,
    /// The targets, those in force first.
    pub targets: Vec<TargetRow>,
    /// The orders, open ones first; `None` to readers who may not see them.
    pub orders: Option<Vec<OrderRow>>,
    /// Forms to set a target and to give an order, for those who may.
    pub acts: Vec<ActForm>,
}

impl TargetsPage<'_> {
    fn aim(&self, row: &TargetRow) -> String {
        let sign = match row.aim.goal {
            super::Goal::AtLeast => "≥",
            super::Goal::AtMost => "≤",
        };
        format!("{sign} {}", row.aim.text(self.page.lang, row.value))
    }

    fn value(&self, row: &TargetRow) -> String {
        row.value.text(self.page.lang)
    }

    fn rests_on(&self, row: &TargetRow) -> Option<String> {
        row.value.rests_on(self.page.lang)
    }

    fn missed(&self, row: &TargetRow) -> bool {
        row.aim.reached_by(row.value) == Some(false)
    }

    fn away(&self, row: &TargetRow) -> String {
        row.aim.away(self.page.lang, row.value)
    }
}

renders!(TargetsPage);
