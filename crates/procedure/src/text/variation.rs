//! What communes may vary, and of which version of the city a variation is made.

use super::around::Around;
use super::section::{Keys, Section};
use super::write::Writer;
use super::{LIST_MAX, guidance};
use motcua_domain::actor::Role;
use motcua_domain::ids::VersionId;
use motcua_domain::procedure::variation::{Span, StepLimits};
use motcua_domain::procedure::{Limits, Variant};
use std::fmt::Display;

/// The most working minutes a floor may say.
const FLOOR_MAX: u64 = 1_000_000;

/// `[variation]`.
pub(super) fn limits(head: &mut Section<'_>) -> Option<Limits> {
    let Some(mut section) = head.section("variation", "[variation]")? else { return Some(Limits::default()) };
    let cutoff = span(&mut section, "cutoff", |span, key| span.hour(key));
    let mut keys = Keys::default();
    let steps = section.sections(("step", "[[variation.step]]"), LIST_MAX, |one| {
        let step = one.key("step");
        step.inspect(|step| keys.add(one, *step, "[[variation.step]]"));
        let budget = span(one, "budget", |span, key| span.term(key));
        let floor_minutes = span(one, "floor_minutes", |span, key| span.number(key, FLOOR_MAX));
        let roles = one.words("roles", &Role::ALL.map(|role| (role.key(), role)));
        let fields = one.each_named("fields", Around::field_code);
        let may_leave_out = one.yes("may_leave_out", false);
        let minutes = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        Some(StepLimits {
            step: step?.text.to_owned(),
            budget: budget?,
            floor_minutes: floor_minutes?.map(|s| Span { min: minutes(s.min), max: minutes(s.max) }),
            roles: roles?.unwrap_or_default(),
            fields: fields?,
            may_leave_out: may_leave_out?,
        })
    });
    section.finish();
    Some(Limits { cutoff: cutoff?, steps: steps? })
}

/// `[variant_of]`.
pub(super) fn variant(head: &mut Section<'_>) -> Option<Option<Variant>> {
    let Some(mut section) = head.section("variant_of", "[variant_of]")? else { return Some(None) };
    let version = section.number("version", u64::from(u32::MAX));
    let unit = section.named("unit", Around::unit);
    section.finish();
    let of = version.and_then(|version| u32::try_from(version).ok()).map(VersionId);
    Some(Some(Variant { of: of?, unit: unit? }))
}

fn span<'a, T>(
    section: &mut Section<'a>,
    key: &'static str,
    mut read: impl FnMut(&mut Section<'a>, &'static str) -> Option<T>,
) -> Option<Option<Span<T>>> {
    let Some(mut found) = section.section(key, key)? else { return Some(None) };
    let (min, max) = (read(&mut found, "min"), read(&mut found, "max"));
    found.finish();
    Some(Some(Span { min: min?, max: max? }))
}

impl Writer<'_> {
    pub(super) fn variation(&mut self, limits: &Limits, variant: Option<&Variant>) {
        if !limits.is_empty() {
            self.remark(guidance::VARIATION);
            self.out.push_str("[variation]\n");
            let hour = |hour: motcua_calendar::MinuteOfDay| format!("\"{hour}\"");
            self.span("cutoff", limits.cutoff.map(|s| Span { min: hour(s.min), max: hour(s.max) }));
        }
        for one in &limits.steps {
            self.out.push_str("\n[[variation.step]]\n");
            self.text("step", &one.step);
            let term = |term: motcua_calendar::Term| format!("\"{term}\"");
            self.span("budget", one.budget.map(|s| Span { min: term(s.min), max: term(s.max) }));
            self.span("floor_minutes", one.floor_minutes);
            if !one.roles.is_empty() {
                self.list("roles", one.roles.iter().map(|role| role.key()));
            }
            if !one.fields.is_empty() {
                self.list("fields", one.fields.iter().map(|field| field.as_str()));
            }
            if one.may_leave_out {
                self.value("may_leave_out", true);
            }
        }
        if let Some(variant) = variant {
            self.remark(guidance::VARIANT_OF);
            self.out.push_str("[variant_of]\n");
            self.value("version", variant.of);
            let unit = self.unit(variant.unit);
            self.text("unit", &unit);
        }
    }

    fn span<T: Display>(&mut self, key: &str, span: Option<Span<T>>) {
        if let Some(Span { min, max }) = span {
            self.value(key, format_args!("{{ min = {min}, max = {max} }}"));
        }
    }
}
