//! What communes may vary, and whose variation a version is.

use super::Section::Variation;
use super::diff::{About, Both, Diff, both, joined, or_nothing, pair, quoted, same};
use super::words;
use motcua_domain::procedure::variation::{Span, StepLimits};
use motcua_domain::procedure::{Limits, ProcedureVersion, StepPlace, Variant};

impl Diff<'_> {
    pub(super) fn variation(&mut self) {
        let about = About::version(Variation);
        let (a, b) = (self.old, self.new);
        if a.variant != b.variant {
            let whose = |variant: &Option<Variant>| match variant {
                None => both("phiên bản của thành phố", "the city's version"),
                Some(Variant { of, unit }) => {
                    let (vi, en) = self.place(&StepPlace::Agency(*unit));
                    (
                        format!("biến thể của {vi}, lập từ phiên bản {of}"),
                        format!("a variation of {en}, made from version {of}"),
                    )
                }
            };
            let ((old_vi, old_en), (new_vi, new_en)) = (whose(&a.variant), whose(&b.variant));
            let said = (
                format!("phiên bản là {new_vi}, thay vì {old_vi}"),
                format!("the version is {new_en} instead of {old_en}"),
            );
            self.push(Variation, super::ChangeKind::Changed, said);
        }
        // A variation carries no limits; that the city's are not in it is no difference worth a word.
        if b.variant.is_some() && b.limits.is_empty() {
            return;
        }
        let Limits { cutoff, steps } = &a.limits;
        let name = ("giờ chốt nhận xã, phường được chọn", "cut-off communes may choose");
        let span = |span: &Option<Span<_>>| {
            or_nothing(span.as_ref(), |s| {
                between(s, |hour: &motcua_calendar::MinuteOfDay| same(hour.to_string()))
            })
        };
        self.value(&about, name, (cutoff, &b.limits.cutoff), span);
        let paired = pair(steps, &b.limits.steps, &[&|x: &StepLimits, y: &StepLimits| x.step == y.step]);
        for at in &paired.removed {
            let said = opened(a, &steps[*at]);
            self.removed(Variation, said);
        }
        for at in &paired.added {
            let said = opened(b, &b.limits.steps[*at]);
            self.added(Variation, said);
        }
        for (from, to) in &paired.pairs {
            self.step_limits(&steps[*from], &b.limits.steps[*to]);
        }
        if paired.reordered() {
            let now = joined(b.limits.steps.iter().map(|one| quoted(&one.step)));
            self.reordered(
                Variation,
                ("các bước xã, phường được thay đổi", "the steps communes may vary"),
                now,
            );
        }
    }

    fn step_limits(&mut self, old: &StepLimits, new: &StepLimits) {
        // The key is what paired them.
        let StepLimits { step: _, budget, floor_minutes, roles, fields, may_leave_out } = old;
        let about = About { section: Variation, thing: opened(self.new, new) };
        let time = |span: &Option<Span<_>>| or_nothing(span.as_ref(), |s| between(s, words::term));
        self.value(&about, ("thời gian", "budget"), (budget, &new.budget), time);
        let minutes = |minutes: &u32| (format!("{minutes} phút"), format!("{minutes} minutes"));
        let floor = |span: &Option<Span<u32>>| or_nothing(span.as_ref(), |s| between(s, minutes));
        let name = ("thời gian tối thiểu", "least plausible time");
        self.value(&about, name, (floor_minutes, &new.floor_minutes), floor);
        let list = |roles: &Vec<_>| joined(roles.iter().map(words::role));
        self.value(&about, ("vai trò được giao thêm", "further roles"), (roles, &new.roles), list);
        let list = |fields: &Vec<motcua_domain::ids::FieldCode>| joined(fields.iter().map(|f| quoted(&f.0)));
        self.value(&about, ("lĩnh vực được chọn thêm", "further fields"), (fields, &new.fields), list);
        self.switch(
            &about,
            (*may_leave_out, new.may_leave_out),
            ("nay được phép bỏ", "may now be left out"),
            ("không được phép bỏ nữa", "may no longer be left out"),
        );
    }
}

/// `phần xã, phường được thay đổi của bước “Thẩm định”`.
fn opened(version: &ProcedureVersion, limits: &StepLimits) -> Both {
    let step = version.steps.iter().find(|step| step.key == limits.step);
    let (vi, en) = step.map_or_else(
        || quoted(&limits.step),
        |step| (format!("“{}”", step.name), format!("“{}”", step.english())),
    );
    (format!("phần xã, phường được thay đổi của bước {vi}"), format!("what communes may vary of step {en}"))
}

fn between<T>(span: &Span<T>, say: impl Fn(&T) -> Both) -> Both {
    let (from, to) = (say(&span.min), say(&span.max));
    (format!("{} đến {}", from.0, to.0), format!("{} to {}", from.1, to.1))
}
