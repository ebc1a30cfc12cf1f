//! One step of a branch as one line, below the line of its agency: what a cell of a workbook and a field of the editor hold.
//!
//! `> Kiểm tra hồ sơ; chuyên viên; 4 giờ làm việc; kiem-tra; Check; ho-tich; 10` — name, role, time, key, English name,
//! field of the officer, least plausible working minutes. What comes last may be left out. A semicolon inside a name is
//! written `\;`.

use motcua_calendar::{Lang, Term};
use motcua_domain::actor::Role;
use motcua_domain::procedure::BranchStep;
use motcua_domain::text::fold;

/// How such a line begins.
pub const MARK: char = '>';
/// The most working minutes a floor may say: far more than any step takes.
const FLOOR_MAX: u32 = 1_000_000;

/// Why a line cannot be read, for the one who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineProblem {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// The line of a step, with its mark.
pub fn write(step: &BranchStep, lang: Lang) -> String {
    let floor = if step.floor_minutes == 0 { String::new() } else { step.floor_minutes.to_string() };
    let mut parts = vec![
        escaped(&step.name),
        step.role.label(lang).to_owned(),
        step.budget.map_or_else(String::new, |term| term.label(lang)),
        escaped(&step.key),
        escaped(&step.name_en),
        step.field.as_ref().map_or_else(String::new, |field| escaped(field.as_str())),
        floor,
    ];
    while parts.len() > 2 && parts.last().is_some_and(String::is_empty) {
        parts.pop();
    }
    format!("{MARK} {}", parts.join("; "))
}

/// The step of a line, with or without its mark.
///
/// # Errors
/// What cannot be read.
pub fn read(line: &str) -> Result<BranchStep, LineProblem> {
    let line = line.trim();
    let parts = split(line.strip_prefix(MARK).unwrap_or(line));
    if parts.len() > 7 {
        let (vi, en) = (
            "có quá nhiều phần; dấu chấm phẩy trong tên viết là \\;",
            "there are too many parts; a semicolon in a name is written \\;",
        );
        return Err(problem(line, vi, en));
    }
    let part = |at: usize| parts.get(at).map_or("", String::as_str);
    if part(0).is_empty() {
        return Err(problem(line, "chưa có tên bước", "the step has no name"));
    }
    let role = role(part(1)).ok_or_else(|| {
        let (vi, en) = (roles(Lang::Vi), roles(Lang::En));
        problem(
            line,
            &format!("phần thứ hai phải là một vai trò: {vi}"),
            &format!("the second part must be a role: {en}"),
        )
    })?;
    let budget = match part(2) {
        "" => None,
        text => Some(Term::parse(text).map_err(|_| {
            let vi = "phần thứ ba là thời gian, như “4 giờ làm việc” hoặc “1 ngày làm việc”";
            problem(line, vi, "the third part is a time such as “4 working hours” or “1 working day”")
        })?),
    };
    let floor_minutes = match part(6) {
        "" => 0,
        text => text.parse().ok().filter(|minutes| *minutes <= FLOOR_MAX).ok_or_else(|| {
            problem(
                line,
                "phần thứ bảy là số phút làm việc ít nhất",
                "the seventh part is the least working minutes",
            )
        })?,
    };
    Ok(BranchStep {
        key: part(3).to_owned(),
        name: part(0).to_owned(),
        name_en: part(4).to_owned(),
        role,
        field: Some(part(5)).filter(|field| !field.is_empty()).map(Into::into),
        budget,
        floor_minutes,
    })
}

fn problem(line: &str, vi: &str, en: &str) -> LineProblem {
    let shown: String = line.chars().take(80).collect();
    LineProblem { vi: format!("Dòng “{shown}”: {vi}."), en: format!("Line “{shown}”: {en}.") }
}

fn role(text: &str) -> Option<Role> {
    let typed = fold(text);
    Role::ALL.into_iter().find(|role| {
        role.key() == text.trim() || [Lang::Vi, Lang::En].iter().any(|lang| fold(role.label(*lang)) == typed)
    })
}

fn roles(lang: Lang) -> String {
    let all = Role::ALL.into_iter().filter(|role| role.works()).map(|role| role.label(lang));
    all.collect::<Vec<_>>().join("; ")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out
}

/// The parts between semicolons, those in names taken as they are.
fn split(line: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let Some(part) = parts.last_mut() else { break };
        match c {
            ';' => parts.push(String::new()),
            '\\' => match chars.next() {
                Some('n') => part.push('\n'),
                Some(c) => part.push(c),
                None => part.push('\\'),
            },
            c => part.push(c),
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]

    use super::*;

    #[test]
    fn a_line_says_what_is_usual_and_leaves_out_the_rest() {
        let step = read("> Ký; lãnh đạo đơn vị").unwrap();
        assert_eq!((step.name.as_str(), step.role, step.budget), ("Ký", Role::UnitHead, None));
        assert_eq!(write(&step, Lang::En), "> Ký; head of unit");
        let full = "> Kiểm tra\\; đối chiếu; specialist; 4 working hours; kiem-tra; Check; ho-tich; 10";
        let step = read(full).unwrap();
        assert_eq!(step.name, "Kiểm tra; đối chiếu");
        assert_eq!(write(&step, Lang::En), full);
        assert_eq!(read(&write(&step, Lang::Vi)).unwrap(), step);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_what_to_write() {
        for (line, said) in [
            (">", "chưa có tên"),
            ("> Ký; giám định viên", "vai trò: cán bộ một cửa"),
            ("> Ký; chuyên viên; lâu", "4 giờ làm việc"),
            ("> Ký; chuyên viên; ; ; ; ; ít", "số phút"),
            ("> a; chuyên viên; ; ; ; ; 1; thừa", "quá nhiều"),
        ] {
            let problem = read(line).unwrap_err();
            assert!(problem.vi.contains(said) && problem.en.contains(line.trim()), "{problem:?}");
        }
    }
}
