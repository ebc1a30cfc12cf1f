//! The catalogue as CPSV-AP 3.2 in Turtle. Classes and properties as in the profile's published context.

use super::{Catalogue, Service, Words};
use motcua_domain::procedure::Channel;
use std::collections::BTreeMap;
use std::fmt::Write;

const PREFIXES: &str = "@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

";
const VIETNAMESE: &str = "<http://publications.europa.eu/resource/authority/language/VIE>";
const VIET_NAM: &str = "<http://publications.europa.eu/resource/authority/country/VNM>";
const DONG: &str = "<http://publications.europa.eu/resource/authority/currency/VND>";

/// The catalogue as Turtle.
pub fn turtle(catalogue: &Catalogue<'_>) -> String {
    let mut out = Turtle { out: PREFIXES.to_owned(), base: catalogue.base };
    let mut fields: BTreeMap<String, Words> = BTreeMap::new();
    let mut authorities: BTreeMap<String, Words> = BTreeMap::new();
    let services: Vec<Service> = catalogue.services().collect();
    let city = Words { vi: catalogue.city.0.to_owned(), en: Some(catalogue.city.1.to_owned()) };
    out.subject(&out.iri(&["catalogue"]), "dcat:Dataset");
    out.words("dct:title", &title(&city));
    for service in &services {
        out.object("dct:hasPart", &out.service(service));
    }
    out.end();
    for service in services {
        out.public_service(&service);
        fields.insert(service.field, service.field_name);
        authorities.insert(service.authority.key, service.authority.name);
    }
    for (key, name) in fields {
        out.subject(&out.iri(&["fields", &key]), "skos:Concept");
        out.words("skos:prefLabel", &name);
        out.end();
    }
    for (key, name) in authorities {
        out.subject(&out.iri(&["units", &key]), "cv:PublicOrganisation");
        out.literal("dct:identifier", &key, "");
        out.words("skos:prefLabel", &name);
        out.object("dct:spatial", VIET_NAM);
        if key == "commune" {
            let communes = catalogue.units.iter().filter(|unit| unit.kind.is_commune());
            let parts: Vec<String> = communes.map(|unit| out.iri(&["units", &unit.key])).collect();
            for part in parts {
                out.object("org:hasSubOrganization", &part);
            }
        }
        out.end();
    }
    out.out
}

fn title(city: &Words) -> Words {
    Words {
        vi: format!("Danh mục thủ tục hành chính, {}", city.vi),
        en: city.en.as_ref().map(|en| format!("Catalogue of administrative procedures, {en}")),
    }
}

/// One paragraph that says the most important: what is issued and how long it takes.
fn description(service: &Service) -> Words {
    let result = &service.result;
    Words {
        vi: format!("{}. Kết quả: {result}. Thời hạn: {}.", service.name.vi, service.term.words.vi),
        en: service.name.en.as_ref().map(|name| {
            let term = service.term.words.en.as_deref().unwrap_or(&service.term.words.vi);
            format!("{name}. Result: {result}. Term: {term}.")
        }),
    }
}

fn uncertain(service: &Service) -> Option<Words> {
    let named = |vi: bool| {
        let name = |what: &&str| match (*what, vi) {
            ("term", true) => "thời hạn",
            ("term", false) => "term",
            ("steps", true) => "các bước",
            ("steps", false) => "steps",
            ("papers", true) => "thành phần hồ sơ",
            ("papers", false) => "papers",
            (_, true) => "phí, lệ phí",
            (_, false) => "fee",
        };
        service.provisional.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    (!service.provisional.is_empty()).then(|| Words {
        vi: format!("Chưa chắc chắn, theo nguồn công khai: {}.", named(true)),
        en: Some(format!("Provisional, as far as public sources say: {}.", named(false))),
    })
}

struct Turtle<'a> {
    out: String,
    base: &'a str,
}

impl Turtle<'_> {
    /// A name under the base; every part is percent-encoded.
    fn iri(&self, parts: &[&str]) -> String {
        let mut iri = format!("<{}open-data", clean(self.base));
        for part in parts {
            iri.push('/');
            encode(part, &mut iri);
        }
        iri.push('>');
        iri
    }
    fn service(&self, service: &Service) -> String {
        self.iri(&["services", &service.code, &service.version.to_string()])
    }
    fn part(&self, service: &Service, kind: &str, key: &str) -> String {
        self.iri(&["services", &service.code, &service.version.to_string(), kind, key])
    }
    fn subject(&mut self, iri: &str, class: &str) {
        let _ = write!(self.out, "{iri} a {class}");
    }
    fn object(&mut self, property: &str, object: &str) {
        let _ = write!(self.out, " ;\n  {property} {object}");
    }
    /// A literal; `suffix` is a language tag or a type.
    fn literal(&mut self, property: &str, text: &str, suffix: &str) {
        let _ = write!(self.out, " ;\n  {property} \"");
        escape(text, &mut self.out);
        let _ = write!(self.out, "\"{suffix}");
    }
    fn words(&mut self, property: &str, words: &Words) {
        self.literal(property, &words.vi, "@vi");
        if let Some(en) = &words.en {
            self.literal(property, en, "@en");
        }
    }
    fn end(&mut self) {
        self.out.push_str(" .\n\n");
    }

    fn public_service(&mut self, service: &Service) {
        self.subject(&self.service(service), "cpsv:PublicService");
        self.literal("dct:identifier", &service.code, "");
        self.words("dct:title", &service.name);
        self.words("dct:description", &description(service));
        self.object("dct:language", VIETNAMESE);
        for keyword in &service.keywords {
            self.literal("dcat:keyword", keyword, "@vi");
        }
        self.object("cv:thematicArea", &self.iri(&["fields", &service.field]));
        self.object("cv:hasCompetentAuthority", &self.iri(&["units", &service.authority.key]));
        self.object("dct:spatial", VIET_NAM);
        self.literal("cv:processingTime", &service.term.iso8601, "^^xsd:duration");
        self.literal("schema:validFrom", &service.valid_from.to_string(), "^^xsd:date");
        if let Some(last) = service.valid_to {
            self.literal("schema:validThrough", &last.to_string(), "^^xsd:date");
        }
        if let Some(uncertain) = uncertain(service) {
            self.words("adms:versionNotes", &uncertain);
        }
        for paper in &service.papers {
            self.object("cpsv:hasInput", &self.part(service, "papers", &paper.key));
        }
        self.object("cpsv:produces", &self.part(service, "result", "1"));
        for at in 0..service.legal_basis.len() {
            self.object("cv:hasLegalResource", &self.part(service, "basis", &(at + 1).to_string()));
        }
        for at in 0..service.fees.len() {
            self.object("cv:hasCost", &self.part(service, "costs", &(at + 1).to_string()));
        }
        for channel in &service.channels {
            self.object("cv:hasChannel", &self.part(service, "channels", channel));
        }
        self.end();
        self.papers(service);
        self.result(service);
        self.bases(service);
        self.costs(service);
        self.channels(service);
    }

    fn papers(&mut self, service: &Service) {
        for paper in &service.papers {
            self.subject(&self.part(service, "papers", &paper.key), "cv:Evidence");
            self.literal("dct:identifier", &paper.key, "");
            self.words("dct:title", &paper.name);
            let (vi, en) = match (&paper.held_by, paper.required) {
                (Some(_), _) => {
                    ("Không phải nộp: cơ quan nhà nước đã có", "Not asked for: already held by the State")
                }
                (None, true) => ("Bắt buộc", "Required"),
                (None, false) => ("Không bắt buộc", "Not required"),
            };
            let mut said = Words { vi: vi.to_owned(), en: Some(en.to_owned()) };
            if let Some(held) = &paper.held_by {
                said = Words { vi: format!("{vi} ({held})"), en: Some(format!("{en} ({held})")) };
            } else if let Some(when) = &paper.when {
                let en = format!("{en}, when: {}", when.en.as_deref().unwrap_or(&when.vi));
                said = Words { vi: format!("{vi}, khi: {}", when.vi), en: Some(en) };
            }
            self.words("dct:description", &said);
            self.end();
        }
    }

    fn result(&mut self, service: &Service) {
        self.subject(&self.part(service, "result", "1"), "cv:Output");
        self.literal("dct:identifier", service.result_code.as_deref().unwrap_or("1"), "");
        self.literal("dct:title", &service.result, "@vi");
        self.end();
    }

    fn bases(&mut self, service: &Service) {
        for (at, basis) in service.legal_basis.iter().enumerate() {
            self.subject(&self.part(service, "basis", &(at + 1).to_string()), "eli:LegalResource");
            self.literal("dct:title", &basis.citation, "@vi");
            // An address that is none would make the whole file unreadable.
            let link =
                basis.link.as_deref().filter(|link| link.starts_with("https://") && clean(link) == **link);
            if let Some(link) = link {
                self.object("rdfs:seeAlso", &format!("<{link}>"));
            }
            self.end();
        }
    }

    fn costs(&mut self, service: &Service) {
        for (at, fee) in service.fees.iter().enumerate() {
            let number = (at + 1).to_string();
            self.subject(&self.part(service, "costs", &number), "cv:Cost");
            self.literal("dct:identifier", &number, "");
            self.literal("cv:hasValue", &fee.amount.to_string(), "^^xsd:double");
            self.object("cv:currency", DONG);
            if let Some(channel) = fee.channel.filter(|channel| service.channels.contains(channel)) {
                self.object("cv:ifAccessedThrough", &self.part(service, "channels", channel));
            }
            let kind = if fee.kind == "fee" { "Phí" } else { "Lệ phí" };
            let more = [fee.payer.map(str::to_owned), fee.case.clone(), fee.basis.clone()];
            let more: Vec<String> = more.into_iter().flatten().collect();
            let text = if more.is_empty() { kind.to_owned() } else { format!("{kind}: {}", more.join("; ")) };
            self.literal("dct:description", &text, "@vi");
            self.end();
        }
    }

    fn channels(&mut self, service: &Service) {
        use motcua_calendar::Lang;
        for channel in Channel::ALL.into_iter().filter(|channel| service.channels.contains(&channel.key())) {
            self.subject(&self.part(service, "channels", channel.key()), "cv:Channel");
            self.literal("dct:identifier", &channel.national_code().to_string(), "");
            let (vi, en) = (channel.label(Lang::Vi).to_owned(), channel.label(Lang::En).to_owned());
            self.words("dct:description", &Words { vi, en: Some(en) });
            let own =
                service.other_terms.iter().find(|t| t.case.is_none() && t.channel == Some(channel.key()));
            if let Some(term) = own {
                self.literal("cv:processingTime", &term.term.iso8601, "^^xsd:duration");
            }
            self.end();
        }
    }
}

/// Letters, digits and `-._~` stay; the rest of a part of an IRI is percent-encoded.
fn encode(part: &str, out: &mut String) {
    for byte in part.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

/// An address without what must not stand in an IRI.
fn clean(address: &str) -> String {
    let forbidden = |c: char| c <= ' ' || "<>\"{}|^`\\".contains(c) || c.is_control();
    address.chars().filter(|c| !forbidden(*c)).collect()
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
}
