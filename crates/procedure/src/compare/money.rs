//! Fees.

use super::Section::Fees;
use super::diff::{About, Both, Diff, Same, joined, or_nothing, pair, quoted};
use super::words;
use motcua_domain::procedure::FeeRule;

impl Diff<'_> {
    pub(super) fn fees(&mut self) {
        let (a, b) = (&self.old.fees, &self.new.fees);
        let who = |x: &FeeRule, y: &FeeRule| {
            (x.channel, &x.case, x.payer, x.identity) == (y.channel, &y.case, y.payer, y.identity)
        };
        let criteria: [Same<'_, FeeRule>; 2] =
            [&|x, y| who(x, y) && (x.from, x.to, x.kind) == (y.from, y.to, y.kind), &who];
        let paired = pair(a, b, &criteria);
        for at in &paired.removed {
            let said = self.fee_with_amount(&a[*at]);
            self.removed(Fees, said);
        }
        for at in &paired.added {
            let said = self.fee_with_amount(&b[*at]);
            self.added(Fees, said);
        }
        for (from, to) in &paired.pairs {
            // Channel, case, payer and identity are what paired them.
            let FeeRule { kind, amount, channel: _, case: _, payer: _, identity: _, from, to: last, basis } =
                &a[*from];
            let new = &b[*to];
            let about = About { section: Fees, thing: self.fee(new) };
            self.value(&about, ("loại", "kind"), (kind, &new.kind), words::fee_kind);
            self.value(&about, ("mức thu", "amount"), (amount, &new.amount), |amount| {
                words::money(*amount)
            });
            let day = |date: &Option<_>| or_nothing(date.as_ref(), words::date);
            self.value(&about, ("ngày đầu áp dụng", "first day"), (from, &new.from), day);
            self.value(&about, ("ngày cuối áp dụng", "last day"), (last, &new.to), day);
            let maybe = |text: &Option<String>| or_nothing(text.as_deref(), quoted);
            self.value(&about, ("căn cứ", "legal basis"), (basis, &new.basis), maybe);
        }
        if paired.reordered() {
            let now: Vec<Both> = b.iter().map(|rule| self.fee_with_amount(rule)).collect();
            self.reordered(Fees, ("các mức phí", "the fees"), joined(now.into_iter()));
        }
        let about = About::version(Fees);
        let (a, b) = (&self.old.fee_note, &self.new.fee_note);
        let note = |text: &Option<String>| or_nothing(text.as_deref(), quoted);
        self.value(&about, ("ghi chú về phí", "note on fees"), (a, b), note);
    }

    /// `lệ phí (trực tuyến, công dân)`.
    fn fee(&self, rule: &FeeRule) -> Both {
        let (vi, en) = words::fee_kind(&rule.kind);
        let criteria = [
            rule.channel.as_ref().map(words::channel),
            rule.case.as_ref().map(|case| self.case_name(case)),
            rule.payer.as_ref().map(words::payer),
            rule.identity.as_ref().map(words::identity),
        ];
        let criteria: Vec<Both> = criteria.into_iter().flatten().collect();
        if criteria.is_empty() {
            return (vi, en);
        }
        let (for_vi, for_en) = joined(criteria.into_iter());
        (format!("{vi} ({for_vi})"), format!("{en} ({for_en})"))
    }

    fn fee_with_amount(&self, rule: &FeeRule) -> Both {
        let (vi, en) = self.fee(rule);
        let (amount_vi, amount_en) = words::money(rule.amount);
        (format!("{vi}: {amount_vi}"), format!("{en}: {amount_en}"))
    }
}
