//! Words of the sheets: what stands in a cell for a role, a kind of work, a place; read with or without accents, in
//! Vietnamese, English or as the key of the data.

use crate::search::edit::distance;
use motcua_calendar::Lang;
use motcua_domain::actor::Role;
use motcua_domain::dossier::acts::Act;
use motcua_domain::ids::UnitId;
use motcua_domain::procedure::flow::SIDE_ACTS;
use motcua_domain::procedure::{PaperForm, StepKind, StepPlace};
use motcua_domain::text::fold;
use motcua_domain::unit::UnitIndex;

/// A value that a few words stand for: how it is written, and what else is read as it.
pub(super) struct Word<T> {
    pub value: T,
    pub written: &'static str,
    pub read: &'static [&'static str],
}

const fn word<T>(value: T, written: &'static str, read: &'static [&'static str]) -> Word<T> {
    Word { value, written, read }
}

pub(super) const KINDS: [Word<StepKind>; 8] = [
    word(StepKind::Intake, "Tiếp nhận", &["intake", "tiếp nhận hồ sơ", "tiếp nhận và kiểm tra"]),
    word(StepKind::Assign, "Phân công", &["assign", "assignment", "phân công xử lý", "chuyển xử lý"]),
    word(
        StepKind::Appraise,
        "Thẩm định",
        &["appraise", "appraisal", "thẩm tra", "xử lý", "thụ lý", "giải quyết"],
    ),
    word(StepKind::Review, "Xem xét", &["review", "soát xét", "kiểm tra", "ký nháy"]),
    word(StepKind::Approve, "Duyệt, ký", &["approve", "approval", "ký duyệt", "phê duyệt", "duyệt", "ký"]),
    word(StepKind::Issue, "Phát hành", &["issue", "vào sổ", "đóng dấu", "vào sổ, đóng dấu"]),
    word(StepKind::Payment, "Nghĩa vụ tài chính", &["payment", "nộp phí", "nộp thuế", "thu phí"]),
    word(StepKind::Return, "Trả kết quả", &["return", "return of the result"]),
];

pub(super) const ROLES: [Word<Role>; 6] = [
    word(Role::OneStop, "Cán bộ một cửa", &["one_stop", "one-stop officer", "bộ phận một cửa", "một cửa"]),
    word(
        Role::Specialist,
        "Chuyên viên",
        &["specialist", "công chức chuyên môn", "cán bộ thụ lý", "công chức"],
    ),
    word(
        Role::SectionHead,
        "Lãnh đạo phòng",
        &["section_head", "head of section", "trưởng phòng", "lãnh đạo phòng chuyên môn"],
    ),
    word(
        Role::UnitHead,
        "Lãnh đạo đơn vị",
        &["unit_head", "head of unit", "lãnh đạo", "chủ tịch", "lãnh đạo ubnd", "giám đốc"],
    ),
    word(Role::Clerk, "Văn thư", &["clerk", "records clerk"]),
    word(Role::Cashier, "Kế toán, thu ngân", &["cashier", "kế toán", "thu ngân"]),
];

pub(super) const FORMS: [Word<PaperForm>; 5] = [
    word(PaperForm::Original, "Bản chính", &["original", "bản gốc", "chính"]),
    word(
        PaperForm::CertifiedCopy,
        "Bản sao chứng thực",
        &["certified_copy", "certified copy", "bản sao công chứng", "bản sao có chứng thực"],
    ),
    word(PaperForm::Photocopy, "Bản chụp", &["photocopy", "bản photo", "bản sao", "photo"]),
    word(PaperForm::Electronic, "Bản điện tử", &["electronic", "điện tử", "bản scan", "tệp"]),
    word(PaperForm::Unspecified, "Không quy định", &["unspecified", "không rõ"]),
];

/// Places that are not a named unit.
pub(super) const PLACES: [Word<StepPlace>; 4] = [
    word(
        StepPlace::ReceivedAt,
        "Nơi tiếp nhận",
        &["received_at", "nơi nhận", "bộ phận một cửa nơi tiếp nhận", "bộ phận một cửa"],
    ),
    word(StepPlace::Competent, "Cơ quan có thẩm quyền", &["competent", "cơ quan giải quyết"]),
    word(StepPlace::Commune, "Xã, phường liên quan", &["commune", "xã, phường", "ubnd cấp xã"]),
    word(StepPlace::ReturnAt, "Nơi trả kết quả", &["return_at", "nơi trả", "bộ phận trả kết quả"]),
];

pub(super) const YES: &str = "Có";
pub(super) const NO: &str = "Không";

/// How a value is written.
pub(super) fn written<T: PartialEq>(words: &[Word<T>], value: &T) -> &'static str {
    words.iter().find(|word| word.value == *value).map_or("", |word| word.written)
}

/// What a text means; otherwise the nearest word, when one is near.
pub(super) fn read<T: Clone>(words: &[Word<T>], text: &str) -> Result<T, Option<&'static str>> {
    let key = fold(text);
    let all = || {
        words
            .iter()
            .flat_map(|word| word.read.iter().chain([&word.written]).map(move |text| (word, fold(text))))
    };
    if let Some((word, _)) = all().find(|(_, known)| *known == key) {
        return Ok(word.value.clone());
    }
    let near = all().filter_map(|(word, known)| Some((distance(&known, &key, 2)?, word)));
    Err(near.min_by_key(|(slips, _)| *slips).map(|(_, word)| word.written))
}

/// How a role is written, the ones that work on no dossier too.
pub(super) fn role(role: Role) -> String {
    match written(&ROLES, &role) {
        "" => role.label(Lang::Vi).to_owned(),
        text => text.to_owned(),
    }
}

/// A side act by its name or key.
pub(super) fn side_act(text: &str) -> Option<Act> {
    let key = fold(text);
    SIDE_ACTS.into_iter().find(|act| {
        fold(act.label(Lang::Vi)) == key || fold(act.label(Lang::En)) == key || fold(&act_key(*act)) == key
    })
}

fn act_key(act: Act) -> String {
    serde_json::to_value(act).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// How a unit is written: `Sở Nội vụ [so-noi-vu]`; a number the index does not know as `#12`.
pub(super) fn unit(id: UnitId, units: &UnitIndex) -> String {
    units.get(id).map_or_else(|| format!("#{id}"), |unit| format!("{} [{}]", unit.name, unit.key))
}

/// How a place is written.
pub(super) fn place(place: StepPlace, units: &UnitIndex) -> String {
    match place {
        StepPlace::Agency(id) => unit(id, units),
        _ => written(&PLACES, &place).to_owned(),
    }
}

/// What a text means as a place; otherwise the nearest name, when one is near.
pub(super) fn read_place(text: &str, units: &UnitIndex) -> Result<StepPlace, Option<String>> {
    let bracketed = text.trim().strip_suffix(']').and_then(|text| text.rsplit_once('['));
    let key = bracketed.map_or(text.trim(), |(_, key)| key.trim());
    let agency = |unit: &motcua_domain::unit::Unit| StepPlace::Agency(unit.id);
    if let Some(found) = units.by_key(key).or_else(|| units.by_key(&key.to_lowercase())) {
        return Ok(agency(found));
    }
    let near_place = match read(&PLACES, text) {
        Ok(place) => return Ok(place),
        Err(near) => near.map(str::to_owned),
    };
    let folded = fold(bracketed.map_or(text, |(name, _)| name));
    let mut named =
        units.iter().filter(|unit| fold(&unit.name) == folded || fold(&unit.short_name) == folded);
    if let (Some(found), None) = (named.next(), named.next()) {
        return Ok(agency(found));
    }
    let near = units.iter().filter_map(|unit| Some((distance(&fold(&unit.name), &folded, 3)?, unit)));
    let near = near.min_by_key(|(slips, _)| *slips).map(|(_, found)| unit(found.id, units));
    Err(near_place.or(near))
}
