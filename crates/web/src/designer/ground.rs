//! What an editor page chooses from, and what a version is checked against: units, fields, officers, the dictionary.

use crate::present::{pick, unit_in, words};
use crate::state::Web;
use motcua_app::{Error, World};
use motcua_domain::actor::{Duty, Role};
use motcua_domain::ids::{FieldCode, UnitId};
use motcua_domain::procedure::{
    Channel, Competence, FieldDef, FieldKind, PaperForm, Payer, Prefill, ProcedureVersion, StepKind,
    StepPlace,
};
use motcua_domain::unit::UnitKind;
use motcua_procedure::{Field, Finding, Surroundings, lint};
use motcua_store::accounts;
use motcua_views::{Choice, Lang};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The city around a draft, in one language.
pub struct Ground {
    /// Language of the page.
    pub lang: Lang,
    /// The city.
    pub world: Arc<World>,
    /// Fields of procedures.
    pub fields: Vec<Field>,
}

impl Ground {
    /// The ground as of now.
    pub fn of(web: &Web, lang: Lang) -> Ground {
        let world = web.app.world();
        let mut fields: BTreeMap<FieldCode, Field> = BTreeMap::new();
        for version in world.all_versions() {
            fields.entry(version.field.clone()).or_insert_with(|| Field {
                key: version.field.clone(),
                name: version.field_name.clone(),
                name_en: version.field_name_en.clone(),
            });
        }
        let mut fields: Vec<Field> = fields.into_values().collect();
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        Ground { lang, world, fields }
    }

    /// One of two texts.
    pub fn pick<'a>(&self, vi: &'a str, en: &'a str) -> &'a str {
        pick(self.lang, vi, en)
    }

    /// The fields of procedures to choose from.
    pub fn field_choices(&self) -> Vec<Choice> {
        let name = |field: &Field| {
            let english = self.lang == Lang::En && !field.name_en.is_empty();
            if english { field.name_en.clone() } else { field.name.clone() }
        };
        self.fields.iter().map(|field| Choice::new(field.key.as_str(), name(field))).collect()
    }

    /// Agencies of the city level, by their keys.
    fn agencies(&self) -> Vec<Choice> {
        let city = |kind| matches!(kind, UnitKind::City | UnitKind::Centre | UnitKind::Department);
        let units = self.world.units.lasting().filter(|unit| city(unit.kind));
        let mut agencies: Vec<Choice> = units
            .map(|unit| Choice::new(unit.key.clone(), unit_in(self.lang, &self.world, unit.id)))
            .collect();
        agencies.sort_by(|a, b| a.label.cmp(&b.label));
        agencies
    }

    /// Where a step may be done.
    pub fn place_choices(&self) -> Vec<Choice> {
        let mut places: Vec<Choice> =
            PLACES.iter().map(|(key, _, vi, en)| Choice::new(*key, self.pick(vi, en))).collect();
        places.extend(self.agencies());
        places
    }

    /// Who decides.
    pub fn competence_choices(&self) -> Vec<Choice> {
        let commune = Choice::new("commune", self.pick("UBND xã, phường", "The commune"));
        std::iter::once(commune).chain(self.agencies()).collect()
    }

    /// A place by its word.
    pub fn place(&self, word: &str) -> Option<StepPlace> {
        let known = PLACES.iter().find(|(key, ..)| *key == word).map(|(_, place, ..)| *place);
        known.or_else(|| self.world.units.by_key(word).map(|unit| StepPlace::Agency(unit.id)))
    }

    /// The word of a place.
    pub fn place_word(&self, place: StepPlace) -> String {
        if let StepPlace::Agency(unit) = place {
            return self.unit_key(unit);
        }
        let known = PLACES.iter().find(|(_, known, ..)| *known == place);
        known.map_or_else(String::new, |(key, ..)| (*key).to_owned())
    }

    /// Who decides, by the word.
    pub fn competence(&self, word: &str) -> Option<Competence> {
        match word {
            "commune" => Some(Competence::Commune),
            key => self.world.units.by_key(key).map(|unit| Competence::Agency(unit.id)),
        }
    }

    /// The word of who decides.
    pub fn competence_word(&self, competence: Competence) -> String {
        match competence {
            Competence::Commune => "commune".to_owned(),
            Competence::Agency(unit) => self.unit_key(unit),
        }
    }

    fn unit_key(&self, unit: UnitId) -> String {
        self.world.units.get(unit).map_or_else(String::new, |unit| unit.key.clone())
    }

    /// The name of a place for a sentence.
    pub fn place_name(&self, place: StepPlace) -> String {
        match place {
            StepPlace::Agency(unit) => unit_in(self.lang, &self.world, unit),
            other => {
                let known = PLACES.iter().find(|(_, known, ..)| *known == other);
                known.map_or_else(String::new, |(_, _, vi, en)| self.pick(vi, en).to_owned())
            }
        }
    }

    /// Kinds of work of a step.
    pub fn kind_choices(&self) -> Vec<Choice> {
        let kinds = [
            StepKind::Intake,
            StepKind::Assign,
            StepKind::Appraise,
            StepKind::Review,
            StepKind::Approve,
            StepKind::Issue,
            StepKind::Payment,
            StepKind::Return,
        ];
        kinds.into_iter().map(|kind| Choice::new(word(kind), kind.label(words(self.lang)))).collect()
    }

    /// Roles that work on dossiers.
    pub fn role_choices(&self) -> Vec<Choice> {
        let roles = Role::ALL.into_iter().filter(|role| role.works());
        roles.map(|role| Choice::new(role.key(), role.label(words(self.lang)))).collect()
    }

    /// Channels.
    pub fn channel_choices(&self) -> Vec<Choice> {
        Channel::ALL.into_iter().map(|c| Choice::new(c.key(), c.label(words(self.lang)))).collect()
    }

    /// Classes of payer.
    pub fn payer_choices(&self) -> Vec<Choice> {
        [
            (Payer::Citizen, "công dân", "citizen"),
            (Payer::Foreigner, "người nước ngoài", "foreigner"),
            (Payer::Organisation, "tổ chức, doanh nghiệp", "organisation"),
            (Payer::Exempt, "người được miễn, giảm", "somebody exempt"),
        ]
        .map(|(payer, vi, en)| Choice::new(word(payer), self.pick(vi, en)))
        .into()
    }

    /// Kinds of copies.
    pub fn paper_choices(&self) -> Vec<Choice> {
        [
            (PaperForm::Original, "bản chính", "original"),
            (PaperForm::CertifiedCopy, "bản sao chứng thực", "certified copy"),
            (PaperForm::Photocopy, "bản chụp", "photocopy"),
            (PaperForm::Electronic, "điện tử", "electronic"),
            (PaperForm::Unspecified, "không nêu", "not stated"),
        ]
        .map(|(form, vi, en)| Choice::new(word(form), self.pick(vi, en)))
        .into()
    }

    /// Where a value comes from first.
    pub fn prefill_choices(&self) -> Vec<Choice> {
        [
            (Prefill::Account, "tài khoản đăng nhập", "the account signed in with"),
            (Prefill::Register, "cơ sở dữ liệu nêu trong danh mục", "the database named by the dictionary"),
            (Prefill::Earlier, "hồ sơ hoặc kết quả trước", "an earlier dossier or result"),
        ]
        .map(|(prefill, vi, en)| Choice::new(word(prefill), self.pick(vi, en)))
        .into()
    }

    /// The dictionary, each field with its kind and the database that holds it.
    pub fn dictionary_choices(&self) -> Vec<Choice> {
        let line = |field: &FieldDef| {
            let name = if self.lang == Lang::En { &field.label_en } else { &field.label };
            let kind = self.kind_of_field(field.kind);
            let held = field
                .held_by
                .as_deref()
                .map(|database| format!("; {} {database}", self.pick("đã có ở", "held by")));
            Choice::new(field.key.clone(), format!("{name} ({kind}{})", held.unwrap_or_default()))
        };
        self.world.dictionary.iter().map(line).collect()
    }

    fn kind_of_field(&self, kind: FieldKind) -> &'static str {
        let (vi, en) = match kind {
            FieldKind::Text => ("một dòng", "one line"),
            FieldKind::LongText => ("nhiều dòng", "several lines"),
            FieldKind::Number => ("số", "number"),
            FieldKind::Money => ("số tiền", "amount"),
            FieldKind::Date => ("ngày", "date"),
            FieldKind::PersonalId => ("số định danh", "personal number"),
            FieldKind::TaxCode => ("mã số thuế", "tax code"),
            FieldKind::Phone => ("điện thoại", "phone"),
            FieldKind::Email => ("thư điện tử", "e-mail"),
            FieldKind::Address => ("địa chỉ", "address"),
            FieldKind::Choice => ("chọn một", "choice"),
            FieldKind::YesNo => ("có, không", "yes or no"),
        };
        pick(self.lang, vi, en)
    }
}

/// Places a step may have besides named agencies.
const PLACES: [(&str, StepPlace, &str, &str); 4] = [
    ("received_at", StepPlace::ReceivedAt, "nơi tiếp nhận", "where it was received"),
    ("competent", StepPlace::Competent, "cơ quan giải quyết", "the deciding agency"),
    ("commune", StepPlace::Commune, "xã, phường liên quan", "the commune concerned"),
    ("return_at", StepPlace::ReturnAt, "nơi trả kết quả", "where the result is returned"),
];

/// The word of a value of a closed list, as in stored data.
pub fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        // Only plain enums come here; what is no word would be refused when it is read back.
        _ => String::new(),
    }
}

/// A value of a closed list by its word.
pub fn of_word<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// Who is there for what, today, at every unit.
#[derive(Debug, Default)]
pub struct Officers {
    all: BTreeSet<(UnitId, Role)>,
    some: BTreeSet<(UnitId, Role, FieldCode)>,
}

impl Officers {
    /// As of today.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn of(web: &Web) -> Result<Officers, Error> {
        let today = web.app.now().date();
        let duties = web.app.read(move |tx, _| Ok(accounts::all_duties(tx, today)?)).await?;
        let mut officers = Officers::default();
        for Duty { unit, role, scope } in duties {
            match scope {
                motcua_domain::actor::FieldScope::All => {
                    officers.all.insert((unit, role));
                }
                motcua_domain::actor::FieldScope::Only(field) => {
                    officers.some.insert((unit, role, field));
                }
            }
        }
        Ok(officers)
    }

    /// Whether anybody holds a role at a unit for a field.
    pub fn are_there(&self, unit: UnitId, role: Role, field: &FieldCode) -> bool {
        self.all.contains(&(unit, role)) || self.some.contains(&(unit, role, field.clone()))
    }
}

/// The checks of a version. They may take a while: called where blocking is allowed.
pub fn check(ground: &Ground, officers: &Officers, version: &ProcedureVersion) -> Vec<Finding> {
    let others: Vec<&ProcedureVersion> =
        ground.world.versions_of(&version.code).iter().map(AsRef::as_ref).collect();
    let base = version.variant.and_then(|made| ground.world.version(made.of));
    let base = base.filter(|base| ground.world.lasts(base, version.valid_from)).map(AsRef::as_ref);
    lint::check(
        version,
        &Surroundings {
            units: &ground.world.units,
            staffed: &|unit, role, field| officers.are_there(unit, role, field),
            fields: &ground.fields,
            dictionary: &ground.world.dictionary,
            others: &others,
            base,
            substitutions: lint::substitutions(),
        },
    )
}
