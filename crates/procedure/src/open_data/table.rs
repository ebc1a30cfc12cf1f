//! The catalogue as one table: CSV by RFC 4180, UTF-8.

use super::{Catalogue, Service};
use motcua_domain::procedure::{Channel, ProcedureVersion};

/// Whether the file begins with a byte order mark: without one a common spreadsheet program takes UTF-8 for something
/// else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bom {
    /// For programs.
    Without,
    /// For people who open it in a spreadsheet.
    With,
}

const COLUMNS: [&str; 26] = [
    "code",
    "version",
    "name",
    "name_en",
    "field",
    "field_name",
    "field_name_en",
    "tier",
    "authority",
    "authority_name",
    "valid_from",
    "valid_to",
    "service_level",
    "channels",
    "term",
    "term_en",
    "term_iso8601",
    "fee_counter",
    "fee_online",
    "fee_post",
    "papers",
    "result",
    "result_code",
    "legal_basis",
    "provisional",
    "source",
];

/// The catalogue as CSV: one line a version, `;` between values of one cell, empty where something is not known.
pub fn csv(catalogue: &Catalogue<'_>, bom: Bom) -> String {
    let mut out = String::new();
    if bom == Bom::With {
        out.push('\u{feff}');
    }
    line(&mut out, &COLUMNS.map(str::to_owned));
    for (service, version) in catalogue.services().zip(catalogue.versions) {
        line(&mut out, &cells(service, version));
    }
    out
}

fn cells(service: Service, version: &ProcedureVersion) -> [String; 26] {
    let fee = |channel| version.fee(channel).map(|amount| amount.to_string()).unwrap_or_default();
    let joined = |texts: Vec<String>| texts.join("; ");
    let optional = |text: Option<String>| text.unwrap_or_default();
    [
        service.code,
        service.version.to_string(),
        service.name.vi,
        optional(service.name.en),
        service.field,
        service.field_name.vi,
        optional(service.field_name.en),
        service.tier.to_owned(),
        service.authority.key,
        service.authority.name.vi,
        service.valid_from.to_string(),
        optional(service.valid_to.map(|day| day.to_string())),
        service.service_level.to_owned(),
        service.channels.join("; "),
        service.term.words.vi,
        optional(service.term.words.en),
        service.term.iso8601,
        fee(Channel::Counter),
        fee(Channel::Online),
        fee(Channel::Post),
        joined(service.papers.into_iter().map(|paper| paper.name.vi).collect()),
        service.result,
        optional(service.result_code),
        joined(service.legal_basis.into_iter().map(|basis| basis.citation).collect()),
        service.provisional.join("; "),
        service.source,
    ]
}

pub(super) fn line(out: &mut String, cells: &[String]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        let quoted = cell.contains([',', '"', '\r', '\n']) || cell.trim() != cell;
        if quoted {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}
