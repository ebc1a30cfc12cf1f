//! Steps: recognised by their keys, else by what is done, where, and what it is called.

use super::Section::Steps;
use super::diff::{About, Both, Diff, Same, both, joined, or_nothing, pair, quoted, same};
use super::words;
use crate::lint;
use motcua_calendar::Lang;
use motcua_domain::dossier::Outcome;
use motcua_domain::ids::{CaseKey, FieldCode};
use motcua_domain::procedure::{
    BranchStep, Case, Channel, PlannedOpinion, ProcedureVersion, Route, Situation, Step, StepPlace,
};

impl Diff<'_> {
    pub(super) fn steps(&mut self) {
        let (a, b) = (&self.old.steps, &self.new.steps);
        let keyed = |x: &Step, y: &Step| !x.key.is_empty() && x.key == y.key;
        let work = |x: &Step, y: &Step| x.kind == y.kind && x.place == y.place;
        let criteria: [Same<'_, Step>; 4] = [
            &keyed,
            &|x, y| work(x, y) && x.name == y.name,
            &|x, y| x.kind == y.kind && x.name == y.name,
            &work,
        ];
        let paired = pair(a, b, &criteria);
        for at in &paired.removed {
            self.removed(Steps, numbered(*at, &a[*at]));
        }
        for at in &paired.added {
            let said = self.whole_step(*at, &b[*at]);
            self.added(Steps, said);
        }
        for (from, to) in &paired.pairs {
            self.step(*to, (&a[*from], &b[*to]));
        }
        if paired.reordered() {
            self.reordered(Steps, ("các bước", "the steps"), joined(b.iter().map(|one| quoted(&one.name))));
        }
    }

    /// A new step with what matters about it.
    fn whole_step(&self, at: usize, step: &Step) -> Both {
        let (vi, en) = numbered(at, step);
        let (role_vi, role_en) = words::role(&step.role);
        let (place_vi, place_en) = self.place(&step.place);
        let (time_vi, time_en) = match &step.budget {
            Some(budget) => words::term(budget),
            None => both("không chia thời gian", "no budget"),
        };
        (
            format!("{vi} ({role_vi}, {place_vi}, {time_vi})"),
            format!("{en} ({role_en}, {place_en}, {time_en})"),
        )
    }

    fn step(&mut self, at: usize, (old, new): (&Step, &Step)) {
        let Step {
            key,
            name,
            name_en,
            kind,
            role,
            place,
            budget,
            floor_minutes,
            clock_runs,
            field,
            acts,
            when,
            next,
            opinions,
        } = old;
        let about = About { section: Steps, thing: numbered(at, new) };
        self.value(&about, ("mã", "key"), (key, &new.key), |text| quoted(text));
        self.value(&about, ("tên", "name"), (name, &new.name), |text| quoted(text));
        self.value(&about, ("tên tiếng Anh", "English name"), (name_en, &new.name_en), |text| {
            quoted(text)
        });
        self.value(&about, ("công việc", "work"), (kind, &new.kind), words::kind);
        self.value(&about, ("vai trò", "role"), (role, &new.role), words::role);
        if *place != new.place {
            let said = (self.place(place), self.place(&new.place));
            self.moved(&about, ("nơi làm", "place"), said);
        }
        let time = |budget: &Option<_>| or_nothing(budget.as_ref(), words::term);
        self.value(&about, ("thời gian", "budget"), (budget, &new.budget), time);
        let name = ("thời gian tối thiểu", "least plausible time");
        self.value(&about, name, (floor_minutes, &new.floor_minutes), least);
        self.switch(
            &about,
            (*clock_runs, new.clock_runs),
            ("nay tính vào thời hạn", "now counts against the term"),
            ("không tính vào thời hạn nữa", "no longer counts against the term"),
        );
        self.value(&about, ("lĩnh vực của cán bộ", "field of the officer"), (field, &new.field), scope);
        let allowed = |acts: &Option<Vec<_>>| match acts {
            None => both("mọi việc luật cho phép", "all the law allows"),
            Some(acts) => joined(acts.iter().map(words::act)),
        };
        self.value(&about, ("việc phụ được làm", "side acts allowed"), (acts, &new.acts), allowed);
        self.condition_of(&about, ("chỉ làm khi", "done only when"), (when, &new.when));
        if *next != new.next {
            let said = (self.routes(self.old, next), self.routes(self.new, &new.next));
            self.moved(&about, ("hướng đi sau bước", "routes after it"), said);
        }
        self.opinions(&about, (opinions, &new.opinions));
    }

    fn routes(&self, version: &ProcedureVersion, routes: &[Route]) -> Both {
        if routes.is_empty() {
            return both("bước liền sau", "the next step");
        }
        let one = |route: &Route| {
            let step = version.steps.iter().find(|step| step.key == route.to);
            let (vi, en) = step.map_or_else(
                || same(format!("“{}”", route.to)),
                |step| (format!("“{}”", step.name), format!("“{}”", step.name_en)),
            );
            match &route.when {
                None => (vi, en),
                Some(when) => {
                    let (when_vi, when_en) = self.condition(when);
                    (format!("{vi} khi {when_vi}"), format!("{en} when {when_en}"))
                }
            }
        };
        let (vi, en): (Vec<String>, Vec<String>) = routes.iter().map(one).unzip();
        (vi.join("; "), en.join("; "))
    }

    fn opinions(&mut self, step: &About, (a, b): (&[PlannedOpinion], &[PlannedOpinion])) {
        let paired = pair(a, b, &[&|x: &PlannedOpinion, y: &PlannedOpinion| x.place == y.place]);
        let lead = |(vi, en): Both| (format!("{}: {vi}", step.thing.0), format!("{}: {en}", step.thing.1));
        for at in &paired.removed {
            let (vi, en) = self.opinion(&a[*at]);
            let said = lead((format!("bỏ {vi}"), format!("removed: {en}")));
            self.push(Steps, super::ChangeKind::Removed, said);
        }
        for at in &paired.added {
            let (vi, en) = self.opinion(&b[*at]);
            let (term_vi, term_en) = words::term(&b[*at].within);
            let said = lead((format!("thêm {vi} trong {term_vi}"), format!("added: {en} within {term_en}")));
            self.push(Steps, super::ChangeKind::Added, said);
        }
        for (from, to) in &paired.pairs {
            // The place is what paired them.
            let PlannedOpinion { place: _, within, when, steps } = &a[*from];
            let new = &b[*to];
            let about = About { section: Steps, thing: lead(self.opinion(new)) };
            self.value(&about, ("thời gian", "time"), (within, &new.within), words::term);
            self.condition_of(&about, ("chỉ hỏi khi", "asked only when"), (when, &new.when));
            self.branch(&about, (steps, &new.steps));
        }
        if paired.reordered() {
            let now: Vec<Both> = b.iter().map(|one| self.opinion(one)).collect();
            let what = (format!("lấy ý kiến ở {}", step.thing.0), format!("opinions at {}", step.thing.1));
            self.reordered(Steps, (&what.0, &what.1), joined(now.into_iter()));
        }
    }

    fn opinion(&self, opinion: &PlannedOpinion) -> Both {
        let (vi, en) = self.place(&opinion.place);
        match opinion.is_branch() {
            false => (format!("lấy ý kiến của {vi}"), format!("opinion of {en}")),
            true => (format!("nhánh song song của {vi}"), format!("branch side by side of {en}")),
        }
    }

    /// The steps of a branch.
    fn branch(&mut self, about: &About, (a, b): (&[BranchStep], &[BranchStep])) {
        let keyed = |x: &BranchStep, y: &BranchStep| !x.key.is_empty() && x.key == y.key;
        let paired = pair(a, b, &[&keyed, &|x, y| x.name == y.name]);
        let lead = |(vi, en): Both| (format!("{}: {vi}", about.thing.0), format!("{}: {en}", about.thing.1));
        for at in &paired.removed {
            let (vi, en) = in_branch(*at, &a[*at]);
            let said = lead((format!("bỏ {vi}"), format!("removed: {en}")));
            self.push(Steps, super::ChangeKind::Removed, said);
        }
        for at in &paired.added {
            let ((vi, en), (role_vi, role_en)) = (in_branch(*at, &b[*at]), words::role(&b[*at].role));
            let said = lead((format!("thêm {vi} ({role_vi})"), format!("added: {en} ({role_en})")));
            self.push(Steps, super::ChangeKind::Added, said);
        }
        for (from, to) in &paired.pairs {
            let BranchStep { key, name, name_en, role, field, budget, floor_minutes } = &a[*from];
            let new = &b[*to];
            let about = About { section: Steps, thing: lead(in_branch(*to, new)) };
            self.value(&about, ("mã", "key"), (key, &new.key), |text| quoted(text));
            self.value(&about, ("tên", "name"), (name, &new.name), |text| quoted(text));
            let english = ("tên tiếng Anh", "English name");
            self.value(&about, english, (name_en, &new.name_en), |text| quoted(text));
            self.value(&about, ("vai trò", "role"), (role, &new.role), words::role);
            self.value(&about, ("lĩnh vực của cán bộ", "field of the officer"), (field, &new.field), scope);
            let time = |budget: &Option<_>| or_nothing(budget.as_ref(), words::term);
            self.value(&about, ("thời gian", "budget"), (budget, &new.budget), time);
            let floor = (floor_minutes, &new.floor_minutes);
            self.value(&about, ("thời gian tối thiểu", "least plausible time"), floor, least);
        }
        if paired.reordered() {
            let what = lead(both("các bước của nhánh", "the steps of the branch"));
            let now = joined(b.iter().map(|one| quoted(&one.name)));
            self.reordered(Steps, (&what.0, &what.1), now);
        }
    }

    /// What each agency has in all, where it changes: once for all cases, or case by case.
    pub(super) fn shares(&mut self) {
        let both = |case: &&Case| self.old.case(&case.key).is_some();
        let cases: Vec<Option<&Case>> = match self.new.cases.as_slice() {
            [] => vec![None],
            cases => cases.iter().filter(both).map(Some).collect(),
        };
        let mut changed: Vec<(Share, Vec<Option<&Case>>)> = Vec::new();
        for case in &cases {
            let key = case.map(|case| &case.key);
            for share in changed_shares(shares_of(self.old, key), shares_of(self.new, key)) {
                match changed.iter_mut().find(|(known, _)| *known == share) {
                    Some((_, of)) => of.push(*case),
                    None => changed.push((share, vec![*case])),
                }
            }
        }
        for ((place, was, is), of) in changed {
            let (vi, en) = self.place(&place);
            let of = if of.len() == cases.len() { Vec::new() } else { of };
            let (when_vi, when_en) = joined(of.iter().flatten().map(|case| named(case)));
            let when = |text: &str, word: &str| {
                if of.is_empty() { String::new() } else { format!(" ({word} {text})") }
            };
            let sum = |minutes: u64| [Lang::Vi, Lang::En].map(|lang| lint::working_time(minutes, lang));
            let ([was_vi, was_en], [is_vi, is_en]) = (sum(was), sum(is));
            let said = (
                format!("tổng thời gian của {vi}{} từ {was_vi} thành {is_vi}", when(&when_vi, "trường hợp")),
                format!("total time of {en}{} from {was_en} to {is_en}", when(&when_en, "case")),
            );
            self.push(Steps, super::ChangeKind::Changed, said);
        }
    }
}

/// Where, what it was, what it is, in working minutes.
type Share = (StepPlace, u64, u64);

/// The sums of agencies that have a part before and after; one that comes or goes is told by its steps.
fn changed_shares(old: Vec<(StepPlace, u64)>, new: Vec<(StepPlace, u64)>) -> Vec<Share> {
    let before = |place| old.iter().find(|(at, _)| *at == place).map(|(_, minutes)| *minutes);
    let shares = new.iter().filter_map(|(place, is)| Some((*place, before(*place)?, *is)));
    shares.filter(|(_, was, is)| was != is).collect()
}

fn named(case: &Case) -> Both {
    let english = if case.name_en.is_empty() { &case.name } else { &case.name_en };
    (format!("“{}”", case.name), format!("“{english}”"))
}

/// What each agency has on the way of a case, branches by their longest.
fn shares_of(version: &ProcedureVersion, case: Option<&CaseKey>) -> Vec<(StepPlace, u64)> {
    let outcome = Some(Outcome::Grant);
    let situation = Situation {
        case,
        channel: Some(Channel::Counter),
        finding: None,
        proposed: outcome,
        decided: outcome,
    };
    lint::budgets(version, &situation).by_agency()
}

fn scope(field: &Option<FieldCode>) -> Both {
    field.as_ref().map_or_else(
        || both("lĩnh vực của thủ tục", "that of the procedure"),
        |field: &FieldCode| quoted(&field.0),
    )
}

fn least(minutes: &u32) -> Both {
    (format!("{minutes} phút"), format!("{minutes} minutes"))
}

/// `bước 2 của nhánh “Ký”`.
fn in_branch(at: usize, step: &BranchStep) -> Both {
    let english = if step.name_en.is_empty() { &step.name } else { &step.name_en };
    (
        format!("bước {} của nhánh “{}”", at + 1, step.name),
        format!("step {} of the branch “{english}”", at + 1),
    )
}

/// `bước 2 “Thẩm định”`.
fn numbered(at: usize, step: &Step) -> Both {
    let english = if step.name_en.is_empty() { &step.name } else { &step.name_en };
    (format!("bước {} “{}”", at + 1, step.name), format!("step {} “{english}”", at + 1))
}
