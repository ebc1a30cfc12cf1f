//! Whether a plan can be carried out: everything that can be told from the plan and the units alone.

use super::order::{AFTER_COMMUNE, AFTER_COUNTER};
use super::plan::{Plan, Rule};
use crate::ids::UnitId;
use crate::unit::{Unit, UnitIndex};
use motcua_calendar::Lang;
use std::collections::BTreeSet;

/// Something that keeps a plan from being carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFinding {
    /// Stable code.
    pub code: &'static str,
    /// Where in the plan: `end quan-cu`.
    pub place: String,
    vi: String,
    en: String,
}

impl PlanFinding {
    /// A finding.
    pub fn new(
        code: &'static str,
        place: impl Into<String>,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self { code, place: place.into(), vi: vi.into(), en: en.into() }
    }
    /// What is wrong and what to do.
    pub fn message(&self, lang: Lang) -> &str {
        if lang == Lang::Vi { &self.vi } else { &self.en }
    }
}

/// What is wrong with a plan, over the units as they are before it. Nothing: it can be carried out, as far as units go.
pub fn check(plan: &Plan, units: &UnitIndex) -> Vec<PlanFinding> {
    let mut check = Check { plan, units, after: plan.units_after(units), found: Vec::new() };
    check.head();
    check.created();
    check.renamed();
    check.ended();
    check.transferred();
    check.posted();
    check.left_below();
    check.found
}

struct Check<'a> {
    plan: &'a Plan,
    units: &'a UnitIndex,
    after: UnitIndex,
    found: Vec<PlanFinding>,
}

impl Check<'_> {
    fn find(&mut self, code: &'static str, place: &str, vi: String, en: String) {
        self.found.push(PlanFinding::new(code, place, vi, en));
    }

    /// A unit named by the plan, as it is after.
    fn named(&mut self, key: &str, place: &str) -> Option<Unit> {
        let unit = self.plan.unit_id(key, self.units).and_then(|id| self.after.get(id)).cloned();
        if unit.is_none() {
            let vi =
                format!("Không có đơn vị mang mã “{key}”. Xem lại mã, hoặc khai đơn vị mới ở mục create.");
            let en =
                format!("No unit has the key “{key}”. Check the key, or declare the new unit under create.");
            self.find("unit-unknown", place, vi, en);
        }
        unit
    }

    /// A unit that something passes to: it must stand on the day.
    fn receiver(&mut self, key: &str, place: &str) -> Option<Unit> {
        let unit = self.named(key, place)?;
        if unit.life.stands(self.plan.effective_on) {
            return Some(unit);
        }
        let circle = self.leads_back(unit.id);
        let (code, vi, en) = if circle {
            (
                "successor-circle",
                format!(
                    "Đơn vị “{key}” kế thừa vòng tròn. Mỗi đơn vị kết thúc phải dẫn tới một đơn vị còn hoạt động."
                ),
                format!(
                    "The successors of “{key}” lead in a circle. Every unit that ends must lead to one that stands."
                ),
            )
        } else {
            (
                "successor-ended",
                format!(
                    "Đơn vị “{key}” không hoạt động vào ngày có hiệu lực. Ghi thẳng đơn vị còn hoạt động."
                ),
                format!("The unit “{key}” does not stand on the effective day. Name the unit that does."),
            )
        };
        self.find(code, place, vi, en);
        None
    }

    fn leads_back(&self, from: UnitId) -> bool {
        let mut at = from;
        for _ in 0..=self.plan.end.len() {
            match self.after.get(at).and_then(|unit| unit.life.successors.first()) {
                Some(next) if *next == from => return true,
                Some(next) => at = *next,
                None => return false,
            }
        }
        true
    }

    fn head(&mut self) {
        let plan = self.plan;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if plan.key.is_empty() || plan.key.len() > 80 || !plan.key.chars().all(plain) {
            let (vi, en) = (
                "Mã phương án (key) gồm chữ thường không dấu, chữ số và dấu gạch nối, tối đa 80 ký tự.",
                "The plan's key is made of lower-case letters, digits and hyphens, at most 80.",
            );
            self.find("key-form", "key", vi.into(), en.into());
        }
        if plan.basis.trim().is_empty() {
            let (vi, en) = (
                "Ghi văn bản làm căn cứ sắp xếp (basis).",
                "Name the document the reorganisation rests on (basis).",
            );
            self.find("basis-missing", "basis", vi.into(), en.into());
        }
        if plan.create.is_empty() && plan.rename.is_empty() && plan.end.is_empty() && plan.transfer.is_empty()
        {
            let (vi, en) = ("Phương án không thay đổi đơn vị nào.", "The plan changes no unit.");
            self.find("plan-empty", "key", vi.into(), en.into());
        }
    }

    fn created(&mut self) {
        let mut ids: BTreeSet<u32> = self.units.iter().map(|unit| unit.id.0).collect();
        let mut keys: BTreeSet<String> = self.units.iter().map(|unit| unit.key.clone()).collect();
        let mut codes: BTreeSet<String> = self.units.iter().map(|unit| unit.agency_code.clone()).collect();
        for new in &self.plan.create {
            let place = format!("create {}", new.key);
            // An index by number must not be blown up by one wild number.
            if new.id == 0 || new.id > 1_000_000 || !ids.insert(new.id) {
                let vi = format!(
                    "Số hiệu {} đã dùng hoặc ngoài khoảng 1–1.000.000. Số hiệu của đơn vị cũ không dùng lại.",
                    new.id
                );
                let en = format!(
                    "The number {} is taken or outside 1 to 1,000,000. Numbers of former units are not used again.",
                    new.id
                );
                self.find("id-taken", &place, vi, en);
            }
            if !keys.insert(new.key.clone()) {
                let vi = format!("Mã đơn vị “{}” đã dùng. Mã của đơn vị cũ không dùng lại.", new.key);
                let en = format!("The key “{}” is taken. Keys of former units are not used again.", new.key);
                self.find("key-taken", &place, vi, en);
            }
            if !codes.insert(new.agency_code.clone()) {
                let vi = format!(
                    "Mã cơ quan {} đã dùng cho đơn vị khác; mã hồ sơ cũ giữ nguyên mã ấy.",
                    new.agency_code
                );
                let en = format!(
                    "The agency code {} belongs to another unit; codes of old dossiers keep it.",
                    new.agency_code
                );
                self.find("agency-code-taken", &place, vi, en);
            }
            if let Some(parent) = &new.parent {
                self.receiver(parent, &place);
            }
        }
    }

    fn renamed(&mut self) {
        for renaming in &self.plan.rename {
            let place = format!("rename {}", renaming.unit);
            self.receiver(&renaming.unit, &place);
            if let Some(parent) = &renaming.parent {
                self.receiver(parent, &place);
            }
        }
    }

    fn ended(&mut self) {
        let mut seen = BTreeSet::new();
        for ending in &self.plan.end {
            let place = format!("end {}", ending.unit);
            let known = self.named(&ending.unit, &place).and_then(|unit| self.units.get(unit.id)).cloned();
            if !seen.insert(&ending.unit) {
                let (vi, en) = ("Đơn vị này được ghi kết thúc hai lần.", "This unit ends twice in the plan.");
                self.find("unit-twice", &place, vi.into(), en.into());
            }
            let Some(unit) = known else { continue };
            if !unit.life.stands(self.plan.effective_on) {
                let (vi, en) = (
                    "Đơn vị này không còn hoạt động vào ngày có hiệu lực.",
                    "This unit does not stand on the effective day.",
                );
                self.find("unit-ended-before", &place, vi.into(), en.into());
            }
            match &ending.successor {
                None => {
                    let (vi, en) = (
                        "Chưa ghi đơn vị kế thừa chính (successor). Hồ sơ không thể không có nơi giữ.",
                        "No main successor is named. No dossier may be left without a holder.",
                    );
                    self.find("successor-missing", &place, vi.into(), en.into());
                }
                Some(successor) => self.passes(&unit, successor, &place, true),
            }
            self.rules(&unit, &ending.rule, &place, true);
        }
    }

    fn transferred(&mut self) {
        for transfer in &self.plan.transfer {
            let place = format!("transfer {}", transfer.unit);
            let Some(unit) = self.receiver(&transfer.unit, &place) else { continue };
            self.rules(&unit, &transfer.rule, &place, false);
            if transfer.rule.iter().any(|rule| rule.to == transfer.unit) || transfer.rule.is_empty() {
                let (vi, en) = (
                    "Chuyển giao thẩm quyền phải ghi cho loại việc nào và sang đơn vị khác nào.",
                    "A transfer of competence must say for what, and to which other unit.",
                );
                self.find("transfer-nowhere", &place, vi.into(), en.into());
            }
        }
    }

    fn posted(&mut self) {
        for posting in &self.plan.officer {
            let place = format!("officer {}", posting.username);
            self.named(&posting.from, &place);
            self.receiver(&posting.to, &place);
        }
    }

    fn rules(&mut self, unit: &Unit, rules: &[Rule], place: &str, ends: bool) {
        for rule in rules {
            for commune in &rule.communes {
                let named = self.units.by_key(commune).map(|unit| unit.kind.is_commune());
                if named != Some(true) {
                    let vi = format!("“{commune}” không phải mã xã, phường trước sắp xếp.");
                    let en = format!("“{commune}” is not the key of a commune as it was before.");
                    self.find("commune-unknown", place, vi, en);
                }
            }
            match rule.to.as_str() {
                AFTER_COMMUNE if unit.kind.is_counter() => {
                    let (vi, en) = (
                        "Nơi tiếp nhận, trả kết quả phải chuyển sang một nơi tiếp nhận: dùng @counter.",
                        "A counter must pass to a counter: use @counter.",
                    );
                    self.find("kind-differs", place, vi.into(), en.into());
                }
                AFTER_COMMUNE | AFTER_COUNTER => {}
                to => self.passes(unit, to, place, ends),
            }
        }
    }

    /// From one unit to another: what the first could do by its kind, the second can. A commune that stays keeps its area
    /// and may pass competence on to an agency of any kind.
    fn passes(&mut self, from: &Unit, to: &str, place: &str, ends: bool) {
        let Some(to) = self.receiver(to, place) else { return };
        if from.kind.is_counter() && !to.kind.is_counter() {
            let vi = format!("{} không phải nơi tiếp nhận và trả kết quả.", to.name);
            let en = format!("{} is no counter: nothing can be received or returned there.", to.name);
            self.find("kind-differs", place, vi, en);
        }
        if ends && from.kind.is_commune() && !to.kind.is_commune() {
            let vi = format!(
                "{} không phải xã, phường: địa bàn của đơn vị cũ cần một xã, phường kế thừa.",
                to.name
            );
            let en =
                format!("{} is no commune: the area of a commune needs a commune in its place.", to.name);
            self.find("kind-differs", place, vi, en);
        }
    }

    /// Units below one that ends must have another above them, or end too.
    fn left_below(&mut self) {
        let on = self.plan.effective_on;
        let below: Vec<(String, String)> = self
            .after
            .standing(on)
            .filter_map(|unit| Some((unit, self.after.get(unit.parent?)?)))
            .filter(|(_, parent)| parent.life.has_ended(on))
            .map(|(unit, parent)| (unit.key.clone(), parent.name.clone()))
            .collect();
        for (key, parent) in below {
            let vi = format!(
                "Đơn vị “{key}” thuộc {parent} là đơn vị kết thúc. Ghi đơn vị cấp trên mới ở mục rename, hoặc cho kết thúc."
            );
            let en = format!(
                "The unit “{key}” belongs to {parent}, which ends. Give it another parent under rename, or end it."
            );
            self.find("parent-ends", &format!("end {key}"), vi, en);
        }
    }
}
