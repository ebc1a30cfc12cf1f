//! The sections of a text but for its steps: head, term, cases, papers, form, fees, legal basis.

use super::around::Around;
use super::section::{Keys, Section};
use super::{LIST_MAX, Numbering, PAPERS_MAX, flow, variation};
use motcua_calendar::{Cutoff, PausePolicy, StartRule, TermRule};
use motcua_domain::ids::{CaseKey, PaperKey, ProcedureCode, VersionId};
use motcua_domain::procedure::{
    Case, Channel, Choice, FeeRule, FormField, FormPage, LegalBasis, PaperForm, ProcedureVersion,
    Provisional, Question, RequiredPaper, ServiceLevel, TermVariant,
};
use toml::de::DeTable;

/// The most đồng of one fee rule.
const AMOUNT_MAX: u64 = 1_000_000_000_000;
/// The most a count of requests or minutes may say.
const COUNT_MAX: u64 = 1_000_000;

/// Marks of what is not certain.
pub(super) const MARKS: [(&str, u8); 5] = [("term", 0), ("steps", 1), ("papers", 2), ("fee", 3), ("form", 4)];

/// The whole version. Every section is read even after a problem, so that each problem is told.
pub(super) fn version<'a>(
    document: &'a DeTable<'a>,
    around: &'a Around<'a>,
    numbering: Numbering,
) -> Option<ProcedureVersion> {
    let mut head = Section::new(around, document, 0, "đầu tệp");
    let id = number(&mut head, numbering);
    let code = head.key("code").map(|code| ProcedureCode::from(code.text));
    let name = head.text("name");
    let name_en = head.maybe_text("name_en");
    let synonyms = head.texts("synonyms");
    let field = head.named("field", Around::field);
    let tier = head.word("tier");
    let competence = head.named("competence", Around::competence);
    let (valid_from, valid_to) = (head.date("valid_from"), head.maybe_date("valid_to"));
    let service_level = head.maybe_word("service_level");
    let channels = channels(&mut head);
    let online_when = head.maybe_condition("online_when");
    let result_name = head.text_or_empty("result_name");
    let result_code = head.maybe_text("result_code");
    let fee_note = head.maybe_text("fee_note");
    let volume_band = band(&mut head);
    let provisional = provisional(&mut head);
    let source = head.text_or_empty("source");
    let term = term(&mut head);
    let questions = questions(&mut head);
    let cases = cases(&mut head);
    let papers = papers(&mut head);
    let form = form(&mut head);
    let fees = fees(&mut head);
    let steps = flow::steps(&mut head);
    let legal_basis = head.sections(("legal_basis", "[[legal_basis]]"), LIST_MAX, basis);
    let (limits, variant) = (variation::limits(&mut head), variation::variant(&mut head));
    head.finish();
    let (field, term) = (field?, term?);
    Some(ProcedureVersion {
        id: id?,
        code: code?,
        name: name?,
        name_en: name_en?,
        synonyms: synonyms?,
        field: field.key.clone(),
        field_name: field.name.clone(),
        field_name_en: field.name_en.clone(),
        tier: tier?,
        competence: competence?,
        valid_from: valid_from?,
        valid_to: valid_to?,
        service_level: service_level?.unwrap_or(ServiceLevel::Unknown),
        channels: channels?,
        questions: questions?,
        cases: cases?,
        online_when: online_when?,
        rule: term.rule,
        terms: term.variants,
        term_note: term.note,
        supplement_wait: term.supplement_wait,
        supplement_limit: term.supplement_limit,
        payment_pauses: term.payment_pauses,
        papers: papers?,
        form: form?,
        result_name: result_name?,
        result_code: result_code?,
        fees: fees?,
        fee_note: fee_note?,
        steps: steps?,
        legal_basis: legal_basis?,
        source: source?,
        provisional: provisional?,
        volume_band: volume_band?,
        limits: limits?,
        variant: variant?,
    })
}

fn number(head: &mut Section<'_>, numbering: Numbering) -> Option<VersionId> {
    let most = u64::from(u32::MAX);
    let written = match numbering {
        Numbering::Given(id) => return head.maybe_number("version", most).map(|_| id),
        Numbering::InText => head.number("version", most)?,
    };
    u32::try_from(written).ok().map(VersionId)
}

fn channels(head: &mut Section<'_>) -> Option<Vec<Channel>> {
    let words = Channel::ALL.map(|channel| (channel.key(), channel));
    head.words("channels", &words)?.or_else(|| head.missing("channels"))
}

fn band(head: &mut Section<'_>) -> Option<char> {
    head.maybe_named("volume_band", |around, at, text| match text {
        "A" => Some('A'),
        "B" => Some('B'),
        "C" => Some('C'),
        other => around.wrong(at, super::word::not_listed(other, &["A", "B", "C"])),
    })
    .map(|band| band.unwrap_or('C'))
}

fn provisional(head: &mut Section<'_>) -> Option<Provisional> {
    let marks = head.words("provisional", &MARKS)?.unwrap_or_default();
    let [term, steps, papers, fee, form] = [0, 1, 2, 3, 4].map(|mark| marks.contains(&mark));
    Some(Provisional { term, steps, papers, fee, form })
}

struct TermPart {
    rule: TermRule,
    variants: Vec<TermVariant>,
    note: Option<String>,
    supplement_wait: Option<motcua_calendar::Term>,
    supplement_limit: Option<u32>,
    payment_pauses: bool,
}

fn term(head: &mut Section<'_>) -> Option<TermPart> {
    let mut section = head.needed_section("term", "[term]")?;
    let rule = rule(&mut section);
    let note = section.maybe_text("note");
    let supplement_wait = section.maybe_term("supplement_wait");
    let supplement_limit = section.maybe_number("supplement_limit", COUNT_MAX);
    let payment_pauses = section.yes("payment_pauses", false);
    let variants = section.sections(("variant", "[[term.variant]]"), LIST_MAX, |variant| {
        let case = variant.maybe_key("case");
        let channel = variant.maybe_word("channel");
        let rule = self::rule(variant);
        let case = case?.map(|case| CaseKey::from(case.text));
        Some(TermVariant { case, channel: channel?, rule: rule? })
    });
    section.finish();
    Some(TermPart {
        rule: rule?,
        variants: variants?,
        note: note?,
        supplement_wait: supplement_wait?,
        supplement_limit: supplement_limit?.and_then(|limit| u32::try_from(limit).ok()),
        payment_pauses: payment_pauses?,
    })
}

fn rule(section: &mut Section<'_>) -> Option<TermRule> {
    let term = section.term("length");
    let start = section.maybe_word("start");
    let cutoff = section.section("cutoff", "cutoff").and_then(|cutoff| match cutoff {
        None => Some(None),
        Some(mut cutoff) => {
            let (at, effect) = (cutoff.hour("at"), cutoff.word("effect"));
            cutoff.finish();
            Some(Some(Cutoff { at: at?, effect: effect? }))
        }
    });
    let policy = section.maybe_word("policy");
    Some(TermRule {
        term: term?,
        start: start?.unwrap_or(StartRule::NextWorkingDay),
        cutoff: cutoff?,
        policy: policy?.unwrap_or(PausePolicy::PauseAndShift),
    })
}

fn questions(head: &mut Section<'_>) -> Option<Vec<Question>> {
    let mut keys = Keys::default();
    head.sections(("question", "[[question]]"), LIST_MAX, |section| {
        let key = section.key("key");
        key.inspect(|key| keys.add(section, *key, "[[question]]"));
        let (text, text_en) = (section.text("text"), section.text_or_empty("text_en"));
        let mut chosen = Keys::default();
        let choices = section.sections(("choices", "choices"), LIST_MAX, |choice| {
            let key = choice.key("key");
            key.inspect(|key| chosen.add(choice, *key, "choices"));
            let (label, label_en) = (choice.text("label"), choice.text_or_empty("label_en"));
            Some(Choice { key: key?.text.to_owned(), label: label?, label_en: label_en? })
        });
        let when = section.maybe_condition("when");
        Some(Question {
            key: key?.text.to_owned(),
            text: text?,
            text_en: text_en?,
            choices: choices?,
            when: when?,
        })
    })
}

fn cases(head: &mut Section<'_>) -> Option<Vec<Case>> {
    let mut keys = Keys::default();
    head.sections(("case", "[[case]]"), LIST_MAX, |section| {
        let key = section.key("key");
        key.inspect(|key| keys.add(section, *key, "[[case]]"));
        let (name, name_en) = (section.text("name"), section.text_or_empty("name_en"));
        let when = section.maybe_condition("when");
        Some(Case { key: CaseKey::from(key?.text), name: name?, name_en: name_en?, when: when? })
    })
}

fn papers(head: &mut Section<'_>) -> Option<Vec<RequiredPaper>> {
    let mut keys = Keys::default();
    head.sections(("paper", "[[paper]]"), PAPERS_MAX, |section| {
        let key = section.key("key");
        key.inspect(|key| keys.add(section, *key, "[[paper]]"));
        let (name, name_en) = (section.text("name"), section.maybe_text("name_en"));
        let form = section.maybe_word("form");
        let required = section.said("required");
        let (when, held_by) = (section.maybe_condition("when"), section.maybe_text("held_by"));
        let by_form = section.yes("by_form", false);
        Some(RequiredPaper {
            key: PaperKey::from(key?.text),
            name: name?,
            name_en: name_en?,
            form: form?.unwrap_or(PaperForm::Unspecified),
            required: required?,
            when: when?,
            held_by: held_by?,
            by_form: by_form?,
        })
    })
}

fn form(head: &mut Section<'_>) -> Option<Vec<FormPage>> {
    let mut keys = Keys::default();
    let mut fields = 0;
    head.sections(("page", "[[page]]"), LIST_MAX, |section| {
        let key = section.key("key");
        key.inspect(|key| keys.add(section, *key, "[[page]]"));
        let (title, title_en) = (section.text("title"), section.text_or_empty("title_en"));
        let read = section.sections(("field", "[[page.field]]"), PAPERS_MAX - fields, |field| {
            let key = field.key("field");
            let required = field.yes("required", false);
            let (when, prefill) = (field.maybe_condition("when"), field.maybe_word("prefill"));
            let field = key?.text.to_owned();
            Some(FormField { field, required: required?, when: when?, prefill: prefill? })
        });
        fields += read.as_ref().map_or(0, Vec::len);
        Some(FormPage { key: key?.text.to_owned(), title: title?, title_en: title_en?, fields: read? })
    })
}

fn fees(head: &mut Section<'_>) -> Option<Vec<FeeRule>> {
    head.sections(("fee", "[[fee]]"), LIST_MAX, |section| {
        let kind = section.maybe_word("kind");
        let amount = section.number("amount", AMOUNT_MAX);
        let channel = section.maybe_word("channel");
        let case = section.maybe_key("case");
        let (payer, identity) = (section.maybe_word("payer"), section.maybe_word("identity"));
        let (from, to) = (section.maybe_date("from"), section.maybe_date("to"));
        let basis = section.maybe_text("basis");
        Some(FeeRule {
            kind: kind?.unwrap_or_default(),
            amount: amount?,
            channel: channel?,
            case: case?.map(|case| CaseKey::from(case.text)),
            payer: payer?,
            identity: identity?,
            from: from?,
            to: to?,
            basis: basis?,
        })
    })
}

fn basis(section: &mut Section<'_>) -> Option<LegalBasis> {
    let document = section.text("document");
    let (article, link) = (section.maybe_text("article"), section.maybe_text("link"));
    Some(LegalBasis { document: document?, article: article?, link: link? })
}
