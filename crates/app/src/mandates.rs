//! Mandates: giving one, seeing those given and received, taking one back, filing under one.

use crate::error::What;
use crate::world::World;
use crate::{App, Error, FieldProblem};
use motcua_calendar::{Date, Moment};
use motcua_db::Tx;
use motcua_domain::identity::numbers::{self, Doubt};
use motcua_domain::ids::{MandateId, PersonId, ProcedureCode};
use motcua_domain::mandate::{LONGEST_DAYS, Mandate, Receiver, Scope, Standing};
use motcua_store::{mandates as rows, people};

/// Most mandates of one person shown, and most they may have in force or ahead at once.
pub const MOST: u32 = 100;

/// A mandate as its giver writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMandate {
    /// Who may act.
    pub receiver: Receiver,
    /// For what.
    pub scope: Scope,
    /// What proves it.
    pub proof: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// A mandate given to the reader, with the name of its giver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The mandate.
    pub mandate: Mandate,
    /// Full name of the giver.
    pub giver: String,
}

/// The mandates of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mandates {
    /// Given, the latest first.
    pub given: Vec<Mandate>,
    /// Received, the latest first.
    pub received: Vec<Received>,
}

/// A mandate given, and what about its numbers is worth a second look. A doubt refuses nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its id.
    pub id: MandateId,
    /// Doubts.
    pub doubts: Vec<Doubt>,
}

impl App {
    /// Gives a mandate.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the fields to mend.
    pub async fn give_mandate(&self, giver: PersonId, new: NewMandate) -> Result<Given, Error> {
        let (world, now) = (self.world(), self.now());
        let problems = problems(&world, &new, now.date());
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let doubts = match &new.receiver {
            Receiver::Person { number, .. } => numbers::of_personal_number(number, None, None),
            Receiver::Organisation { tax_code, .. } => numbers::of_tax_code(tax_code),
        };
        let mandate = Mandate {
            id: MandateId(self.ids().uuid(self.now_ms())?),
            giver,
            receiver: new.receiver,
            scope: new.scope,
            proof: new.proof,
            from: new.from,
            to: new.to,
            given_at: now,
            revoked_at: None,
        };
        let id = mandate.id;
        let give = self.db().write_async(move |tx| {
            let own = people::get(tx, &giver)?.ok_or(Error::SignedOut)?.personal_id;
            if own.as_deref() == Some(mandate.receiver.number()) {
                return Err(Error::Invalid(vec![to_oneself()]));
            }
            let alive = |mandate: &&Mandate| {
                matches!(mandate.standing(now.date()), Standing::InForce | Standing::Ahead)
            };
            if rows::given_by(tx, &giver, MOST)?.iter().filter(alive).count() >= MOST as usize {
                return Err(Error::Invalid(vec![too_many()]));
            }
            Ok(rows::insert(tx, &mandate)?)
        });
        give.await?;
        Ok(Given { id, doubts })
    }

    /// The mandates a person gave and received.
    pub async fn mandates_of(&self, person: PersonId) -> Result<Mandates, Error> {
        self.read(move |tx, _| {
            let given = rows::given_by(tx, &person, MOST)?;
            let own = people::get(tx, &person)?.ok_or(Error::SignedOut)?.personal_id;
            let mut received = Vec::new();
            if let Some(number) = own {
                for mandate in rows::received_by(tx, &number, MOST)? {
                    let giver = people::get(tx, &mandate.giver)?.map(|giver| giver.name).unwrap_or_default();
                    received.push(Received { mandate, giver });
                }
            }
            Ok(Mandates { given, received })
        })
        .await
    }

    /// The mandates under which a person may file a procedure now, the latest first.
    pub async fn mandates_for(
        &self,
        person: PersonId,
        procedure: ProcedureCode,
    ) -> Result<Vec<Received>, Error> {
        let today = self.now().date();
        let received = self.mandates_of(person).await?.received.into_iter();
        // They name the person by number; whether they permit this is what is left to ask.
        Ok(received
            .filter(|one| one.mandate.permits(Some(one.mandate.receiver.number()), &procedure, today))
            .collect())
    }

    /// Takes back a mandate the person gave. Taken back twice is taken back.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one of somebody else.
    pub async fn revoke_mandate(&self, giver: PersonId, id: MandateId) -> Result<(), Error> {
        let now = self.now();
        self.db()
            .write_async(move |tx| {
                let own = rows::get(tx, &id)?.filter(|mandate| mandate.giver == giver);
                own.ok_or(Error::NotFound(What::Mandate))?;
                rows::revoke(tx, &id, &giver, now)?;
                Ok(())
            })
            .await
    }
}

/// The owner of what a person files under a mandate.
///
/// # Errors
/// [`Error::NotFound`] when there is none that permits it now: whose it is is told to nobody else.
pub(crate) fn owner_under(
    tx: &mut Tx<'_>,
    id: &MandateId,
    submitter: &PersonId,
    procedure: &ProcedureCode,
    now: Moment,
) -> Result<PersonId, Error> {
    let number = people::get(tx, submitter)?.ok_or(Error::SignedOut)?.personal_id;
    let mandate = rows::get(tx, id)?;
    let permits = |mandate: &Mandate| mandate.permits(number.as_deref(), procedure, now.date());
    Ok(mandate.filter(permits).ok_or(Error::NotFound(What::Mandate))?.giver)
}

fn problems(world: &World, new: &NewMandate, today: Date) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut say = |field: &str, code, vi: &str, en: &str| {
        problems.push(FieldProblem::new(field, code, vi, en));
    };
    let name = new.receiver.name().trim();
    if name.is_empty() || name.chars().count() > 120 {
        say(
            "name",
            "required",
            "Nhập tên người hoặc tổ chức được ủy quyền",
            "Enter the name of the person or organisation",
        );
    }
    let digits = new.receiver.number();
    let right = digits.bytes().all(|byte| byte.is_ascii_digit());
    match new.receiver {
        Receiver::Person { .. } if !right || digits.len() != 12 => say(
            "number",
            "personal_id_digits",
            "Số định danh của người được ủy quyền gồm 12 chữ số",
            "The personal number of the person has 12 digits",
        ),
        Receiver::Organisation { .. } if !right || !matches!(digits.len(), 10 | 12 | 13) => say(
            "number",
            "tax_code",
            "Mã số thuế gồm 10, 12 hoặc 13 chữ số",
            "A tax code has 10, 12 or 13 digits",
        ),
        _ => {}
    }
    if let Scope::Procedures(codes) = &new.scope {
        let known = |code: &ProcedureCode| world.version_for(code, today).is_some();
        if codes.is_empty() || codes.len() > 20 || !codes.iter().all(known) {
            say(
                "procedures",
                "procedure",
                "Nhập mã thủ tục có trong danh mục, ví dụ 1.001193, cách nhau bằng dấu phẩy; tối đa 20 mã",
                "Enter codes of procedures from the catalogue, such as 1.001193, with commas between; at most 20",
            );
        }
    }
    let proof = new.proof.trim();
    if proof.is_empty() || proof.chars().count() > 300 {
        say(
            "proof",
            "required",
            "Ghi số, ngày và nơi lập giấy ủy quyền, tối đa 300 ký tự",
            "Write number, day and place of the paper that proves it, in at most 300 characters",
        );
    }
    if new.to < new.from || new.to < today {
        say(
            "to",
            "date_order",
            "Ngày cuối phải từ hôm nay và từ ngày đầu trở đi",
            "The last day must not lie before today or the first day",
        );
    } else if new.from.plus_days(LONGEST_DAYS) < new.to {
        say("to", "too_long", "Thời hạn ủy quyền tối đa 5 năm", "A mandate runs for five years at most");
    }
    problems
}

fn to_oneself() -> FieldProblem {
    FieldProblem::new(
        "number",
        "own_number",
        "Đây là số định danh của chính ông/bà. Nhập số của người được ủy quyền",
        "This is your own number. Enter that of the person who may act for you",
    )
}

fn too_many() -> FieldProblem {
    FieldProblem::new(
        "name",
        "too_many",
        "Ông/bà đã có 100 ủy quyền còn hiệu lực. Hủy bớt rồi thử lại",
        "You have 100 mandates in force. Revoke some and try again",
    )
}
