//! Questions, their choices, and cases.

use super::Section::Cases;
use super::diff::{About, Both, Diff, Same, joined, pair, quoted};
use motcua_domain::procedure::{Case, Choice, Question};

impl Diff<'_> {
    pub(super) fn questions(&mut self) {
        let (a, b) = (&self.old.questions, &self.new.questions);
        let criteria: [Same<'_, Question>; 2] = [&|x, y| x.key == y.key, &|x, y| x.text == y.text];
        let paired = pair(a, b, &criteria);
        for at in &paired.removed {
            self.removed(Cases, question(&a[*at]));
        }
        for at in &paired.added {
            self.added(Cases, question(&b[*at]));
        }
        for (from, to) in &paired.pairs {
            let Question { key, text, text_en, choices, when } = &a[*from];
            let new = &b[*to];
            let about = About { section: Cases, thing: question(new) };
            self.value(&about, ("mã", "key"), (key, &new.key), |text| quoted(text));
            self.value(&about, ("nội dung", "text"), (text, &new.text), |text| quoted(text));
            self.value(&about, ("nội dung tiếng Anh", "English text"), (text_en, &new.text_en), |text| {
                quoted(text)
            });
            self.condition_of(&about, ("chỉ hỏi khi", "asked only when"), (when, &new.when));
            self.choices(&about, (choices, &new.choices));
        }
        if paired.reordered() {
            self.reordered(
                Cases,
                ("các câu hỏi", "the questions"),
                joined(b.iter().map(|one| quoted(&one.text))),
            );
        }
    }

    fn choices(&mut self, about: &About, (a, b): (&[Choice], &[Choice])) {
        let paired = pair(a, b, &[&|x: &Choice, y: &Choice| x.key == y.key]);
        let of = |choice: &Choice| {
            (
                format!("lựa chọn “{}” của {}", choice.label, about.thing.0),
                format!("choice “{}” of {}", choice.label_en, about.thing.1),
            )
        };
        for at in &paired.removed {
            self.removed(Cases, of(&a[*at]));
        }
        for at in &paired.added {
            self.added(Cases, of(&b[*at]));
        }
        for (from, to) in &paired.pairs {
            let Choice { key, label, label_en } = &a[*from];
            let new = &b[*to];
            let about = About { section: Cases, thing: of(new) };
            self.value(&about, ("mã", "key"), (key, &new.key), |text| quoted(text));
            self.value(&about, ("nội dung", "text"), (label, &new.label), |text| quoted(text));
            self.value(
                &about,
                ("nội dung tiếng Anh", "English text"),
                (label_en, &new.label_en),
                |text| quoted(text),
            );
        }
        if paired.reordered() {
            let what =
                (format!("các lựa chọn của {}", about.thing.0), format!("the choices of {}", about.thing.1));
            self.reordered(Cases, (&what.0, &what.1), joined(b.iter().map(|one| quoted(&one.label))));
        }
    }

    pub(super) fn cases(&mut self) {
        let (a, b) = (&self.old.cases, &self.new.cases);
        let criteria: [Same<'_, Case>; 2] = [&|x, y| x.key == y.key, &|x, y| x.name == y.name];
        let paired = pair(a, b, &criteria);
        for at in &paired.removed {
            self.removed(Cases, case(&a[*at]));
        }
        for at in &paired.added {
            self.added(Cases, case(&b[*at]));
        }
        for (from, to) in &paired.pairs {
            let Case { key, name, name_en, when } = &a[*from];
            let new = &b[*to];
            let about = About { section: Cases, thing: case(new) };
            self.value(&about, ("mã", "key"), (&key.0, &new.key.0), |text| quoted(text));
            self.value(&about, ("tên", "name"), (name, &new.name), |text| quoted(text));
            self.value(&about, ("tên tiếng Anh", "English name"), (name_en, &new.name_en), |text| {
                quoted(text)
            });
            self.condition_of(&about, ("áp dụng khi", "applies when"), (when, &new.when));
        }
        if paired.reordered() {
            self.reordered(
                Cases,
                ("các trường hợp", "the cases"),
                joined(b.iter().map(|one| quoted(&one.name))),
            );
        }
    }
}

fn question(question: &Question) -> Both {
    (format!("câu hỏi “{}”", question.text), format!("question “{}”", question.text_en))
}

fn case(case: &Case) -> Both {
    (format!("trường hợp “{}”", case.name), format!("case “{}”", case.name_en))
}
