//! The flow in words: places, conditions, what happens after a step. The text alternative of the picture, and the
//! labels in it.

use motcua_calendar::{Lang, Term};
use motcua_domain::ids::CaseKey;
use motcua_domain::procedure::condition::{Condition, Fact};
use motcua_domain::procedure::{
    BranchStep, Channel, Competence, PlannedOpinion, ProcedureVersion, Route, Step, StepKind, StepPlace,
};
use motcua_domain::unit::UnitIndex;

/// The whole flow, one sentence or two for each step, in order.
pub fn text(version: &ProcedureVersion, units: &UnitIndex, lang: Lang) -> Vec<String> {
    let words = Words { version, units, lang };
    (0..version.steps.len()).map(|index| words.step_in_words(index)).collect()
}

/// A condition as one would say it.
pub fn condition(version: &ProcedureVersion, units: &UnitIndex, lang: Lang, when: &Condition) -> String {
    Words { version, units, lang }.condition(when)
}

/// What is needed to name things.
pub(crate) struct Words<'a> {
    pub(crate) version: &'a ProcedureVersion,
    pub(crate) units: &'a UnitIndex,
    pub(crate) lang: Lang,
}

impl Words<'_> {
    fn pick<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        if self.lang == Lang::Vi { vi } else { en }
    }
    /// The Vietnamese name stands in where there is no English one.
    fn own<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        if self.lang == Lang::En && !en.trim().is_empty() { en } else { vi }
    }
    pub(crate) fn title(&self) -> String {
        let name = self.own(&self.version.name, self.version.name_en.as_deref().unwrap_or_default());
        format!("{}: {name} ({})", self.pick("Sơ đồ quy trình", "Diagram of the process"), self.version.code)
    }
    pub(crate) fn filed(&self) -> &'static str {
        if self.lang == Lang::Vi { "Người dân nộp hồ sơ" } else { "The applicant files" }
    }
    pub(crate) fn result(&self) -> String {
        format!("{}: {}", self.pick("Kết thúc", "End"), self.version.result_name)
    }
    pub(crate) fn otherwise(&self) -> &'static str {
        if self.lang == Lang::Vi { "còn lại" } else { "otherwise" }
    }
    pub(crate) fn step_name<'t>(&self, step: &'t Step) -> &'t str {
        self.own(&step.name, &step.name_en)
    }

    /// Where, as a heading.
    pub(crate) fn place(&self, place: StepPlace) -> String {
        match place {
            StepPlace::ReceivedAt => self.pick("Nơi tiếp nhận", "Counter that received it").to_owned(),
            StepPlace::ReturnAt => self.pick("Nơi trả kết quả", "Counter that returns it").to_owned(),
            StepPlace::Commune => self.pick("UBND phường, xã", "Commune committee").to_owned(),
            StepPlace::Agency(unit) => self.unit(unit),
            StepPlace::Competent => match self.version.competence {
                Competence::Agency(unit) => self.unit(unit),
                Competence::Commune => {
                    self.pick("UBND phường, xã có thẩm quyền", "Competent commune committee").to_owned()
                }
            },
        }
    }
    fn unit(&self, id: motcua_domain::ids::UnitId) -> String {
        match self.units.get(id) {
            Some(unit) => unit.name.clone(),
            None => format!(
                "{} {id}",
                self.pick("đơn vị không có trong danh sách, số", "unit not listed, number")
            ),
        }
    }

    /// By whom and how long.
    pub(crate) fn by_whom(&self, step: &Step) -> String {
        let budget = match (step.budget, step.clock_runs) {
            (Some(term), _) => term.label(self.lang),
            (None, true) => self.pick("chưa chia thời gian", "time not split").to_owned(),
            (None, false) => String::new(),
        };
        // Who pays is the applicant, whoever records it.
        let role = match step.kind {
            StepKind::Payment => self.pick("người nộp hồ sơ", "applicant"),
            _ => step.role.label(self.lang),
        };
        if budget.is_empty() { role.to_owned() } else { format!("{role} · {budget}") }
    }
    /// Said of a step whose time is not the agency's.
    pub(crate) fn uncounted(&self, step: &Step) -> Option<&'static str> {
        let (vi, en) = match (step.clock_runs, step.kind) {
            (true, _) => return None,
            (false, StepKind::Payment) => (
                "Đồng hồ dừng, chờ nộp tiền: không tính vào thời hạn",
                "Clock off until paid: not counted in the term",
            ),
            (false, _) => ("Không tính vào thời hạn", "Not counted in the term"),
        };
        Some(if self.lang == Lang::Vi { vi } else { en })
    }
    pub(crate) fn only_when(&self, when: &Condition) -> String {
        format!("{}: {}", self.pick("Chỉ khi", "Only when"), self.condition(when))
    }
    /// Whose opinion, how long, when.
    pub(crate) fn opinion(&self, opinion: &PlannedOpinion) -> (String, String, Option<String>) {
        let within = format!("{} {}", self.pick("trong", "within"), opinion.within.label(self.lang));
        (self.place(opinion.place), within, opinion.when.as_ref().map(|when| self.only_when(when)))
    }
    /// Name of a step of a branch.
    pub(crate) fn branch_step_name<'s>(&self, step: &'s BranchStep) -> &'s str {
        if self.lang == Lang::En && !step.name_en.is_empty() { &step.name_en } else { &step.name }
    }
    /// By whom and how long a step of a branch is done.
    pub(crate) fn branch_by_whom(&self, step: &BranchStep) -> String {
        let role = step.role.label(self.lang);
        step.budget.map_or_else(|| role.to_owned(), |term| format!("{role} · {}", term.label(self.lang)))
    }
    /// What a box beside a step says first: an opinion is asked for, or a branch runs.
    pub(crate) fn beside(&self, opinion: &PlannedOpinion) -> &'static str {
        match (opinion.is_branch(), self.lang) {
            (false, _) => self.asks(),
            (true, Lang::Vi) => "Nhánh song song",
            (true, Lang::En) => "Branch side by side",
        }
    }
    fn beside_in_words(&self, opinion: &PlannedOpinion) -> String {
        let (whose, within, when) = self.opinion(opinion);
        let time = when.map_or(within.clone(), |when| format!("{within}; {when}"));
        let steps = opinion.steps.iter().enumerate().map(|(at, step)| {
            let by = self.branch_by_whom(step).replace(" · ", ", ");
            format!("{}) {}, {by}", at + 1, self.branch_step_name(step))
        });
        let steps = steps.collect::<Vec<_>>().join(", ");
        if steps.is_empty() { format!("{whose} ({time})") } else { format!("{whose} ({time}): {steps}") }
    }
    pub(crate) fn asks(&self) -> &'static str {
        if self.lang == Lang::Vi { "Lấy ý kiến" } else { "Opinion of" }
    }
    /// Where a route leads, and when; the index when the step exists further down.
    pub(crate) fn route(&self, from: usize, route: &Route) -> (String, Option<usize>) {
        let found = target(&self.version.steps, from, route);
        let to = match found {
            Some(at) => format!("{} {}", self.pick("sang bước", "to step"), at + 1),
            None => {
                format!("{} “{}”", self.pick("phía dưới không có bước", "there is no later step"), route.to)
            }
        };
        let when = match &route.when {
            Some(when) => format!("{} {}", self.pick("nếu", "if"), self.condition(when)),
            None => self.pick("trong mọi trường hợp", "in every case").to_owned(),
        };
        (format!("{to} {when}"), found)
    }

    fn step_in_words(&self, index: usize) -> String {
        let step = &self.version.steps[index];
        let mut said = format!(
            "{} {}. {}: {}, {}.",
            self.pick("Bước", "Step"),
            index + 1,
            self.step_name(step),
            self.place(step.place),
            self.by_whom(step).replace(" · ", ", ")
        );
        let mut add = |sentence: String| {
            said.push(' ');
            said.push_str(&sentence);
            said.push('.');
        };
        if let Some(appointment) = self.appointment(index) {
            add(appointment);
        }
        if let Some(uncounted) = self.uncounted(step) {
            add(uncounted.to_owned());
        }
        if let Some(when) = &step.when {
            add(self.only_when(when));
        }
        let beside = |branches: bool| {
            let those = step.opinions.iter().filter(|opinion| opinion.is_branch() == branches);
            those.map(|opinion| self.beside_in_words(opinion)).collect::<Vec<_>>().join("; ")
        };
        for (all, branches) in [(beside(false), false), (beside(true), true)] {
            let (vi, en) = match branches {
                false => ("Cùng lúc lấy ý kiến", "Side by side with opinions of"),
                true => {
                    ("Song song, chờ xong mới kết thúc bước", "Side by side, awaited before the step ends")
                }
            };
            if !all.is_empty() {
                add(format!("{}: {all}", self.pick(vi, en)));
            }
        }
        for route in &step.next {
            add(format!("{} {}", self.pick("Sau đó", "Then"), self.route(index, route).0));
        }
        if !step.next.is_empty() && step.next.iter().all(|route| route.when.is_some()) {
            add(format!("{} {}", self.pick("Còn lại, sang bước", "Otherwise to step"), index + 2));
        }
        said
    }

    /// The appointment kept just before a step: the notice of what is to be paid, the result.
    pub(crate) fn appointment(&self, index: usize) -> Option<String> {
        let steps = &self.version.steps;
        let pays = |step: &Step| step.kind == StepKind::Payment && !step.clock_runs;
        let payment = steps.iter().position(pays);
        let time = |from: usize, to: usize| spent(&steps[from..to]).map(|term| term.label(self.lang));
        if payment == Some(index) {
            let what = self.pick(
                "Hẹn lần 1: thông báo số tiền phải nộp",
                "First appointment: notice of what is to be paid",
            );
            return Some(match time(0, index) {
                Some(time) => format!("{what}, {} {time}", self.pick("sau", "after")),
                None => what.to_owned(),
            });
        }
        if steps[index].kind != StepKind::Return {
            return None;
        }
        Some(match payment.filter(|paid| *paid < index) {
            Some(paid) => {
                let what = self.pick("Hẹn lần 2: trả kết quả", "Second appointment: the result");
                match time(paid + 1, index) {
                    Some(time) => {
                        format!("{what}, {time} {}", self.pick("sau khi nộp đủ tiền", "after full payment"))
                    }
                    None => what.to_owned(),
                }
            }
            None if self.version.terms.is_empty() => {
                let term = self.version.rule.term.label(self.lang);
                format!(
                    "{} {term}",
                    self.pick("Hẹn trả kết quả: trong thời hạn", "Appointment for the result: within")
                )
            }
            None => self
                .pick(
                    "Hẹn trả kết quả: thời hạn tùy trường hợp",
                    "Appointment for the result: the term depends on the case",
                )
                .to_owned(),
        })
    }

    /// A condition as one would say it.
    pub(crate) fn condition(&self, condition: &Condition) -> String {
        let part = |inner: &Condition| match inner {
            Condition::All(_) | Condition::Any(_) => format!("({})", self.condition(inner)),
            _ => self.condition(inner),
        };
        let joined = |parts: &[Condition], word: &str| parts.iter().map(part).collect::<Vec<_>>().join(word);
        match condition {
            Condition::Is { fact, values } => self.comparison(fact, values, Sense::Is),
            Condition::Not(inner) => match &**inner {
                Condition::Is { fact, values } => self.comparison(fact, values, Sense::IsNot),
                inner => format!("{} ({})", self.pick("không phải", "not"), self.condition(inner)),
            },
            Condition::All(parts) => joined(parts, self.pick(" và ", " and ")),
            Condition::Any(parts) => joined(parts, self.pick(" hoặc ", " or ")),
        }
    }

    fn comparison(&self, fact: &Fact, values: &[String], sense: Sense) -> String {
        let values: Vec<String> = values.iter().map(|value| self.value(fact, value)).collect();
        let values = values.join(self.pick(" hoặc ", " or "));
        let yes = sense == Sense::Is;
        let phrase = |vi: [&str; 2], en: [&str; 2]| {
            let at = usize::from(!yes);
            format!("{} {values}", self.pick(vi[at], en[at]))
        };
        match fact {
            Fact::Case => {
                phrase(["thuộc trường hợp", "không thuộc trường hợp"], ["the case is", "the case is not"])
            }
            Fact::Channel => phrase(["nộp", "không nộp"], ["filed by", "not filed by"]),
            Fact::Finding => phrase(
                ["kết quả thẩm định là", "kết quả thẩm định không phải là"],
                ["the appraisal says", "the appraisal does not say"],
            ),
            Fact::Outcome => phrase(
                ["quyết định là", "quyết định không phải là"],
                ["the decision is", "the decision is not"],
            ),
            Fact::Answer(key) => {
                let asked = self.version.questions.iter().find(|question| question.key == *key);
                let text = asked.map_or(key.as_str(), |q| self.own(&q.text, &q.text_en));
                let (vi, en) = (format!("trả lời “{text}”"), format!("the answer to “{text}”"));
                let middle = if yes { [" là", " is"] } else { [" không phải là", " is not"] };
                format!("{}{} {values}", self.pick(&vi, &en), self.pick(middle[0], middle[1]))
            }
            Fact::Field(key) => {
                let (vi, en) = (format!("mục “{key}” của tờ khai"), format!("the field “{key}” of the form"));
                let middle = if yes { [" là", " is"] } else { [" không phải là", " is not"] };
                format!("{}{} {values}", self.pick(&vi, &en), self.pick(middle[0], middle[1]))
            }
        }
    }

    fn value(&self, fact: &Fact, value: &str) -> String {
        let known = match fact {
            Fact::Case => self
                .version
                .case(&CaseKey::from(value))
                .map(|case| format!("“{}”", self.own(&case.name, &case.name_en))),
            Fact::Channel => Channel::ALL.into_iter().find(|channel| channel.key() == value).map(|channel| {
                // "nộp bưu chính" is not said.
                let by = if channel == Channel::Post { self.pick("qua ", "") } else { "" };
                format!("{by}{}", channel.label(self.lang))
            }),
            Fact::Finding => match value {
                "meets" => Some(self.pick("đủ điều kiện", "that the conditions are met").to_owned()),
                "does_not_meet" => Some(self.pick("không đủ điều kiện", "that they are not met").to_owned()),
                "needs_checks" => {
                    Some(self.pick("cần xác minh thêm", "that more must be checked").to_owned())
                }
                _ => None,
            },
            Fact::Outcome => match value {
                "grant" => Some(self.pick("đồng ý giải quyết", "to grant").to_owned()),
                "refuse" => Some(self.pick("từ chối giải quyết", "to refuse").to_owned()),
                _ => None,
            },
            Fact::Answer(key) => {
                let asked = self.version.questions.iter().find(|question| question.key == *key);
                let choice = asked.and_then(|q| q.choices.iter().find(|choice| choice.key == value));
                choice.map(|choice| format!("“{}”", self.own(&choice.label, &choice.label_en)))
            }
            Fact::Field(_) => None,
        };
        known.unwrap_or_else(|| format!("“{value}”"))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sense {
    Is,
    IsNot,
}

/// The step a route leads to: the first of that key further down, as the flow itself finds it.
pub(crate) fn target(steps: &[Step], from: usize, route: &Route) -> Option<usize> {
    (from + 1..steps.len()).find(|at| steps[*at].key == route.to)
}

/// What counted steps take together, when every one says so in working time and all of them are always done.
fn spent(steps: &[Step]) -> Option<Term> {
    let mut minutes: u32 = 0;
    for step in steps {
        if step.when.is_some() || !step.next.is_empty() {
            return None;
        }
        minutes = minutes.checked_add(match (step.clock_runs, step.budget) {
            (false, _) => 0,
            (true, Some(Term::WorkingMinutes(n))) => n,
            (true, Some(Term::WorkingDays(n))) => n.checked_mul(motcua_calendar::STANDARD_DAY_MINUTES)?,
            (true, _) => return None,
        })?;
    }
    let day = motcua_calendar::STANDARD_DAY_MINUTES;
    match minutes {
        0 => None,
        _ if minutes.is_multiple_of(day) => Some(Term::WorkingDays(minutes / day)),
        _ => Some(Term::WorkingMinutes(minutes)),
    }
}
