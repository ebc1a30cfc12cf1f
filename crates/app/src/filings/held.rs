//! What is known of an applicant before anything is asked: their account, and what they answered before. Nothing of it is
//! asked again; each value is shown with where it comes from and can be disputed.

use super::content::FormContent;
use crate::error::Error;
use motcua_calendar::Moment;
use motcua_db::Tx;
use motcua_domain::ids::{DossierId, PersonId, VersionId};
use motcua_domain::procedure::{FormField, ProcedureVersion, Values};
use motcua_store::forms;
use motcua_store::people::Person;
use std::collections::BTreeMap;

/// Earlier dossiers looked at.
const EARLIER: u32 = 20;
/// In front of the fields about the one who files.
const APPLICANT: &str = "applicant.";
/// In front of the fields about the one it is filed for: the same person, unless told otherwise.
const PERSON: &str = "person.";

/// A value put into a field before the person looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The value.
    pub value: String,
    /// The earlier dossier it comes from; `None`: the account.
    pub from: Option<EarlierDossier>,
}

/// An earlier dossier, as a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierDossier {
    /// Which.
    pub id: DossierId,
    /// Its code, once received.
    pub code: Option<String>,
    /// When it was filed.
    pub at: Moment,
}

/// What the account tells of the applicant, by field.
pub(super) fn known(person: &Person) -> Values {
    let facts = [
        ("full_name", Some(&person.name)),
        ("personal_id", person.personal_id.as_ref()),
        ("birth_date", person.born_on.as_ref()),
        ("sex", person.sex.as_ref()),
        ("residence", person.address.as_ref()),
        ("phone", person.phone.as_ref()),
    ];
    let told =
        facts.into_iter().filter_map(|(name, fact)| Some((name, fact.filter(|text| !text.is_empty())?)));
    told.map(|(name, fact)| (format!("{APPLICANT}{name}"), fact.clone())).collect()
}

/// What may be put into the fields of a version, as far as the version lets them be filled in beforehand. Of earlier dossiers
/// only those of versions that `may_tell` lets speak.
pub(super) fn suggestions(
    tx: &mut Tx<'_>,
    version: &ProcedureVersion,
    (person, known): (&PersonId, &Values),
    may_tell: impl Fn(VersionId) -> bool,
) -> Result<BTreeMap<String, Suggestion>, Error> {
    let fields: Vec<&FormField> = version.form.iter().flat_map(|page| &page.fields).collect();
    let mut found = BTreeMap::new();
    for field in &fields {
        let about_self = field.field.strip_prefix(PERSON).map(|rest| format!("{APPLICANT}{rest}"));
        if let Some(value) = about_self.and_then(|key| known.get(&key)) {
            found.insert(field.field.clone(), Suggestion { value: value.clone(), from: None });
        }
    }
    for earlier in forms::of_owner(tx, person, EARLIER)? {
        let content = FormContent::read(&earlier.content)?;
        if !may_tell(content.version) {
            continue;
        }
        let from = EarlierDossier { id: earlier.dossier, code: earlier.code, at: earlier.submitted_at };
        for answer in content.fields {
            let wanted = fields.iter().any(|field| {
                field.field == answer.field && (field.prefill.is_some() || field.field.starts_with(APPLICANT))
            });
            if wanted && !answer.value.is_empty() {
                let suggestion = Suggestion { value: answer.value, from: Some(from.clone()) };
                found.entry(answer.field).or_insert(suggestion);
            }
        }
    }
    Ok(found)
}
