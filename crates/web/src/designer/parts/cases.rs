//! Questions, the cases they lead to, and terms that differ by case or channel.

use super::rule;
use crate::designer::ground::{Ground, word};
use crate::designer::layout::{Column, Kind, Piece, Sheet, or_none};
use crate::designer::reader::{At, Reader};
use crate::designer::typed::{Row, Typed};
use motcua_domain::ids::CaseKey;
use motcua_domain::procedure::{Case, Choice as Answer, ProcedureVersion, Question, TermVariant};
use motcua_views::Choice;

pub(super) fn layout(g: &Ground, version: &ProcedureVersion) -> Vec<Piece> {
    let heading = |vi, en, help: (&str, &str)| {
        Piece::Heading(g.pick(vi, en).to_owned(), Some(g.pick(help.0, help.1).to_owned()))
    };
    vec![
        heading(
            "Câu hỏi phân biệt trường hợp",
            "Questions that tell cases apart",
            (
                "Hỏi người nộp trước khi nhận hồ sơ; mỗi người được hỏi nhiều nhất bốn câu.",
                "Asked before a dossier is received; nobody is asked more than four.",
            ),
        ),
        Piece::Sheet(questions(g)),
        heading(
            "Trường hợp",
            "Cases",
            (
                "Xét từ trên xuống: trường hợp đầu tiên có điều kiện đúng được áp dụng.",
                "Looked at from top to bottom: the first whose condition holds applies.",
            ),
        ),
        Piece::Sheet(cases(g)),
        heading(
            "Thời hạn riêng",
            "Terms that differ",
            (
                "Chỉ ghi những trường hợp, cách nộp có thời hạn khác thời hạn chung. Ghi trường hợp mới và lưu trước khi chọn ở đây.",
                "Only cases and channels whose term is not the general one. Save a new case before choosing it here.",
            ),
        ),
        Piece::Sheet(terms(g, version)),
    ]
}

fn questions(g: &Ground) -> Sheet {
    let column = |key, vi, en, kind| Column::new(key, g.pick(vi, en), kind);
    Sheet {
        key: "questions",
        unit: g.pick("câu hỏi", "question").to_owned(),
        caption: g.pick("Câu hỏi", "Questions").to_owned(),
        columns: vec![
            column("key", "Mã", "Key", Kind::Short),
            column("text", "Câu hỏi", "Question", Kind::Lines(2)),
            column("text_en", "Bằng tiếng Anh", "In English", Kind::Lines(2)),
            column(
                "choices",
                "Câu trả lời: mã; tiếng Việt; tiếng Anh",
                "Answers: key; Vietnamese; English",
                Kind::Lines(3),
            ),
            column("when", "Chỉ hỏi khi", "Asked only when", Kind::Line).optional(),
        ],
        add: g.pick("Thêm câu hỏi", "Add a question").to_owned(),
    }
}

fn cases(g: &Ground) -> Sheet {
    let column = |key, vi, en, kind| Column::new(key, g.pick(vi, en), kind);
    Sheet {
        key: "cases",
        unit: g.pick("trường hợp", "case").to_owned(),
        caption: g.pick("Trường hợp", "Cases").to_owned(),
        columns: vec![
            column("key", "Mã", "Key", Kind::Short),
            column("name", "Tên", "Name", Kind::Lines(2)),
            column("name_en", "Bằng tiếng Anh", "In English", Kind::Lines(2)),
            column("when", "Khi", "When", Kind::Line).optional(),
        ],
        add: g.pick("Thêm trường hợp", "Add a case").to_owned(),
    }
}

fn terms(g: &Ground, version: &ProcedureVersion) -> Sheet {
    let mut columns = vec![
        Column::new("case", g.pick("Trường hợp", "Case"), Kind::One(case_choices(g, version))).optional(),
        Column::new(
            "channel",
            g.pick("Cách nộp", "Channel"),
            Kind::One(or_none(g.lang, g.channel_choices())),
        )
        .optional(),
    ];
    columns.extend(rule::columns(g));
    Sheet {
        key: "terms",
        unit: g.pick("thời hạn", "term").to_owned(),
        caption: g.pick("Thời hạn riêng", "Terms that differ").to_owned(),
        columns,
        add: g.pick("Thêm thời hạn", "Add a term").to_owned(),
    }
}

/// The cases to choose from, or none.
pub(super) fn case_choices(g: &Ground, version: &ProcedureVersion) -> Vec<Choice> {
    let name = |case: &Case| g.pick(&case.name, &case.name_en).to_owned();
    or_none(g.lang, version.cases.iter().map(|case| Choice::new(case.key.as_str(), name(case))).collect())
}

pub(super) fn fill(g: &Ground, version: &ProcedureVersion, typed: &mut Typed) {
    let when = |when: &Option<motcua_domain::procedure::Condition>| {
        when.as_ref().map_or_else(String::new, ToString::to_string)
    };
    let question = |question: &Question| {
        let answers = question.choices.iter();
        let answers: Vec<String> =
            answers.map(|a| format!("{}; {}; {}", a.key, a.label, a.label_en)).collect();
        Row::from([
            ("key", question.key.clone()),
            ("text", question.text.clone()),
            ("text_en", question.text_en.clone()),
            ("choices", answers.join("\n")),
            ("when", when(&question.when)),
        ])
    };
    typed.put("questions", version.questions.iter().map(question).collect());
    let case = |case: &Case| {
        Row::from([
            ("key", case.key.to_string()),
            ("name", case.name.clone()),
            ("name_en", case.name_en.clone()),
            ("when", when(&case.when)),
        ])
    };
    typed.put("cases", version.cases.iter().map(case).collect());
    let term = |variant: &TermVariant| {
        let mut row = Row::from(rule::typed(g, &variant.rule));
        row.insert("case", variant.case.as_ref().map_or_else(String::new, ToString::to_string));
        row.insert("channel", variant.channel.map_or_else(String::new, word));
        row
    };
    typed.put("terms", version.terms.iter().map(term).collect());
}

pub(super) fn read(reader: &mut Reader<'_>, typed: &Typed, version: &mut ProcedureVersion) {
    let rows = |table: &'static str| {
        typed.rows(table).iter().enumerate().map(move |(index, row)| At { table, index, row })
    };
    version.questions = rows("questions").map(|at| question(reader, at)).collect();
    version.cases = rows("cases")
        .map(|at| Case {
            key: reader.key(&at.id("key"), at.text("key")).as_str().into(),
            name: reader.text(&at.id("name"), at.text("name"), ("tên trường hợp", "the name of the case")),
            name_en: at.text("name_en").to_owned(),
            when: reader.condition(&at.id("when"), at.text("when")),
        })
        .collect();
    let terms: Vec<Option<TermVariant>> = rows("terms")
        .map(|at| {
            let channel = reader.one_or_none(&at.id("channel"), at.text("channel"));
            let rule = rule::read(reader, |column| at.id(column), |column| at.text(column))?;
            Some(TermVariant { case: case_key(at.text("case")), channel, rule })
        })
        .collect();
    version.terms = terms.into_iter().flatten().collect();
}

/// A case by its key, or none.
pub(super) fn case_key(typed: &str) -> Option<CaseKey> {
    Some(typed).filter(|key| !key.is_empty()).map(Into::into)
}

fn question(reader: &mut Reader<'_>, at: At<'_>) -> Question {
    let mut choices = Vec::new();
    for line in at.text("choices").lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut parts = line.splitn(3, ';').map(str::trim);
        let key = reader.key(&at.id("choices"), parts.next().unwrap_or_default());
        let label = parts.next().unwrap_or_default().to_owned();
        choices.push(Answer { key, label, label_en: parts.next().unwrap_or_default().to_owned() });
    }
    if choices.len() < 2 || choices.iter().any(|choice| choice.label.is_empty()) {
        reader.wrong::<()>(
            at.id("choices"),
            "Ghi ít nhất hai câu trả lời, mỗi dòng một câu: mã; tiếng Việt; tiếng Anh",
            "Write at least two answers, one a line: key; Vietnamese; English",
        );
    }
    Question {
        key: reader.key(&at.id("key"), at.text("key")),
        text: reader.text(&at.id("text"), at.text("text"), ("câu hỏi", "the question")),
        text_en: at.text("text_en").to_owned(),
        choices,
        when: reader.condition(&at.id("when"), at.text("when")),
    }
}
