//! Each slip of the pen, and what is said about it.

use super::{UNITS, read, version};
use motcua_domain::ids::VersionId;
use motcua_procedure::text::{self, CODES, TextProblem};
use std::collections::BTreeSet;

fn birth() -> String {
    text::write(version("1.001193"), &UNITS)
}

/// The problems of a text with one thing changed.
fn problems(from: &str, to: &str) -> (String, Vec<TextProblem>) {
    let text = birth();
    assert!(text.contains(from), "the change finds its place: {from}");
    let text = text.replacen(from, to, 1);
    let problems = read(&text, VersionId(1)).expect_err("something is wrong");
    (text, problems)
}

/// What stands at the place of a problem.
fn pointed_at<'t>(text: &'t str, problem: &TextProblem) -> &'t str {
    let line = text.lines().nth(problem.line - 1).unwrap_or_default();
    let start = line.char_indices().nth(problem.column - 1).map_or(line.len(), |(at, _)| at);
    &line[start..]
}

#[test]
fn each_slip_is_told_at_its_place_with_what_to_do() {
    // What is changed, into what, the code, what the place points at, a part of the remedy.
    let slips = [
        ("tier = \"commune\"", "tier = \"comune\"", "text-word-unknown", "\"comune\"", "`commune`"),
        ("field = \"ho-tich\"", "field = \"ho-tick\"", "text-field-unknown", "\"ho-tick\"", "`ho-tich`"),
        ("field = \"ho-tich\"", "field = \"Hộ tịch\"", "text-field-unknown", "\"Hộ tịch\"", "`ho-tich`"),
        (
            "competence = \"commune\"",
            "competence = \"so-noi-v\"",
            "text-unit-unknown",
            "\"so-noi-v\"",
            "`so-noi-vu`",
        ),
        (
            "competence = \"commune\"",
            "competence = \"Sở Nội vụ\"",
            "text-unit-unknown",
            "\"Sở",
            "`so-noi-vu`",
        ),
        ("kind = \"intake\"", "kind = \"nhận\"", "text-word-unknown", "\"nhận\"", "intake, assign, appraise"),
        (
            "place = \"competent\"",
            "place = \"compentent\"",
            "text-unit-unknown",
            "\"compentent\"",
            "`competent`",
        ),
        ("length = \"1 working day\"", "length = \"soon\"", "text-value", "\"soon\"", "3 working days"),
        ("length = \"1 working day\"", "length = \"0 working days\"", "text-value", "\"0 w", "more than 0"),
        ("length = \"1 working day\"", "", "text-key-missing", "[term]", "length = "),
        ("valid_from = 2025-07-01", "valid_from = \"01/07/2025\"", "text-value", "\"01/07", "year-month-day"),
        (
            "valid_from = 2025-07-01",
            "valid_from = 2025-07-01T08:00:00",
            "text-value",
            "2025",
            "year-month-day",
        ),
        ("valid_from = 2025-07-01", "valid_from = true", "text-type", "true", "sample"),
        ("at = \"15:00\"", "at = \"25:00\"", "text-value", "\"25:00\"", "hours:minutes"),
        ("required = true", "required = \"yes\"", "text-type", "\"yes\"", "sample"),
        ("required = true", "", "text-key-missing", "[[paper]]", "required = "),
        ("required = true", "requierd = true\nrequired = true", "text-key-unknown", "requierd", "`required`"),
        ("required = true", "color = 1\nrequired = true", "text-key-unknown", "color", "held_by"),
        ("required = true", "required = true\nrequired = true", "text-key-twice", "required", "[[step]]"),
        ("key = \"p2\"", "key = \"p1\"", "text-key-twice", "\"p1\"", "another key"),
        ("key = \"p1\"", "key = \"giấy 1\"", "text-value", "\"giấy", "without accents"),
        ("key = \"p1\"", "key = \"\"", "text-empty", "\"\"", "Fill it in"),
        ("amount = 0", "amount = -1", "text-value", "-1", "Check the number"),
        ("amount = 0", "amount = 1.5", "text-type", "1.5", "sample"),
        ("amount = 0", "amount = 99999999999999999999999", "text-value", "999", "Check the number"),
        ("[term]", "[[term]]", "text-type", "[[term]]", "one pair"),
        ("channels = [", "channels = [\"online\", ", "text-key-twice", "\"online\"", "another key"),
        ("volume_band = \"A\"", "volume_band = \"Z\"", "text-word-unknown", "\"Z\"", "A, B, C"),
        ("name = \"Thủ tục", "name = \"\\u0007Thủ tục", "text-control-character", "\"", "Delete"),
        ("tier = \"commune\"", "tier = commune", "text-syntax", "commune", "double quotes"),
        ("tier = \"commune\"", "tier = \"commune", "text-syntax", "", "double quotes"),
        ("tier = \"commune\"", "tier =", "text-syntax", "", "name = value"),
    ];
    for (from, to, code, place, remedy) in slips {
        let (text, problems) = problems(from, to);
        let [problem] = &problems[..] else { panic!("{to}: one slip is one problem: {problems:#?}") };
        assert_eq!(problem.code, code, "{to}: {problem}");
        assert!(pointed_at(&text, problem).starts_with(place), "{to}: {problem}");
        assert!(problem.remedy_en.contains(remedy), "{to}: {problem}");
        assert!(!problem.vi.is_empty() && !problem.remedy_vi.is_empty() && problem.vi != problem.en, "{to}");
    }
}

#[test]
fn a_condition_is_pointed_at_where_it_goes_wrong() {
    let step = "key = \"p1\"\nwhen = \"case = a and chanel = post\"";
    let (text, problems) = problems("key = \"p1\"", step);
    assert_eq!((problems.len(), problems[0].code), (1, "text-condition"));
    assert!(pointed_at(&text, &problems[0]).starts_with("chanel"), "{}", problems[0]);
    assert!(problems[0].vi.contains("answer.<câu hỏi>"), "{}", problems[0].vi);
}

#[test]
fn steps_routes_and_opinions_are_read_to_the_last_word() {
    let step = "kind = \"appraise\"\nacts = [\"extend\", \"approve\"]\nnext = [{ to = \"b\" }, { two = \"b\" }]\nopinions = [\n  { place = \"so-noi-vu\", within = \"1 year\" },\n]";
    let (text, problems) = problems("kind = \"appraise\"", step);
    let told: Vec<_> = problems.iter().map(|problem| (problem.code, pointed_at(&text, problem))).collect();
    let codes: Vec<_> = told.iter().map(|(code, _)| *code).collect();
    assert_eq!(
        codes,
        ["text-word-unknown", "text-key-missing", "text-key-unknown", "text-value"],
        "{problems:#?}"
    );
    assert!(told[1].1.starts_with("{ two"), "{told:?}");
}

#[test]
fn a_table_where_sections_belong_is_explained() {
    let text = birth();
    let fees: Vec<&str> = text.lines().filter(|line| *line == "[[fee]]").collect();
    assert!(fees.len() > 1, "the sample has several fees");
    let (_, problems) = problems("[[legal_basis]]", "[legal_basis_]");
    assert_eq!(problems[0].code, "text-key-unknown");
    assert!(problems[0].remedy_en.contains("`legal_basis`"), "{}", problems[0]);
    let one = "code = \"1.000001\"\n[step]\nname = \"x\"\n";
    let problems = read(one, VersionId(1)).expect_err("much is missing");
    let told =
        problems.iter().find(|problem| problem.code == "text-type").expect("the section is of another kind");
    assert!(told.line == 2 && told.remedy_en.contains("[[step]]"), "{told}");
}

#[test]
fn everything_wrong_is_told_at_once_up_to_a_bound() {
    let text = birth();
    let (kinds, required) = (text.matches("\nkind = ").count(), text.matches("\nrequired = true").count());
    assert!(kinds > 3 && required > 3 && 2 * kinds + required < text::PROBLEMS_MAX, "{kinds} {required}");
    let text = text.replace("\nkind = ", "\nkynd = ").replace("\nrequired = true", "\nrequired = 1");
    let problems = read(&text, VersionId(1)).expect_err("much is wrong");
    let count = |code| problems.iter().filter(|problem| problem.code == code).count();
    assert_eq!((count("text-key-unknown"), count("text-key-missing")), (kinds, kinds));
    assert_eq!(count("text-type"), required);
    assert!(problems.is_sorted_by_key(|problem| (problem.line, problem.column)));

    let many = birth() + &"\n[[step]]\nname = \"x\"\n".repeat(100);
    let problems = read(&many, VersionId(1)).expect_err("much is wrong");
    assert_eq!(problems.len(), text::PROBLEMS_MAX);
    assert_eq!(problems.last().map(|problem| problem.code), Some("text-more"));
}

#[test]
fn nothing_that_is_not_there_is_blamed_while_a_line_cannot_be_read() {
    // The broken line hides what it says; that must not be told as missing.
    let (_, problems) = problems("name = \"Thủ tục đăng ký khai sinh\"", "name = Thủ tục đăng ký khai sinh");
    assert!(problems.iter().all(|problem| problem.code == "text-syntax"), "{problems:#?}");
}

#[test]
fn limits_are_told() {
    let long = format!("name = \"{}\"", "x".repeat(text::VALUE_CHARS_MAX + 1));
    let (_, problems) = problems("name = \"Thủ tục đăng ký khai sinh\"", &long);
    assert_eq!((problems.len(), problems[0].code), (1, "text-too-long"));
    let step = "\n[[step]]\nname = \"x\"\nkind = \"review\"\nrole = \"clerk\"\nplace = \"competent\"\n";
    let problems =
        read(&(birth() + &step.repeat(text::STEPS_MAX)), VersionId(1)).expect_err("too many steps");
    assert_eq!((problems.len(), problems[0].code), (1, "text-too-many"));
}

#[test]
fn every_code_is_explained_to_designers() {
    let page = include_str!("../../../../../docs/howto/add-a-procedure.md");
    let distinct: BTreeSet<_> = CODES.into_iter().collect();
    assert_eq!(distinct.len(), CODES.len());
    for code in CODES {
        assert!(page.contains(&format!("`{code}`")), "{code} is not in docs/howto/add-a-procedure.md");
    }
}
