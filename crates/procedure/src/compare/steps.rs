//! Steps: recognised by their keys, else by what is done, where, and what it is called.

use super::Section::Steps;
use super::diff::{About, Both, Diff, Same, both, joined, or_nothing, pair, quoted, same};
use super::words;
use motcua_domain::procedure::{PlannedOpinion, ProcedureVersion, Route, Step};

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
        let minutes = |minutes: &u32| (format!("{minutes} phút"), format!("{minutes} minutes"));
        let name = ("thời gian tối thiểu", "least plausible time");
        self.value(&about, name, (floor_minutes, &new.floor_minutes), minutes);
        self.switch(
            &about,
            (*clock_runs, new.clock_runs),
            ("nay tính vào thời hạn", "now counts against the term"),
            ("không tính vào thời hạn nữa", "no longer counts against the term"),
        );
        let scope = |field: &Option<_>| {
            field.as_ref().map_or_else(
                || both("lĩnh vực của thủ tục", "that of the procedure"),
                |field: &motcua_domain::ids::FieldCode| quoted(&field.0),
            )
        };
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
            let PlannedOpinion { place: _, within, when, steps: _ } = &a[*from];
            let new = &b[*to];
            let about = About { section: Steps, thing: lead(self.opinion(new)) };
            self.value(&about, ("thời gian", "time"), (within, &new.within), words::term);
            self.condition_of(&about, ("chỉ hỏi khi", "asked only when"), (when, &new.when));
        }
        if paired.reordered() {
            let now: Vec<Both> = b.iter().map(|one| self.opinion(one)).collect();
            let what = (format!("lấy ý kiến ở {}", step.thing.0), format!("opinions at {}", step.thing.1));
            self.reordered(Steps, (&what.0, &what.1), joined(now.into_iter()));
        }
    }

    fn opinion(&self, opinion: &PlannedOpinion) -> Both {
        let (vi, en) = self.place(&opinion.place);
        (format!("lấy ý kiến của {vi}"), format!("opinion of {en}"))
    }
}

/// `bước 2 “Thẩm định”`.
fn numbered(at: usize, step: &Step) -> Both {
    let english = if step.name_en.is_empty() { &step.name } else { &step.name_en };
    (format!("bước {} “{}”", at + 1, step.name), format!("step {} “{english}”", at + 1))
}
