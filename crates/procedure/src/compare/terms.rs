//! Terms: the rule of the version and of its cases and channels, pauses and supplements.

use super::Section::Term;
use super::diff::{About, Both, Diff, both, or_nothing, pair, quoted, same};
use super::words;
use motcua_calendar::TermRule;
use motcua_domain::procedure::TermVariant;

impl Diff<'_> {
    pub(super) fn terms(&mut self) {
        let (a, b) = (self.old, self.new);
        let about = About::version(Term);
        self.rule(&about, (&a.rule, &b.rule));
        self.variants();
        let maybe = |text: &Option<String>| or_nothing(text.as_deref(), quoted);
        self.value(&about, ("ghi chú về thời hạn", "note on the term"), (&a.term_note, &b.term_note), maybe);
        let name = ("thời gian chờ bổ sung", "time to supplement");
        let wait = |term: &Option<_>| or_nothing(term.as_ref(), words::term);
        self.value(&about, name, (&a.supplement_wait, &b.supplement_wait), wait);
        let name = ("số lần yêu cầu bổ sung nhiều nhất", "requests for supplement at most");
        let limit = |limit: &Option<u32>| or_nothing(limit.as_ref(), |limit| same(limit.to_string()));
        self.value(&about, name, (&a.supplement_limit, &b.supplement_limit), limit);
        self.switch(
            &about,
            (a.payment_pauses, b.payment_pauses),
            ("thời gian chờ nộp tiền không tính vào thời hạn", "waiting for a payment now stops the clock"),
            ("thời gian chờ nộp tiền tính vào thời hạn", "waiting for a payment no longer stops the clock"),
        );
    }

    fn rule(&mut self, about: &About, (old, new): (&TermRule, &TermRule)) {
        let TermRule { term, start, cutoff, policy } = old;
        self.value(about, ("thời hạn giải quyết", "legal term"), (term, &new.term), words::term);
        self.value(
            about,
            ("ngày đầu tiên được tính", "first day counted"),
            (start, &new.start),
            words::start,
        );
        let hour = |cutoff: &Option<_>| or_nothing(cutoff.as_ref(), words::cutoff);
        self.value(about, ("giờ chốt nhận trong ngày", "cut-off of the day"), (cutoff, &new.cutoff), hour);
        self.value(
            about,
            ("khi chờ người dân", "while waiting for the applicant"),
            (policy, &new.policy),
            words::policy,
        );
    }

    fn variants(&mut self) {
        let (a, b) = (&self.old.terms, &self.new.terms);
        let paired =
            pair(a, b, &[&|x: &TermVariant, y: &TermVariant| x.case == y.case && x.channel == y.channel]);
        for at in &paired.removed {
            let said = self.variant(&a[*at]);
            self.removed(Term, with_term(said, &a[*at]));
        }
        for at in &paired.added {
            let said = self.variant(&b[*at]);
            self.added(Term, with_term(said, &b[*at]));
        }
        for (from, to) in &paired.pairs {
            // Case and channel are what paired them.
            let TermVariant { case: _, channel: _, rule } = &a[*from];
            let about = About { section: Term, thing: self.variant(&b[*to]) };
            self.rule(&about, (rule, &b[*to].rule));
        }
        if paired.reordered() {
            let now = super::diff::joined(
                b.iter().map(|variant| self.variant(variant)).collect::<Vec<_>>().into_iter(),
            );
            self.reordered(Term, ("các thời hạn riêng", "the terms of cases and channels"), now);
        }
    }

    /// Whose term it is.
    fn variant(&self, variant: &TermVariant) -> Both {
        let mut said = both("thời hạn riêng", "term");
        if let Some(case) = &variant.case {
            let (vi, en) = self.case_name(case);
            said = (format!("{} cho trường hợp {vi}", said.0), format!("{} for the case {en}", said.1));
        }
        if let Some(channel) = &variant.channel {
            let (vi, en) = words::channel(channel);
            said = (format!("{}, nộp {vi}", said.0), format!("{}, by {en}", said.1));
        }
        said
    }
}

fn with_term((vi, en): Both, variant: &TermVariant) -> Both {
    let (term_vi, term_en) = words::term(&variant.rule.term);
    (format!("{vi}: {term_vi}"), format!("{en}: {term_en}"))
}
