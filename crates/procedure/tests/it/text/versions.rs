//! Versions that use everything a version can have; whether they make sense is not the reader's question.

use super::{CITY, FIELDS};
use motcua_calendar::{Cutoff, CutoffEffect, Date, MinuteOfDay, PausePolicy, StartRule, Term, TermRule};
use motcua_domain::actor::Role;
use motcua_domain::ids::{CaseKey, PaperKey, ProcedureCode, UnitId, VersionId};
use motcua_domain::procedure::condition::Fact;
use motcua_domain::procedure::flow::SIDE_ACTS;
use motcua_domain::procedure::variation::{Span, StepLimits};
use motcua_domain::procedure::*;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Any version.
pub fn any() -> impl Strategy<Value = ProcedureVersion> {
    let facts = (head(), words(), rules(), lists(), (limits(), of(variant())));
    facts.prop_map(|(head, words, rules, lists, (limits, variant))| {
        let (id, field, tier, competence, valid_from, valid_to) = head;
        let (code, name, name_en, synonyms, result, notes, source) = words;
        let (rule, terms, wait, limit, payment_pauses, online_when) = rules;
        let (questions, cases, papers, form, fees, steps, legal_basis, marks, channels) = lists;
        let field = &FIELDS[field];
        ProcedureVersion {
            id,
            code,
            name,
            name_en,
            synonyms,
            field: field.key.clone(),
            field_name: field.name.clone(),
            field_name_en: field.name_en.clone(),
            tier,
            competence,
            valid_from,
            valid_to,
            service_level: marks.1,
            channels,
            questions,
            cases,
            online_when,
            rule,
            terms,
            term_note: notes.0,
            supplement_wait: wait,
            supplement_limit: limit,
            payment_pauses,
            papers,
            form,
            result_name: result.0,
            result_code: result.1,
            fees,
            fee_note: notes.1,
            steps,
            legal_basis,
            source,
            provisional: marks.0,
            volume_band: marks.2,
            limits,
            variant,
        }
    })
}

/// Text with everything that must be escaped or could be taken for something else.
fn text() -> impl Strategy<Value = String> {
    let odd = select(vec![
        "\"",
        "\\",
        "\n",
        "\t",
        "#",
        "'",
        "\"\"\"",
        "'''",
        "=",
        "[[step]]",
        "\\u0041",
        "Đăng ký",
        "hồ sơ\u{301}",
        "\u{85}\u{feff}",
        "🏛",
        ".",
        ",",
        "{",
        "}",
    ]);
    let part = prop_oneof![odd.prop_map(str::to_owned), "[a-zA-Z0-9àảãáạăâđêôơư ]{1,12}"];
    // A control character other than these two is refused, so the one above is left out where it is one.
    let joined = vec(part, 1..5).prop_map(|parts| parts.concat());
    joined.prop_map(|text| text.replace('\u{85}', "")).prop_filter("blank", |text| !text.trim().is_empty())
}

fn key() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,11}"
}

fn unit() -> impl Strategy<Value = UnitId> {
    (0..CITY.units.len()).prop_map(|at| CITY.units[at].id)
}

fn date() -> impl Strategy<Value = Date> {
    (0..60_000).prop_map(Date::from_day_number)
}

fn term() -> impl Strategy<Value = Term> + Clone {
    (1_u32..5_000, 0..4).prop_map(|(count, kind)| match kind {
        0 => Term::WorkingMinutes(count),
        1 => Term::WorkingDays(count),
        2 => Term::CalendarDays(count),
        _ => Term::Months(count),
    })
}

fn rule() -> impl Strategy<Value = TermRule> {
    let start = select(vec![StartRule::NextWorkingDay, StartRule::SameDay]);
    let effect = select(vec![CutoffEffect::StartNextDay, CutoffEffect::DueNextDay]);
    let hour = (0_u32..24, 0_u32..60).prop_map(|(hour, minute)| {
        MinuteOfDay::parse(&format!("{hour:02}:{minute:02}")).expect("an hour of the day")
    });
    let policy = select(vec![PausePolicy::PauseAndShift, PausePolicy::Restart]);
    (term(), start, of((hour, effect)), policy).prop_map(|(term, start, cutoff, policy)| TermRule {
        term,
        start,
        cutoff: cutoff.map(|(at, effect)| Cutoff { at, effect }),
        policy,
    })
}

fn hour() -> impl Strategy<Value = MinuteOfDay> + Clone {
    (0_u16..=1440).prop_map(|minutes| MinuteOfDay::new(minutes).unwrap())
}

fn span<T: std::fmt::Debug>(one: impl Strategy<Value = T> + Clone) -> impl Strategy<Value = Option<Span<T>>> {
    of((one.clone(), one).prop_map(|(min, max)| Span { min, max }))
}

fn limits() -> impl Strategy<Value = Limits> {
    let step = (
        span(term()),
        span(0_u32..500),
        subsequence(Role::ALL.to_vec(), 0..3),
        vec(0..FIELDS.len(), 0..2),
        any_bool(),
    );
    let steps = vec(step, 0..4).prop_map(|steps| {
        let made = steps.into_iter().enumerate();
        made.map(|(at, (budget, floor_minutes, roles, fields, may_leave_out))| StepLimits {
            step: format!("b{at}"),
            budget,
            floor_minutes,
            roles,
            fields: fields.into_iter().map(|at| FIELDS[at].key.clone()).collect(),
            may_leave_out,
        })
        .collect()
    });
    (span(hour()), steps).prop_map(|(cutoff, steps)| Limits { cutoff, steps })
}

fn variant() -> impl Strategy<Value = Variant> {
    (0_u32..2_000_000, unit()).prop_map(|(of, unit)| Variant { of: VersionId(of), unit })
}

fn channel() -> impl Strategy<Value = Channel> {
    select(Channel::ALL.to_vec())
}

fn fact() -> impl Strategy<Value = Fact> {
    prop_oneof![
        Just(Fact::Case),
        Just(Fact::Channel),
        Just(Fact::Finding),
        Just(Fact::Outcome),
        key().prop_map(Fact::Answer),
        key().prop_map(Fact::Field),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    let is = (fact(), vec(key(), 1..3)).prop_map(|(fact, values)| Condition::Is { fact, values });
    is.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Condition::Not(Box::new(inner))),
            vec(inner.clone(), 2..4).prop_map(Condition::All),
            vec(inner, 2..4).prop_map(Condition::Any),
        ]
    })
}

type Head = (VersionId, usize, Tier, Competence, Date, Option<Date>);

fn head() -> impl Strategy<Value = Head> {
    let tier = select(vec![Tier::Commune, Tier::City, Tier::Both]);
    let competence = prop_oneof![Just(Competence::Commune), unit().prop_map(Competence::Agency)];
    ((1_u32..9_999).prop_map(VersionId), 0..FIELDS.len(), tier, competence, date(), of(date()))
}

type Notes = (Option<String>, Option<String>);
type Words = (ProcedureCode, String, Option<String>, Vec<String>, (String, Option<String>), Notes, String);

fn words() -> impl Strategy<Value = Words> {
    let code = "[1-6]\\.[0-9]{6}".prop_map(ProcedureCode);
    let result = (prop_oneof![Just(String::new()), text()], of(text()));
    let source = prop_oneof![Just(String::new()), text()];
    (code, text(), of(text()), vec(text(), 0..4), result, (of(text()), of(text())), source)
}

type Rules = (TermRule, Vec<TermVariant>, Option<Term>, Option<u32>, bool, Option<Condition>);

fn rules() -> impl Strategy<Value = Rules> {
    let variant = (of(key()), of(channel()), rule()).prop_map(|(case, channel, rule)| TermVariant {
        case: case.map(CaseKey),
        channel,
        rule,
    });
    (rule(), vec(variant, 0..3), of(term()), of(0_u32..9), any_bool(), of(condition()))
}

fn any_bool() -> impl Strategy<Value = bool> {
    proptest::bool::ANY
}

type Marks = (Provisional, ServiceLevel, char);
type Lists = (
    Vec<Question>,
    Vec<Case>,
    Vec<RequiredPaper>,
    Vec<FormPage>,
    Vec<FeeRule>,
    Vec<Step>,
    Vec<LegalBasis>,
    Marks,
    Vec<Channel>,
);

fn lists() -> impl Strategy<Value = Lists> {
    let marks =
        (vec(any_bool(), 5), select(levels()), select(vec!['A', 'B', 'C'])).prop_map(|(m, level, band)| {
            (Provisional { term: m[0], steps: m[1], papers: m[2], fee: m[3], form: m[4] }, level, band)
        });
    let basis = (text(), of(text()), of(text())).prop_map(|(document, article, link)| LegalBasis {
        document,
        article,
        link,
    });
    (
        numbered(question(), |question, key| question.key = key),
        numbered(case(), |case, key| case.key = CaseKey(key)),
        numbered(paper(), |paper, key| paper.key = PaperKey(key)),
        numbered(page(), |page, key| page.key = key),
        vec(fee(), 0..4),
        numbered(step(), |step, key| {
            // A chain without routes needs no keys.
            if !step.key.is_empty() {
                step.key = key;
            }
        }),
        vec(basis, 0..3),
        marks,
        subsequence(Channel::ALL.to_vec(), 0..=3).prop_shuffle(),
    )
}

/// A list whose entries each have a key of their own.
fn numbered<T: std::fmt::Debug>(
    one: impl Strategy<Value = T>,
    name: impl Fn(&mut T, String),
) -> impl Strategy<Value = Vec<T>> {
    vec(one, 0..4).prop_map(move |mut list| {
        list.iter_mut().enumerate().for_each(|(at, one)| name(one, format!("k{at}")));
        list
    })
}

fn levels() -> Vec<ServiceLevel> {
    use ServiceLevel::*;
    vec![Full, Partial, OnlineUnspecified, None, Unknown]
}

fn english() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), text()]
}

fn question() -> impl Strategy<Value = Question> {
    let choice =
        (text(), english()).prop_map(|(label, label_en)| Choice { key: String::new(), label, label_en });
    (text(), english(), numbered(choice, |choice, key| choice.key = key), of(condition())).prop_map(
        |(text, text_en, choices, when)| Question { key: String::new(), text, text_en, choices, when },
    )
}

fn case() -> impl Strategy<Value = Case> {
    (text(), english(), of(condition())).prop_map(|(name, name_en, when)| Case {
        key: CaseKey(String::new()),
        name,
        name_en,
        when,
    })
}

fn paper() -> impl Strategy<Value = RequiredPaper> {
    use PaperForm::*;
    let form = select(vec![Original, CertifiedCopy, Photocopy, Electronic, Unspecified]);
    (text(), of(text()), form, any_bool(), of(condition()), of(text()), any_bool()).prop_map(
        |(name, name_en, form, required, when, held_by, by_form)| RequiredPaper {
            key: PaperKey(String::new()),
            name,
            name_en,
            form,
            required,
            when,
            held_by,
            by_form,
        },
    )
}

fn page() -> impl Strategy<Value = FormPage> {
    let prefill = select(vec![Prefill::Account, Prefill::Register, Prefill::Earlier]);
    let field = (key(), any_bool(), of(condition()), of(prefill))
        .prop_map(|(field, required, when, prefill)| FormField { field, required, when, prefill });
    (text(), english(), vec(field, 0..4)).prop_map(|(title, title_en, fields)| FormPage {
        key: String::new(),
        title,
        title_en,
        fields,
    })
}

fn fee() -> impl Strategy<Value = FeeRule> {
    let kind = select(vec![FeeKind::Fee, FeeKind::Charge]);
    let payer = select(vec![Payer::Citizen, Payer::Foreigner, Payer::Organisation, Payer::Exempt]);
    let level = select(vec![IdentityLevel::One, IdentityLevel::Two]);
    let who = (of(channel()), of(key()), of(payer), of(level));
    (kind, 0_u64..1_000_000_000, who, of(date()), of(date()), of(text())).prop_map(
        |(kind, amount, (channel, case, payer, identity), from, to, basis)| FeeRule {
            kind,
            amount,
            channel,
            case: case.map(CaseKey),
            payer,
            identity,
            from,
            to,
            basis,
        },
    )
}

fn place() -> impl Strategy<Value = StepPlace> {
    prop_oneof![
        Just(StepPlace::ReceivedAt),
        Just(StepPlace::Competent),
        Just(StepPlace::Commune),
        Just(StepPlace::ReturnAt),
        unit().prop_map(StepPlace::Agency),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    use StepKind::*;
    let kind = select(vec![Intake, Assign, Appraise, Review, Approve, Issue, Payment, Return]);
    let who = (kind, select(Role::ALL.to_vec()), place(), of(0..FIELDS.len()));
    let time = (of(term()), 0_u32..500, any_bool());
    let acts = of(subsequence(SIDE_ACTS.to_vec(), 0..=SIDE_ACTS.len()));
    let route = (key(), of(condition())).prop_map(|(to, when)| Route { to, when });
    let branch = (
        prop_oneof![Just(String::new()), key()],
        text(),
        english(),
        select(Role::ALL.to_vec()),
        of(0..FIELDS.len()),
        of(term()),
        0_u32..500,
    );
    let branch = branch.prop_map(|(key, name, name_en, role, field, budget, floor_minutes)| BranchStep {
        key,
        name,
        name_en,
        role,
        field: field.map(|at| FIELDS[at].key.clone()),
        budget,
        floor_minutes,
    });
    let opinion = (place(), term(), of(condition()), vec(branch, 0..3))
        .prop_map(|(place, within, when, steps)| PlannedOpinion { place, within, when, steps });
    let ways = (acts, of(condition()), vec(route, 0..3), vec(opinion, 0..3));
    let keyed = prop_oneof![Just(String::new()), Just("keyed".to_owned())];
    (keyed, text(), english(), who, time, ways).prop_map(|(key, name, name_en, who, time, ways)| Step {
        key,
        name,
        name_en,
        kind: who.0,
        role: who.1,
        place: who.2,
        budget: time.0,
        floor_minutes: time.1,
        clock_runs: time.2,
        field: who.3.map(|at| FIELDS[at].key.clone()),
        acts: ways.0,
        when: ways.1,
        next: ways.2,
        opinions: ways.3,
    })
}
