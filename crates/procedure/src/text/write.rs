//! The canonical text of a version.

use super::around::{PLACES, UNIT_PREFIX};
use super::{guidance, word};
use motcua_calendar::{PausePolicy, TermRule};
use motcua_domain::ids::UnitId;
use motcua_domain::procedure::{
    BranchStep, Case, Competence, Condition, FeeKind, FeeRule, FormPage, LegalBasis, PaperForm,
    ProcedureVersion, Question, RequiredPaper, ServiceLevel, Step, StepPlace,
};
use motcua_domain::unit::UnitIndex;
use std::fmt::Display;

/// The text of a version. A unit that is not in the index is written by its number and cannot be read again.
pub fn write(version: &ProcedureVersion, units: &UnitIndex) -> String {
    let mut out = Writer { out: guidance::HEAD.to_owned(), units };
    out.out.push('\n');
    out.version(version);
    out.out
}

/// The same with the version's number, as a file of a city carries it.
pub fn write_numbered(version: &ProcedureVersion, units: &UnitIndex) -> String {
    let mut out = Writer { out: guidance::HEAD.to_owned(), units };
    out.out.push('\n');
    out.value("version", version.id);
    out.version(version);
    out.out
}

pub(super) struct Writer<'a> {
    pub(super) out: String,
    units: &'a UnitIndex,
}

impl Writer<'_> {
    fn version(&mut self, v: &ProcedureVersion) {
        self.text("code", v.code.as_str());
        self.text("name", &v.name);
        self.maybe("name_en", v.name_en.as_deref());
        if !v.synonyms.is_empty() {
            self.list("synonyms", v.synonyms.iter().map(String::as_str));
        }
        self.text("field", v.field.as_str());
        self.text("tier", &word::of(v.tier));
        let competence = match v.competence {
            Competence::Commune => "commune".to_owned(),
            Competence::Agency(unit) => self.unit(unit),
        };
        self.text("competence", &competence);
        self.value("valid_from", v.valid_from);
        self.maybe_value("valid_to", v.valid_to);
        if v.service_level != ServiceLevel::Unknown {
            self.text("service_level", &word::of(v.service_level));
        }
        self.list("channels", v.channels.iter().map(|channel| channel.key()));
        self.when("online_when", v.online_when.as_ref());
        self.unless_empty("result_name", &v.result_name);
        self.maybe("result_code", v.result_code.as_deref());
        self.maybe("fee_note", v.fee_note.as_deref());
        self.text("volume_band", &v.volume_band.to_string());
        let p = &v.provisional;
        let marks =
            [("term", p.term), ("steps", p.steps), ("papers", p.papers), ("fee", p.fee), ("form", p.form)];
        let mut marks = marks.into_iter().filter(|(_, marked)| *marked).map(|(mark, _)| mark).peekable();
        if marks.peek().is_some() {
            self.list("provisional", marks);
        }
        self.unless_empty("source", &v.source);
        self.term(v);
        self.questions(&v.questions);
        self.cases(&v.cases);
        self.papers(&v.papers);
        self.form(&v.form);
        self.fees(&v.fees);
        self.steps(&v.steps);
        self.basis(&v.legal_basis);
        self.variation(&v.limits, v.variant.as_ref());
    }

    fn term(&mut self, v: &ProcedureVersion) {
        self.remark(guidance::TERM);
        self.out.push_str("[term]\n");
        self.rule(&v.rule);
        self.maybe("note", v.term_note.as_deref());
        self.maybe_term("supplement_wait", v.supplement_wait);
        self.maybe_value("supplement_limit", v.supplement_limit);
        if v.payment_pauses {
            self.value("payment_pauses", true);
        }
        for (at, variant) in v.terms.iter().enumerate() {
            self.head(at, guidance::VARIANTS, "[[term.variant]]");
            self.maybe("case", variant.case.as_ref().map(|case| case.as_str()));
            self.maybe("channel", variant.channel.map(|channel| channel.key()));
            self.rule(&variant.rule);
        }
    }

    fn rule(&mut self, rule: &TermRule) {
        self.text("length", &rule.term.to_string());
        self.text("start", &word::of(rule.start));
        if let Some(cutoff) = rule.cutoff {
            let effect = word::of(cutoff.effect);
            self.value("cutoff", format_args!("{{ at = \"{}\", effect = \"{effect}\" }}", cutoff.at));
        }
        if rule.policy != PausePolicy::PauseAndShift {
            self.text("policy", &word::of(rule.policy));
        }
    }

    fn questions(&mut self, questions: &[Question]) {
        for (at, question) in questions.iter().enumerate() {
            self.head(at, guidance::QUESTIONS, "[[question]]");
            self.text("key", &question.key);
            self.text("text", &question.text);
            self.unless_empty("text_en", &question.text_en);
            let choices = question.choices.iter().map(|choice| {
                let english = (!choice.label_en.is_empty()).then_some(choice.label_en.as_str());
                vec![
                    ("key", Some(choice.key.clone())),
                    ("label", Some(choice.label.clone())),
                    ("label_en", english.map(str::to_owned)),
                ]
            });
            self.entries("choices", choices.collect());
            self.when("when", question.when.as_ref());
        }
    }

    fn cases(&mut self, cases: &[Case]) {
        for (at, case) in cases.iter().enumerate() {
            self.head(at, guidance::CASES, "[[case]]");
            self.text("key", case.key.as_str());
            self.text("name", &case.name);
            self.unless_empty("name_en", &case.name_en);
            self.when("when", case.when.as_ref());
        }
    }

    fn papers(&mut self, papers: &[RequiredPaper]) {
        for (at, paper) in papers.iter().enumerate() {
            self.head(at, guidance::PAPERS, "[[paper]]");
            self.text("key", paper.key.as_str());
            self.text("name", &paper.name);
            self.maybe("name_en", paper.name_en.as_deref());
            if paper.form != PaperForm::Unspecified {
                self.text("form", &word::of(paper.form));
            }
            self.value("required", paper.required);
            self.when("when", paper.when.as_ref());
            self.maybe("held_by", paper.held_by.as_deref());
            if paper.by_form {
                self.value("by_form", true);
            }
        }
    }

    fn form(&mut self, pages: &[FormPage]) {
        for (at, page) in pages.iter().enumerate() {
            self.head(at, guidance::PAGES, "[[page]]");
            self.text("key", &page.key);
            self.text("title", &page.title);
            self.unless_empty("title_en", &page.title_en);
            for field in &page.fields {
                self.out.push_str("\n[[page.field]]\n");
                self.text("field", &field.field);
                if field.required {
                    self.value("required", true);
                }
                self.when("when", field.when.as_ref());
                self.maybe("prefill", field.prefill.map(word::of).as_deref());
            }
        }
    }

    fn fees(&mut self, fees: &[FeeRule]) {
        for (at, fee) in fees.iter().enumerate() {
            self.head(at, guidance::FEES, "[[fee]]");
            if fee.kind != FeeKind::default() {
                self.text("kind", &word::of(fee.kind));
            }
            self.value("amount", fee.amount);
            self.maybe("channel", fee.channel.map(|channel| channel.key()));
            self.maybe("case", fee.case.as_ref().map(|case| case.as_str()));
            self.maybe("payer", fee.payer.map(word::of).as_deref());
            self.maybe("identity", fee.identity.map(word::of).as_deref());
            self.maybe_value("from", fee.from);
            self.maybe_value("to", fee.to);
            self.maybe("basis", fee.basis.as_deref());
        }
    }

    fn steps(&mut self, steps: &[Step]) {
        for (at, step) in steps.iter().enumerate() {
            self.head(at, guidance::STEPS, "[[step]]");
            self.unless_empty("key", &step.key);
            self.text("name", &step.name);
            self.unless_empty("name_en", &step.name_en);
            self.text("kind", &word::of(step.kind));
            self.text("role", step.role.key());
            let place = self.place(step.place);
            self.text("place", &place);
            self.maybe_term("budget", step.budget);
            if step.floor_minutes > 0 {
                self.value("floor_minutes", step.floor_minutes);
            }
            if !step.clock_runs {
                self.value("clock_runs", false);
            }
            self.maybe("field", step.field.as_ref().map(|field| field.as_str()));
            if let Some(acts) = &step.acts {
                self.list("acts", acts.iter().map(|act| act.key()));
            }
            self.when("when", step.when.as_ref());
            self.ways(step);
        }
    }

    fn ways(&mut self, step: &Step) {
        let condition = |when: &Option<Condition>| when.as_ref().map(Condition::to_string);
        let routes = step
            .next
            .iter()
            .map(|route| vec![("to", Some(route.to.clone())), ("when", condition(&route.when))]);
        self.entries("next", routes.collect());
        if step.opinions.is_empty() {
            return;
        }
        self.out.push_str("opinions = [\n");
        for opinion in &step.opinions {
            let (place, within) = (self.place(opinion.place), opinion.within.to_string());
            let said = [("place", Some(place)), ("within", Some(within)), ("when", condition(&opinion.when))];
            self.out.push_str(&format!("    {{ {}", pairs(said)));
            self.branch(&opinion.steps);
            self.out.push_str(" },\n");
        }
        self.out.push_str("]\n");
    }

    /// The steps of a branch, one a line, inside the entry of their opinion.
    fn branch(&mut self, steps: &[BranchStep]) {
        if steps.is_empty() {
            return;
        }
        self.out.push_str(", steps = [\n");
        for step in steps {
            let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            let said = pairs([
                ("key", filled(&step.key)),
                ("name", Some(step.name.clone())),
                ("name_en", filled(&step.name_en)),
                ("role", Some(step.role.key().to_owned())),
                ("field", step.field.as_ref().map(ToString::to_string)),
                ("budget", step.budget.map(|term| term.to_string())),
            ]);
            let floor = match step.floor_minutes {
                0 => String::new(),
                minutes => format!(", floor_minutes = {minutes}"),
            };
            self.out.push_str(&format!("        {{ {said}{floor} }},\n"));
        }
        self.out.push_str("    ]");
    }

    fn basis(&mut self, basis: &[LegalBasis]) {
        for (at, basis) in basis.iter().enumerate() {
            self.head(at, guidance::BASIS, "[[legal_basis]]");
            self.text("document", &basis.document);
            self.maybe("article", basis.article.as_deref());
            self.maybe("link", basis.link.as_deref());
        }
    }

    fn place(&self, place: StepPlace) -> String {
        match place {
            StepPlace::Agency(unit) => self.unit(unit),
            place => {
                let known = PLACES.iter().find(|(_, known)| *known == place);
                known.map(|(word, _)| (*word).to_owned()).unwrap_or_default()
            }
        }
    }

    pub(super) fn unit(&self, id: UnitId) -> String {
        match self.units.get(id) {
            // A unit may be called what a place is called.
            Some(unit)
                if PLACES.iter().any(|(word, _)| *word == unit.key) || unit.key.starts_with(UNIT_PREFIX) =>
            {
                format!("{UNIT_PREFIX}{}", unit.key)
            }
            Some(unit) => unit.key.clone(),
            None => format!("#{id}"),
        }
    }

    pub(super) fn remark(&mut self, remark: &str) {
        self.out.push('\n');
        self.out.push_str(remark);
    }

    /// The heading of a section that stands once for each entry; the first has the remark.
    fn head(&mut self, at: usize, remark: &str, heading: &str) {
        self.remark(if at == 0 { remark } else { "" });
        self.out.push_str(heading);
        self.out.push('\n');
    }

    pub(super) fn value(&mut self, key: &str, value: impl Display) {
        self.out.push_str(&format!("{key} = {value}\n"));
    }

    fn maybe_value(&mut self, key: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.value(key, value);
        }
    }

    fn maybe_term(&mut self, key: &str, term: Option<motcua_calendar::Term>) {
        self.maybe(key, term.map(|term| term.to_string()).as_deref());
    }

    pub(super) fn text(&mut self, key: &str, text: &str) {
        self.value(key, format_args!("\"{}\"", Escaped(text)));
    }

    fn unless_empty(&mut self, key: &str, text: &str) {
        self.maybe(key, Some(text).filter(|text| !text.is_empty()));
    }

    fn maybe(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    fn when(&mut self, key: &str, condition: Option<&Condition>) {
        self.maybe(key, condition.map(Condition::to_string).as_deref());
    }

    pub(super) fn list<'t>(&mut self, key: &str, texts: impl Iterator<Item = &'t str>) {
        let texts: Vec<String> = texts.map(|text| format!("\"{}\"", Escaped(text))).collect();
        self.value(key, format_args!("[{}]", texts.join(", ")));
    }

    /// A list of small entries, one a line; nothing when there is none.
    fn entries(&mut self, key: &str, entries: Vec<Vec<(&str, Option<String>)>>) {
        if entries.is_empty() {
            return;
        }
        self.out.push_str(&format!("{key} = [\n"));
        for entry in entries {
            self.out.push_str(&format!("    {{ {} }},\n", pairs(entry)));
        }
        self.out.push_str("]\n");
    }
}

/// What is said of an entry, on one line.
fn pairs<'k>(entry: impl IntoIterator<Item = (&'k str, Option<String>)>) -> String {
    let said = entry.into_iter().filter_map(|(key, value)| Some((key, value?)));
    let said: Vec<String> = said.map(|(key, value)| format!("{key} = \"{}\"", Escaped(&value))).collect();
    said.join(", ")
}

/// A text between double quotes.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut plain = 0;
        for (at, c) in self.0.char_indices() {
            if !matches!(c, '"' | '\\') && !c.is_control() {
                continue;
            }
            f.write_str(&self.0[plain..at])?;
            plain = at + c.len_utf8();
            match c {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                '\t' => f.write_str("\\t")?,
                c => write!(f, "\\u{:04X}", u32::from(c))?,
            }
        }
        f.write_str(&self.0[plain..])
    }
}
