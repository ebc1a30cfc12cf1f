//! What a version says of itself, its validity, its competence and its legal basis.

use super::Section::{Basis, Competence, General, Validity};
use super::diff::{About, Both, Diff, joined, nothing, or_nothing, pair, quoted, same};
use super::words;
use motcua_domain::procedure::{LegalBasis, Provisional};

impl Diff<'_> {
    pub(super) fn general(&mut self) {
        let (a, b) = (self.old, self.new);
        let about = About::version(General);
        let text = |text: &String| quoted(text);
        let maybe = |text: &Option<String>| or_nothing(text.as_deref(), quoted);
        self.value(&about, ("mã thủ tục", "code"), (&a.code.0, &b.code.0), text);
        self.value(&about, ("tên", "name"), (&a.name, &b.name), text);
        self.value(&about, ("tên tiếng Anh", "English name"), (&a.name_en, &b.name_en), maybe);
        let words_of = |list: &Vec<String>| joined(list.iter().map(|word| quoted(word)));
        self.value(&about, ("từ khóa tìm kiếm", "search words"), (&a.synonyms, &b.synonyms), words_of);
        self.value(&about, ("mã lĩnh vực", "key of the field"), (&a.field.0, &b.field.0), text);
        self.value(&about, ("lĩnh vực", "field"), (&a.field_name, &b.field_name), text);
        let name = ("tên tiếng Anh của lĩnh vực", "English name of the field");
        self.value(&about, name, (&a.field_name_en, &b.field_name_en), text);
        let name = ("mức dịch vụ trực tuyến", "online level");
        self.value(&about, name, (&a.service_level, &b.service_level), words::level);
        let list = |list: &Vec<_>| joined(list.iter().map(words::channel));
        self.value(&about, ("cách nộp", "channels"), (&a.channels, &b.channels), list);
        self.condition_of(
            &about,
            ("điều kiện nộp trực tuyến", "condition for filing online"),
            (&a.online_when, &b.online_when),
        );
        self.value(&about, ("kết quả", "result"), (&a.result_name, &b.result_name), text);
        self.value(&about, ("mã kết quả", "code of the result"), (&a.result_code, &b.result_code), maybe);
        self.value(&about, ("nguồn", "source"), (&a.source, &b.source), text);
        let band = |band: &char| same(format!("“{band}”"));
        self.value(&about, ("nhóm số lượng hồ sơ", "volume band"), (&a.volume_band, &b.volume_band), band);
        self.provisional();
    }

    fn provisional(&mut self) {
        let Provisional { term, steps, papers, fee, form } = self.old.provisional;
        let new = self.new.provisional;
        let marks = [
            ((term, new.term), ("thời hạn", "term")),
            ((steps, new.steps), ("các bước", "steps")),
            ((papers, new.papers), ("thành phần hồ sơ", "papers")),
            ((fee, new.fee), ("mức phí", "fee")),
            ((form, new.form), ("biểu mẫu", "form")),
        ];
        for (values, (vi, en)) in marks {
            let on = (format!("{vi} nay là giá trị tạm thời"), format!("{en} now marked as provisional"));
            let off = (
                format!("{vi} không còn là giá trị tạm thời"),
                format!("{en} no longer marked as provisional"),
            );
            self.switch(&About::version(General), values, (&on.0, &on.1), (&off.0, &off.1));
        }
    }

    pub(super) fn validity(&mut self) {
        let about = About::version(Validity);
        let (a, b) = (self.old, self.new);
        self.value(&about, ("ngày bắt đầu", "first day"), (&a.valid_from, &b.valid_from), words::date);
        let end = |date: &Option<_>| or_nothing(date.as_ref(), words::date);
        self.value(&about, ("ngày kết thúc", "last day"), (&a.valid_to, &b.valid_to), end);
    }

    pub(super) fn competence(&mut self) {
        let about = About::version(Competence);
        let (a, b) = (self.old, self.new);
        self.value(&about, ("cấp giải quyết", "level of government"), (&a.tier, &b.tier), words::tier);
        if a.competence != b.competence {
            let said = (self.competent(&a.competence), self.competent(&b.competence));
            self.moved(&about, ("cơ quan có thẩm quyền", "competent agency"), said);
        }
    }

    pub(super) fn basis(&mut self) {
        let (a, b) = (&self.old.legal_basis, &self.new.legal_basis);
        let paired = pair(a, b, &[&|x: &LegalBasis, y: &LegalBasis| x.document == y.document]);
        for at in &paired.removed {
            self.removed(Basis, named("căn cứ", &a[*at]));
        }
        for at in &paired.added {
            self.added(Basis, named("căn cứ", &b[*at]));
        }
        for (from, to) in &paired.pairs {
            let LegalBasis { document, article, link } = &a[*from];
            let new = &b[*to];
            let about = About { section: Basis, thing: named("căn cứ", new) };
            let maybe = |text: &Option<String>| or_nothing(text.as_deref(), quoted);
            self.value(&about, ("văn bản", "document"), (document, &new.document), |text| quoted(text));
            self.value(&about, ("điều khoản", "article"), (article, &new.article), maybe);
            self.value(&about, ("liên kết", "link"), (link, &new.link), maybe);
        }
        if paired.reordered() {
            let now = joined(b.iter().map(|basis| quoted(&basis.document)));
            self.reordered(Basis, ("các căn cứ", "the legal bases"), now);
        }
    }

    /// A condition that differs.
    pub(super) fn condition_of(
        &mut self,
        about: &About,
        name: (&str, &str),
        (old, new): (
            &Option<motcua_domain::procedure::Condition>,
            &Option<motcua_domain::procedure::Condition>,
        ),
    ) {
        if old != new {
            let say = |when: &Option<_>| when.as_ref().map_or_else(nothing, |when| self.condition(when));
            let said = (say(old), say(new));
            self.moved(about, name, said);
        }
    }

    /// Values that differ, already in words.
    pub(super) fn moved(&mut self, about: &About, name: (&str, &str), (from, to): (Both, Both)) {
        let lead = |thing: &str| if thing.is_empty() { String::new() } else { format!("{thing}: ") };
        let said = (
            format!("{}{} từ {} thành {}", lead(&about.thing.0), name.0, from.0, to.0),
            format!("{}{} from {} to {}", lead(&about.thing.1), name.1, from.1, to.1),
        );
        self.push(about.section, super::ChangeKind::Changed, said);
    }
}

fn named(vi: &str, basis: &LegalBasis) -> Both {
    (format!("{vi} “{basis}”"), format!("legal basis “{basis}”"))
}
