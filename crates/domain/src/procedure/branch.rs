//! A branch: the steps another agency goes through beside a step of the chain, and the join that awaits them.
//!
//! A planned opinion with steps is a branch. It has an order and a clock of its own, and neither conditions nor jumps:
//! the agency does one step after the other, may return one, and answers at the end of the last. So a branch always
//! comes to its end, or its time is over, and the step that asked for it goes on.

use super::Condition;
use super::flow::StepPlace;
use crate::actor::Role;
use crate::ids::FieldCode;
use motcua_calendar::Term;
use serde::{Deserialize, Serialize};

/// An opinion of another agency, asked when a step begins and awaited before it ends: a parallel branch of the flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedOpinion {
    /// Whose.
    pub place: StepPlace,
    /// Its budget inside the budget of the step.
    pub within: Term,
    /// When it is asked at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The steps of the branch, in order; empty: one answer, by anybody who speaks for the agency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<BranchStep>,
}

/// One step of a branch, done at the agency asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BranchStep {
    /// Stable key inside the branch, by which newer versions know it again. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// Name, Vietnamese.
    pub name: String,
    /// Name, English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_en: String,
    /// By whom.
    pub role: Role,
    /// Field of duty the officer must have, where it is not the procedure's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldCode>,
    /// Its share of the time of the branch. `None`: not split.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Term>,
    /// Working minutes below which finishing it is implausible and is recorded as such.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub floor_minutes: u32,
}

fn is_zero(minutes: &u32) -> bool {
    *minutes == 0
}

impl BranchStep {
    /// Whether a step of another version is the same work: what is begun or done under one may go on under the other.
    pub fn is_same_work(&self, other: &BranchStep) -> bool {
        self.key == other.key && self.role == other.role && self.field == other.field
    }
}

impl PlannedOpinion {
    /// Whether it is a branch with steps of its own.
    pub fn is_branch(&self) -> bool {
        !self.steps.is_empty()
    }
}
