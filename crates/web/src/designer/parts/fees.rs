//! Fees as rules: of several that fit, the one that names most applies.

use super::cases::{case_choices, case_key};
use crate::designer::ground::{Ground, word};
use crate::designer::layout::{Column, Kind, Piece, Sheet, or_none};
use crate::designer::reader::{self, At, Reader};
use crate::designer::typed::{Row, Typed};
use crate::present::date;
use motcua_domain::procedure::{FeeKind, FeeRule, IdentityLevel, ProcedureVersion};
use motcua_views::Choice;

const TABLE: &str = "fees";

pub(super) fn layout(g: &Ground, version: &ProcedureVersion) -> Vec<Piece> {
    let column = |key, vi, en, kind| Column::new(key, g.pick(vi, en), kind);
    let kinds = [(FeeKind::Charge, "lệ phí", "charge"), (FeeKind::Fee, "phí", "fee")]
        .map(|(kind, vi, en)| Choice::new(word(kind), g.pick(vi, en)));
    let levels = [(IdentityLevel::One, "mức 1", "level 1"), (IdentityLevel::Two, "mức 2", "level 2")]
        .map(|(level, vi, en)| Choice::new(word(level), g.pick(vi, en)));
    let help = g.pick(
        "Tiêu chí để trống áp dụng cho mọi người. Dòng nêu nhiều tiêu chí nhất được áp dụng.",
        "A criterion left empty fits everybody. The line that names most applies.",
    );
    vec![
        Piece::Heading(g.pick("Phí, lệ phí", "Fees").to_owned(), Some(help.to_owned())),
        Piece::Sheet(Sheet {
            key: TABLE,
            unit: g.pick("dòng", "line").to_owned(),
            caption: g.pick("Phí, lệ phí", "Fees").to_owned(),
            columns: vec![
                column("amount", "Số tiền, đồng", "Amount, đồng", Kind::Short),
                column("kind", "Loại", "Kind", Kind::One(kinds.into())),
                column("channel", "Cách nộp", "Channel", Kind::One(or_none(g.lang, g.channel_choices()))),
                column("case", "Trường hợp", "Case", Kind::One(case_choices(g, version))),
                column("basis", "Căn cứ", "Basis", Kind::Line),
                column("payer", "Người nộp", "Payer", Kind::One(or_none(g.lang, g.payer_choices()))).more(),
                column(
                    "identity",
                    "Mức định danh",
                    "Identity level",
                    Kind::One(or_none(g.lang, levels.into())),
                )
                .more(),
                column("from", "Từ ngày", "From", Kind::Short).more(),
                column("to", "Đến ngày", "To", Kind::Short).more(),
            ],
            add: g.pick("Thêm dòng", "Add a line").to_owned(),
        }),
        Piece::Values(vec![
            column("fee_note", "Ghi chú về phí, lệ phí", "Note on fees", Kind::Lines(2)).optional(),
        ]),
    ]
}

pub(super) fn fill(version: &ProcedureVersion, typed: &mut Typed) {
    let row = |rule: &FeeRule| {
        Row::from([
            ("amount", rule.amount.to_string()),
            ("kind", word(rule.kind)),
            ("channel", rule.channel.map_or_else(String::new, word)),
            ("case", rule.case.as_ref().map_or_else(String::new, ToString::to_string)),
            ("basis", rule.basis.clone().unwrap_or_default()),
            ("payer", rule.payer.map_or_else(String::new, word)),
            ("identity", rule.identity.map_or_else(String::new, word)),
            ("from", rule.from.map_or_else(String::new, date)),
            ("to", rule.to.map_or_else(String::new, date)),
        ])
    };
    typed.put(TABLE, version.fees.iter().map(row).collect());
    typed.set("fee_note", version.fee_note.clone().unwrap_or_default());
}

pub(super) fn read(reader: &mut Reader<'_>, typed: &Typed, version: &mut ProcedureVersion) {
    let mut fees = Vec::new();
    for (index, row) in typed.rows(TABLE).iter().enumerate() {
        let at = At { table: TABLE, index, row };
        fees.push(FeeRule {
            kind: reader.one(&at.id("kind"), at.text("kind")).unwrap_or_default(),
            amount: reader.money(&at.id("amount"), at.text("amount")),
            channel: reader.one_or_none(&at.id("channel"), at.text("channel")),
            case: case_key(at.text("case")),
            payer: reader.one_or_none(&at.id("payer"), at.text("payer")),
            identity: reader.one_or_none(&at.id("identity"), at.text("identity")),
            from: reader.day(&at.id("from"), at.text("from")),
            to: reader.day(&at.id("to"), at.text("to")),
            basis: reader::or_none(at.text("basis")),
        });
    }
    version.fees = fees;
    version.fee_note = reader::or_none(typed.get("fee_note"));
}
