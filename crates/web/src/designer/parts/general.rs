//! Plain values: names, field, competence, term, result, legal basis, what is provisional.

use super::rule;
use crate::designer::ground::{Ground, word};
use crate::designer::layout::{Column, Kind, Piece, Sheet};
use crate::designer::reader::{At, Reader, or_none, tick, ticked};
use crate::designer::typed::{Row, Typed};
use crate::present::{date, words};
use motcua_domain::procedure::{Channel, LegalBasis, ProcedureVersion, Provisional, ServiceLevel, Tier};
use motcua_views::Choice;

const BASIS: &str = "basis";
const SUPPLEMENTS_MAX: u32 = 100;

pub(super) fn layout(g: &Ground) -> Vec<Piece> {
    let heading = |vi, en| Piece::Heading(g.pick(vi, en).to_owned(), None);
    vec![
        heading("Bản thảo", "The draft"),
        Piece::Values(draft(g)),
        heading("Thủ tục", "The procedure"),
        Piece::Values(names(g)),
        heading("Thời hạn", "Term"),
        Piece::Values(term(g)),
        heading("Kết quả", "Result"),
        Piece::Values(rest(g)),
        heading("Căn cứ pháp lý", "Legal basis"),
        Piece::Sheet(Sheet {
            key: BASIS,
            unit: g.pick("văn bản", "document").to_owned(),
            caption: g.pick("Căn cứ pháp lý", "Legal basis").to_owned(),
            columns: vec![
                Column::new("document", g.pick("Văn bản", "Document"), Kind::Line),
                Column::new("article", g.pick("Điều, khoản", "Article"), Kind::Line).optional(),
                Column::new("link", g.pick("Đường dẫn https", "Link (https)"), Kind::Line).optional(),
            ],
            add: g.pick("Thêm văn bản", "Add a document").to_owned(),
        }),
    ]
}

fn draft(g: &Ground) -> Vec<Column> {
    vec![
        Column::new("title", g.pick("Nội dung thay đổi", "What changes"), Kind::Line),
        Column::new("note", g.pick("Lý do", "Why"), Kind::Lines(2)).optional(),
    ]
}

fn names(g: &Ground) -> Vec<Column> {
    let column = |key, vi, en, kind| Column::new(key, g.pick(vi, en), kind);
    let tiers = [
        (Tier::Commune, "cấp xã", "commune"),
        (Tier::City, "cấp thành phố", "city"),
        (Tier::Both, "cả hai cấp", "both"),
    ]
    .map(|(tier, vi, en)| Choice::new(word(tier), g.pick(vi, en)));
    let levels = [
        (ServiceLevel::Full, "toàn trình", "end-to-end"),
        (ServiceLevel::Partial, "một phần", "partly"),
        (ServiceLevel::OnlineUnspecified, "trực tuyến, chưa rõ mức", "online, level not published"),
        (ServiceLevel::None, "không trực tuyến", "not online"),
        (ServiceLevel::Unknown, "chưa rõ", "not known"),
    ]
    .map(|(level, vi, en)| Choice::new(word(level), g.pick(vi, en)));
    let bands = ["A", "B", "C"].map(|band| Choice::new(band, band));
    vec![
        column("name", "Tên thủ tục", "Name", Kind::Lines(2)),
        column("name_en", "Tên tiếng Anh", "English name", Kind::Lines(2)).optional(),
        column(
            "synonyms",
            "Cách gọi thường ngày, cách nhau bằng dấu phẩy",
            "Everyday names, separated by commas",
            Kind::Lines(2),
        )
        .optional(),
        column("field", "Lĩnh vực", "Field", Kind::One(g.field_choices())),
        column("tier", "Cấp", "Tier", Kind::One(tiers.into())),
        column("competence", "Cơ quan giải quyết", "Deciding agency", Kind::One(g.competence_choices())),
        column("service_level", "Mức độ trực tuyến", "Online level", Kind::One(levels.into())),
        column("channels", "Cách nộp", "Channels", Kind::Many(g.channel_choices())),
        column("online_when", "Chỉ trực tuyến khi", "Online only when", Kind::Line).optional(),
        column("band", "Nhóm theo số hồ sơ", "Volume band", Kind::One(bands.into())),
        column("valid_to", "Ngày hết hiệu lực", "Last day in force", Kind::Short).optional(),
    ]
}

fn term(g: &Ground) -> Vec<Column> {
    let column = |key, vi, en, kind| Column::new(key, g.pick(vi, en), kind);
    let mut columns = rule::columns(g);
    columns.extend([
        column("term_note", "Ghi chú về thời hạn", "Note on the term", Kind::Lines(2)).optional(),
        column("supplement_wait", "Chờ bổ sung tối đa", "Longest wait for papers", Kind::Short).optional(),
        column("supplement_limit", "Số lần yêu cầu bổ sung tối đa", "Most requests for papers", Kind::Short)
            .optional(),
        column(
            "payment_pauses",
            "Dừng tính hạn khi chờ nghĩa vụ tài chính",
            "The clock stops while a payment is awaited",
            Kind::Tick,
        )
        .optional(),
    ]);
    columns
}

fn rest(g: &Ground) -> Vec<Column> {
    let column = |key, vi, en, kind| Column::new(key, g.pick(vi, en), kind);
    let provisional = [
        ("term", "thời hạn", "term"),
        ("steps", "các bước", "steps"),
        ("papers", "giấy tờ", "papers"),
        ("fee", "phí", "fee"),
        ("form", "biểu mẫu", "form"),
    ]
    .map(|(key, vi, en)| Choice::new(key, g.pick(vi, en)));
    vec![
        column("result_name", "Kết quả giải quyết", "What is issued", Kind::Lines(2)),
        column("result_code", "Mã kết quả", "Code of the result", Kind::Short).optional(),
        column("source", "Nguồn dữ liệu", "Source of the data", Kind::Lines(2)).optional(),
        column("provisional", "Còn là thông tin tạm", "Still provisional", Kind::Many(provisional.into()))
            .optional(),
    ]
}

pub(super) fn fill(g: &Ground, version: &ProcedureVersion, typed: &mut Typed) {
    let none = |text: &Option<String>| text.clone().unwrap_or_default();
    typed.set("name", version.name.as_str());
    typed.set("name_en", none(&version.name_en));
    typed.set("synonyms", version.synonyms.join(", "));
    typed.set("field", version.field.as_str());
    typed.set("tier", word(version.tier));
    typed.set("competence", g.competence_word(version.competence));
    typed.set("service_level", word(version.service_level));
    typed.set("channels", version.channels.iter().map(|c| c.key()).collect::<Vec<_>>().join(","));
    typed.set("online_when", version.online_when.as_ref().map_or_else(String::new, ToString::to_string));
    typed.set("band", version.volume_band.to_string());
    typed.set("valid_to", version.valid_to.map_or_else(String::new, date));
    for (key, text) in rule::typed(g, &version.rule) {
        typed.set(key, text);
    }
    typed.set("term_note", none(&version.term_note));
    typed
        .set("supplement_wait", version.supplement_wait.map_or_else(String::new, |t| t.label(words(g.lang))));
    typed.set("supplement_limit", version.supplement_limit.map_or_else(String::new, |n| n.to_string()));
    typed.set("payment_pauses", tick(version.payment_pauses));
    typed.set("result_name", version.result_name.as_str());
    typed.set("result_code", none(&version.result_code));
    typed.set("source", version.source.as_str());
    let Provisional { term, steps, papers, fee, form } = version.provisional;
    let marks = [("term", term), ("steps", steps), ("papers", papers), ("fee", fee), ("form", form)];
    let marks: Vec<&str> = marks.into_iter().filter(|(_, on)| *on).map(|(key, _)| key).collect();
    typed.set("provisional", marks.join(","));
    let basis = |basis: &LegalBasis| {
        Row::from([
            ("document", basis.document.clone()),
            ("article", none(&basis.article)),
            ("link", none(&basis.link)),
        ])
    };
    typed.put(BASIS, version.legal_basis.iter().map(basis).collect());
}

pub(super) fn read(reader: &mut Reader<'_>, typed: &Typed, version: &mut ProcedureVersion) {
    reader.text("title", typed.get("title"), ("nội dung thay đổi", "what changes"));
    version.name = reader.text("name", typed.get("name"), ("tên thủ tục", "the name"));
    version.name_en = or_none(typed.get("name_en"));
    let synonyms = typed.get("synonyms").split([',', '\n']).map(str::trim);
    version.synonyms = synonyms.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    field(reader, typed, version);
    if let Some(tier) = reader.one("tier", typed.get("tier")) {
        version.tier = tier;
    }
    match reader.ground.competence(typed.get("competence")) {
        Some(competence) => version.competence = competence,
        None => {
            reader.wrong::<()>("competence", "Chọn cơ quan giải quyết", "Choose the deciding agency");
        }
    }
    if let Some(level) = reader.one("service_level", typed.get("service_level")) {
        version.service_level = level;
    }
    let chosen = |channel: &Channel| typed.get("channels").split(',').any(|key| key == channel.key());
    // Those that stay keep their order.
    version.channels.retain(chosen);
    let new: Vec<Channel> = Channel::ALL
        .into_iter()
        .filter(|channel| chosen(channel) && !version.channels.contains(channel))
        .collect();
    version.channels.extend(new);
    if version.channels.is_empty() {
        reader.wrong::<()>("channels", "Chọn ít nhất một cách nộp", "Choose at least one channel");
    }
    version.online_when = reader.condition("online_when", typed.get("online_when"));
    if let Some(band) = typed.get("band").chars().next().filter(|band| ('A'..='C').contains(band)) {
        version.volume_band = band;
    }
    version.valid_to = reader.day("valid_to", typed.get("valid_to"));
    if let Some(rule) = rule::read(reader, str::to_owned, |key| typed.get(key)) {
        version.rule = rule;
    }
    version.term_note = or_none(typed.get("term_note"));
    version.supplement_wait = reader.term_or_none("supplement_wait", typed.get("supplement_wait"));
    let limit = typed.get("supplement_limit");
    version.supplement_limit =
        (!limit.is_empty()).then(|| reader.number("supplement_limit", limit, SUPPLEMENTS_MAX));
    version.payment_pauses = ticked(typed.get("payment_pauses"));
    version.result_name = typed.get("result_name").to_owned();
    version.result_code = or_none(typed.get("result_code"));
    version.source = typed.get("source").to_owned();
    let marked = |key: &str| typed.get("provisional").split(',').any(|mark| mark == key);
    version.provisional = Provisional {
        term: marked("term"),
        steps: marked("steps"),
        papers: marked("papers"),
        fee: marked("fee"),
        form: marked("form"),
    };
    version.legal_basis = basis(reader, typed);
}

/// The field brings its names along.
fn field(reader: &mut Reader<'_>, typed: &Typed, version: &mut ProcedureVersion) {
    let key = typed.get("field");
    match reader.ground.fields.iter().find(|field| field.key.as_str() == key) {
        Some(field) => {
            version.field = field.key.clone();
            version.field_name = field.name.clone();
            version.field_name_en = field.name_en.clone();
        }
        None => {
            reader.wrong::<()>("field", "Chọn lĩnh vực trong danh sách", "Choose a field of the list");
        }
    }
}

fn basis(reader: &mut Reader<'_>, typed: &Typed) -> Vec<LegalBasis> {
    let mut all = Vec::new();
    for (index, row) in typed.rows(BASIS).iter().enumerate() {
        let at = At { table: BASIS, index, row };
        let document =
            reader.text(&at.id("document"), at.text("document"), ("số, tên văn bản", "the document"));
        let link = or_none(at.text("link"));
        if link.as_ref().is_some_and(|link| !link.starts_with("https://")) {
            reader.wrong::<()>(
                at.id("link"),
                "Nhập đường dẫn bắt đầu bằng https://",
                "Enter a link that begins with https://",
            );
        }
        all.push(LegalBasis { document, article: or_none(at.text("article")), link });
    }
    all
}
