//! What a version says of itself: names, code, channels, result, and what is provisional.

use super::codes::*;
use super::say;
use super::sink::{Sink, at_step, whole};
use crate::finding::Place;
use motcua_domain::procedure::{Channel, ProcedureVersion, ServiceLevel};

pub(super) fn check(version: &ProcedureVersion, sink: &mut Sink) {
    names(version, sink);
    english(version, sink);
    let code = version.code.as_str();
    if !is_code(code) {
        let vi = format!("Mã “{code}” không đúng dạng.");
        sink.add(CODE_MALFORMED, whole("code"), vi, format!("The code “{code}” does not have the form."));
    }
    if version.result_name.trim().is_empty() {
        let vi = "Chưa ghi kết quả giải quyết.";
        sink.add(RESULT_MISSING, whole("result_name"), vi, "What is issued is not named.");
    }
    channels(version, sink);
    let marks = [
        (version.provisional.term, "term", "Thời hạn là giá trị tạm thời.", "The legal term is provisional."),
        (
            version.provisional.steps,
            "steps",
            "Các bước là quy trình mẫu, chưa phải quy trình công bố.",
            "The steps are the default chain, not a published one.",
        ),
        (
            version.provisional.papers,
            "papers",
            "Thành phần hồ sơ chưa đầy đủ hoặc chưa công bố.",
            "The list of papers is incomplete or not published.",
        ),
        (version.provisional.fee, "fees", "Mức phí chưa rõ.", "The fee is not known."),
        (
            version.provisional.form,
            "form",
            "Biểu mẫu điện tử chưa phải mẫu được công bố.",
            "The electronic form is not a published one.",
        ),
    ];
    for (_, value, vi, en) in marks.into_iter().filter(|mark| mark.0) {
        sink.add(PROVISIONAL, whole(value), vi, en);
    }
}

/// `d.dddddd`, as the national procedure database writes it.
fn is_code(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 8
        && bytes[1] == b'.'
        && bytes.iter().enumerate().all(|(at, byte)| at == 1 || byte.is_ascii_digit())
}

fn names(version: &ProcedureVersion, sink: &mut Sink) {
    let mut need = |name: &str, place: &dyn Fn() -> Place, vi: String, en: String| {
        if name.trim().is_empty() {
            sink.add(NAME_MISSING, place(), vi, en);
        }
    };
    need(
        &version.name,
        &|| whole("name"),
        "Thủ tục chưa có tên.".to_owned(),
        "The procedure has no name.".to_owned(),
    );
    for (index, step) in version.steps.iter().enumerate() {
        let number = index + 1;
        let place = || at_step(index);
        need(
            &step.name,
            &place,
            format!("Bước {number} chưa có tên."),
            format!("Step {number} has no name."),
        );
        for own in step.opinions.iter().flat_map(|branch| &branch.steps) {
            let vi = format!("Bước {number} có bước của nhánh song song chưa có tên.");
            need(&own.name, &place, vi, format!("Step {number} has a branch with a step without a name."));
        }
    }
    for (index, paper) in version.papers.iter().enumerate() {
        let number = index + 1;
        let place = || Place::Paper { key: paper.key.to_string() };
        need(
            &paper.name,
            &place,
            format!("Giấy tờ thứ {number} chưa có tên."),
            format!("Paper {number} has no name."),
        );
    }
    for (index, case) in version.cases.iter().enumerate() {
        let number = index + 1;
        let place = || Place::Case { key: case.key.to_string() };
        need(
            &case.name,
            &place,
            format!("Trường hợp thứ {number} chưa có tên."),
            format!("Case {number} has no name."),
        );
    }
    for (index, question) in version.questions.iter().enumerate() {
        let number = index + 1;
        let place = || Place::Question { key: question.key.clone() };
        need(
            &question.text,
            &place,
            format!("Câu hỏi thứ {number} chưa có nội dung."),
            format!("Question {number} has no text."),
        );
        for choice in &question.choices {
            let vi = format!("Câu hỏi thứ {number} có lựa chọn chưa có nội dung.");
            need(&choice.label, &place, vi, format!("Question {number} has a choice without a text."));
        }
    }
}

/// English names that are lacking: one finding for each kind of thing, not for each thing.
fn english(version: &ProcedureVersion, sink: &mut Sink) {
    let empty = |text: &String| text.trim().is_empty();
    if version.name_en.as_ref().is_none_or(empty) {
        let vi = "Thủ tục chưa có tên tiếng Anh.";
        sink.add(ENGLISH_MISSING, whole("name_en"), vi, "The procedure has no English name.");
    }
    let branches = version.steps.iter().flat_map(|step| &step.opinions).flat_map(|branch| &branch.steps);
    let steps = version.steps.iter().filter(|step| empty(&step.name_en)).count()
        + branches.filter(|step| empty(&step.name_en)).count();
    let papers = version.papers.iter().filter(|paper| paper.name_en.as_ref().is_none_or(empty)).count();
    let cases = version.cases.iter().filter(|case| empty(&case.name_en)).count();
    let choices = version.questions.iter().flat_map(|question| &question.choices);
    let questions = version.questions.iter().filter(|question| empty(&question.text_en)).count()
        + choices.filter(|choice| empty(&choice.label_en)).count();
    let pages = version.form.iter().filter(|page| empty(&page.title_en)).count();
    let counts = [
        (steps, "steps", "bước", "steps"),
        (papers, "papers", "giấy tờ", "papers"),
        (cases, "cases", "trường hợp", "cases"),
        (questions, "questions", "câu hỏi hoặc lựa chọn", "questions or choices"),
        (pages, "form", "trang của tờ khai", "pages of the form"),
    ];
    for (count, value, vi, en) in counts.into_iter().filter(|count| count.0 > 0) {
        let vi = format!("{count} {vi} chưa có tên tiếng Anh.");
        sink.add(ENGLISH_MISSING, whole(value), vi, format!("{en} without an English name: {count}."));
    }
}

fn channels(version: &ProcedureVersion, sink: &mut Sink) {
    if version.channels.is_empty() {
        let vi = "Thủ tục chưa có cách nộp nào.";
        sink.add(CHANNEL_MISSING, whole("channels"), vi, "There is no way to file.");
    }
    for (at, channel) in version.channels.iter().enumerate() {
        if version.channels[..at].contains(channel) {
            let (vi, en) = say::channel_name(*channel);
            let vi = format!("Cách nộp {vi} ghi hai lần.");
            sink.add(CHANNEL_MISSING, whole("channels"), vi, format!("The channel “{en}” stands twice."));
        }
    }
    let online = version.channels.contains(&Channel::Online);
    let (vi, en) = match version.service_level {
        ServiceLevel::None if online => (
            "Thủ tục ghi là không trực tuyến nhưng nhận hồ sơ trực tuyến.",
            "The procedure is said to be offline, and online filing is offered.",
        ),
        ServiceLevel::Full | ServiceLevel::Partial | ServiceLevel::OnlineUnspecified if !online => (
            "Thủ tục ghi là trực tuyến nhưng không nhận hồ sơ trực tuyến.",
            "The procedure is said to be online, and online filing is not offered.",
        ),
        _ if version.online_when.is_some() && !online => (
            "Có điều kiện nộp trực tuyến nhưng không nhận hồ sơ trực tuyến.",
            "There is a condition for filing online, which is not offered.",
        ),
        _ => return,
    };
    sink.add(ONLINE_DIFFERS, whole("service_level"), vi, en);
}
