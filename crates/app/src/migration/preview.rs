//! What a rule would do, before anything is done.

use super::*;
use crate::visibility;

/// Dossiers named one by one, of each kind, up to this many; all are counted.
pub const NAMED_MAX: usize = 50;

/// A dossier by its code, and whether whoever asks may open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its code, or its id when it has none.
    pub code: String,
    /// Whether it may be opened: a designer's duty alone opens no dossier.
    pub open: bool,
}

/// Dossiers that stay, for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staying {
    /// Why.
    pub refusal: Refusal,
    /// How many.
    pub count: u64,
    /// The first of them.
    pub first: Vec<Named>,
}

/// What became, or would become, of the dossiers of a version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Migrated {
    /// Pass to the newer version.
    pub passed: u64,
    /// The first of them.
    pub first: Vec<Named>,
    /// Stay, by reason, in the order in which the reasons were met.
    pub staying: Vec<Staying>,
    /// In hand, but not received yet or asked to be withdrawn: no rule is asked about them, they stay.
    pub aside: u64,
}

impl Migrated {
    pub(super) fn count(&mut self, named: Named, outcome: Result<(), Refusal>) {
        let add = |first: &mut Vec<Named>, named| {
            if first.len() < NAMED_MAX {
                first.push(named);
            }
        };
        match outcome {
            Ok(()) => {
                self.passed += 1;
                add(&mut self.first, named);
            }
            Err(refusal) => {
                let known = self.staying.iter().position(|staying| staying.refusal == refusal);
                let at = known.unwrap_or_else(|| {
                    self.staying.push(Staying { refusal, count: 0, first: Vec::new() });
                    self.staying.len() - 1
                });
                self.staying[at].count += 1;
                add(&mut self.staying[at].first, named);
            }
        }
    }

    /// Dossiers that stay for a reason of the rule.
    pub fn stay(&self) -> u64 {
        self.staying.iter().map(|staying| staying.count).sum()
    }

    /// All of them.
    pub fn in_hand(&self) -> u64 {
        self.passed + self.stay() + self.aside
    }

    /// The numbers in one word: whoever confirms sends it back, and is shown the page again when they have changed.
    pub fn fingerprint(&self) -> String {
        let mut parts = vec![self.passed.to_string()];
        let mut reasons: Vec<String> =
            self.staying.iter().map(|staying| format!("{:?} {}", staying.refusal, staying.count)).collect();
        reasons.sort();
        parts.extend(reasons);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        digest(&parts)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A dossier as it is named to somebody.
pub(super) fn named(world: &World, loaded: &Loaded, actor: &Actor) -> Named {
    let dossier = &loaded.dossier;
    let code = dossier.code.as_ref().map_or_else(|| dossier.id.to_string(), ToString::to_string);
    Named { code, open: visibility::may_see(actor, dossier, world) }
}

/// What the rule would do now to every dossier of its older version.
fn outlook(
    tx: &mut Tx<'_>,
    world: &World,
    actor: &Actor,
    rule: &MigrationRule,
    pair: &Pair,
) -> Result<Migrated, Error> {
    let mut outcome = Migrated::default();
    let received = procedures::received_under(tx, &pair.new.code, rule.from)?;
    let open = procedures::open_count(tx, &pair.new.code, Some(rule.from))?.open;
    outcome.aside = open.saturating_sub(received.len() as u64);
    for id in received {
        let Some(loaded) = dossiers::load(tx, &id)? else { continue };
        let would = decided(world, &loaded, rule, pair)?.map(|_| ());
        outcome.count(named(world, &loaded, actor), would);
    }
    Ok(outcome)
}

impl App {
    /// What the rule would do now. Changes nothing.
    ///
    /// # Errors
    /// `Denied` for anybody but a designer of its field; [`Error::Invalid`] for a rule that is none, at its steps; as
    /// [`App::migration_rule`]; if the database cannot answer.
    pub async fn migration_preview(&self, actor: Arc<Actor>, rule: MigrationRule) -> Result<Migrated, Error> {
        let now_ms = self.now_ms();
        self.read(move |tx, world| {
            let pair = Pair::of(world, rule.from, rule.to)?;
            designer_of(tx, &actor, &pair.new, now_ms)?;
            Pair::ruled(world, &rule)?;
            outlook(tx, world, &actor, &rule, &pair)
        })
        .await
    }

    /// What would become of dossiers in hand if a draft were published and in force, by the rule that offers itself: each
    /// older version with the dossiers that could pass and those that would stay.
    ///
    /// # Errors
    /// `Denied` for anybody but a designer of its field; if the database cannot answer.
    pub async fn migration_forecast(
        &self,
        actor: Arc<Actor>,
        draft: ProcedureVersion,
    ) -> Result<Vec<(VersionId, Migrated)>, Error> {
        let now_ms = self.now_ms();
        self.read(move |tx, world| {
            designer_of(tx, &actor, &draft, now_ms)?;
            let mut all = Vec::new();
            // A draft has no number; one that nobody holds keeps it from being taken for its own past.
            let draft = Arc::new(ProcedureVersion { id: VersionId(u32::MAX), ..draft });
            for old in world.all_versions().filter(|version| version.code == draft.code) {
                let rule = MigrationRule::between(old, &draft);
                let pair = Pair { old: Arc::clone(old), new: Arc::clone(&draft) };
                let outcome = outlook(tx, world, &actor, &rule, &pair)?;
                if outcome.in_hand() > 0 {
                    all.push((old.id, outcome));
                }
            }
            Ok(all)
        })
        .await
    }
}
