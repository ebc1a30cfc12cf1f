//! Required papers, and the pages and fields of the form.

use super::Section::{Form, Papers};
use super::diff::{About, Both, Diff, Same, joined, or_nothing, pair, quoted};
use super::words;
use motcua_domain::procedure::{FormField, FormPage, RequiredPaper};
use motcua_domain::text::fold;

impl Diff<'_> {
    pub(super) fn papers(&mut self) {
        let (a, b) = (&self.old.papers, &self.new.papers);
        let criteria: [Same<'_, RequiredPaper>; 3] = [
            &|x, y| x.key == y.key && fold(&x.name) == fold(&y.name),
            &|x, y| fold(&x.name) == fold(&y.name),
            &|x, y| x.key == y.key,
        ];
        let paired = pair(a, b, &criteria);
        for at in &paired.removed {
            self.removed(Papers, paper(&a[*at]));
        }
        for at in &paired.added {
            let (vi, en) = paper(&b[*at]);
            let (form_vi, form_en) = words::paper_form(&b[*at].form);
            let must = if b[*at].required {
                ("bắt buộc", "required")
            } else {
                ("không bắt buộc", "not required")
            };
            let said = (format!("{vi} ({form_vi}, {})", must.0), format!("{en} ({form_en}, {})", must.1));
            self.added(Papers, said);
        }
        for (from, to) in &paired.pairs {
            self.paper((&a[*from], &b[*to]));
        }
        if paired.reordered() {
            self.reordered(Papers, ("giấy tờ", "the papers"), joined(b.iter().map(|one| quoted(&one.name))));
        }
    }

    fn paper(&mut self, (old, new): (&RequiredPaper, &RequiredPaper)) {
        let RequiredPaper { key, name, name_en, form, required, when, held_by, by_form } = old;
        let about = About { section: Papers, thing: paper(new) };
        let maybe = |text: &Option<String>| or_nothing(text.as_deref(), quoted);
        self.value(&about, ("mã", "key"), (&key.0, &new.key.0), |text| quoted(text));
        self.value(&about, ("tên", "name"), (name, &new.name), |text| quoted(text));
        self.value(&about, ("tên tiếng Anh", "English name"), (name_en, &new.name_en), maybe);
        self.value(&about, ("loại bản", "kind of copy"), (form, &new.form), words::paper_form);
        let must = ("nay là bắt buộc", "now required");
        self.switch(&about, (*required, new.required), must, ("không còn bắt buộc", "no longer required"));
        self.condition_of(&about, ("chỉ cần khi", "needed only when"), (when, &new.when));
        self.value(&about, ("nơi đã có", "held by"), (held_by, &new.held_by), maybe);
        let by_form = (*by_form, new.by_form);
        let stands =
            ("nay biểu mẫu điện tử thay cho giấy này", "the electronic form now stands in its place");
        let gone = (
            "biểu mẫu điện tử không còn thay cho giấy này",
            "the electronic form no longer stands in its place",
        );
        self.switch(&about, by_form, stands, gone);
    }

    pub(super) fn form(&mut self) {
        let (a, b) = (&self.old.form, &self.new.form);
        let criteria: [Same<'_, FormPage>; 2] = [&|x, y| x.key == y.key, &|x, y| x.title == y.title];
        let paired = pair(a, b, &criteria);
        for at in &paired.removed {
            self.removed(Form, page(&a[*at]));
        }
        for at in &paired.added {
            let fields = joined(b[*at].fields.iter().map(|one| quoted(&one.field)));
            let (vi, en) = page(&b[*at]);
            self.added(Form, (format!("{vi} ({})", fields.0), format!("{en} ({})", fields.1)));
        }
        for (from, to) in &paired.pairs {
            let FormPage { key, title, title_en, fields } = &a[*from];
            let new = &b[*to];
            let about = About { section: Form, thing: page(new) };
            self.value(&about, ("mã", "key"), (key, &new.key), |text| quoted(text));
            self.value(&about, ("tiêu đề", "heading"), (title, &new.title), |text| quoted(text));
            let name = ("tiêu đề tiếng Anh", "English heading");
            self.value(&about, name, (title_en, &new.title_en), |text| quoted(text));
            self.fields(&about, (fields, &new.fields));
        }
        if paired.reordered() {
            self.reordered(Form, ("các trang", "the pages"), joined(b.iter().map(|one| quoted(&one.title))));
        }
    }

    fn fields(&mut self, page: &About, (a, b): (&[FormField], &[FormField])) {
        let paired = pair(a, b, &[&|x: &FormField, y: &FormField| x.field == y.field]);
        let of = |field: &FormField| {
            (
                format!("ô “{}” ở {}", field.field, page.thing.0),
                format!("field “{}” on {}", field.field, page.thing.1),
            )
        };
        for at in &paired.removed {
            self.removed(Form, of(&a[*at]));
        }
        for at in &paired.added {
            self.added(Form, of(&b[*at]));
        }
        for (from, to) in &paired.pairs {
            // The key of the field is what paired them.
            let FormField { field: _, required, when, prefill } = &a[*from];
            let new = &b[*to];
            let about = About { section: Form, thing: of(new) };
            let must = ("nay là bắt buộc", "now required");
            self.switch(
                &about,
                (*required, new.required),
                must,
                ("không còn bắt buộc", "no longer required"),
            );
            self.condition_of(&about, ("chỉ hỏi khi", "asked only when"), (when, &new.when));
            let from = |prefill: &Option<_>| or_nothing(prefill.as_ref(), words::prefill);
            self.value(&about, ("nguồn điền sẵn", "filled in from"), (prefill, &new.prefill), from);
        }
        if paired.reordered() {
            let what = (format!("các ô ở {}", page.thing.0), format!("the fields on {}", page.thing.1));
            self.reordered(Form, (&what.0, &what.1), joined(b.iter().map(|one| quoted(&one.field))));
        }
    }
}

fn paper(paper: &RequiredPaper) -> Both {
    let english = paper.name_en.as_ref().unwrap_or(&paper.name);
    (format!("giấy tờ “{}”", paper.name), format!("paper “{english}”"))
}

fn page(page: &FormPage) -> Both {
    (format!("trang “{}”", page.title), format!("page “{}”", page.title_en))
}
