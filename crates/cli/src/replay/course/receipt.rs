//! Before receipt, and papers asked for at any time.

use super::*;

impl Turn<'_> {
    pub(super) fn submitted(&mut self) -> Answer {
        let counter = self.d.holder.unit;
        let officer = self.post(counter, Role::OneStop);
        let slow = happens(&mut self.rng, 0.1);
        let wait =
            if slow { between(&mut self.rng, 120.0, 420.0) } else { between(&mut self.rng, 4.0, 120.0) };
        let at = self.times.officer(wait)?;
        if self.fate.declined {
            let grounds = [DeclineGround::NotEligible, DeclineGround::NotCompetent, DeclineGround::Duplicate];
            let ground = grounds[self.rng.random_range(0..grounds.len())];
            let note = self.note(words::declined(ground));
            return self.by(at, officer, Command::Decline { ground, note });
        }
        let asks = self.fate.missing == Missing::BeforeReceipt && self.d.supplements.is_empty();
        if asks {
            return self.ask_for_papers(at, officer);
        }
        let version = self.course.world.version_for(&self.d.procedure, at.date());
        let papers = version.map_or_else(Vec::new, |v| complete_papers(v, &self.d.situation()));
        let paper = if self.d.provenance == Provenance::Post { PaperHanded::Yes } else { PaperHanded::No };
        self.by(at, officer, Command::Receive(Receive { at: counter, paper, papers }))
    }

    pub(super) fn ask_for_papers(&mut self, at: Moment, officer: Option<Arc<Actor>>) -> Answer {
        let complete = complete_papers(self.version, &self.d.situation());
        let papers: Vec<_> = complete.into_iter().take(1).map(|paper| paper.key).collect();
        let note = self.note(words::SUPPLEMENT);
        self.by(at, officer, Command::RequestSupplement { papers, note })
    }

    pub(super) fn supplement(&mut self, resume: Resume) -> Answer {
        let Some(open) = self.d.open_supplement() else { return Ok(None) };
        let (asked_at, answer_by) = (open.asked_at, open.answer_by);
        let counter = self.d.places.received_at.unwrap_or(self.d.holder.unit);
        let Some(days) = self.fate.answers_after else {
            // Where the version sets no time, three weeks are given (an assumption) and the reminder goes unanswered.
            let over = answer_by.unwrap_or_else(|| asked_at.plus_minutes(21 * 24 * 60));
            let at = self.times.officer_from(over, between(&mut self.rng, 10.0, 400.0))?;
            let note = self.note(words::NOT_SUPPLEMENTED);
            if resume == Resume::Submitted {
                let officer = self.post(counter, Role::OneStop);
                return self.by(
                    at,
                    officer,
                    Command::Decline { ground: DeclineGround::NotSupplemented, note },
                );
            }
            let head = self.post(self.d.holder.unit, Role::UnitHead);
            return self.by(at, head, Command::Stop { ground: StopGround::NotSupplemented, note });
        };
        let papers: Vec<PaperGiven> = open
            .papers
            .iter()
            .filter_map(|key| self.version.paper(key))
            .map(|paper| PaperGiven::on_paper(paper.key.clone(), paper.form, 1))
            .collect();
        let note = Some(self.note(words::SUPPLEMENTED));
        let asked = (days * 24.0 * 60.0) as i64;
        let latest = answer_by.map_or(i64::MAX, |until| until.minutes_since(asked_at) - 60);
        let moment = asked_at.plus_minutes(asked.min(latest).max(30));
        let own_sign_in = !matches!(
            self.d.provenance,
            Provenance::Counter | Provenance::Post | Provenance::EnteredByOfficer
        );
        let (at, actor) = if own_sign_in {
            (Times::awake(moment), Some(self.applicant()))
        } else {
            (self.times.officer_from(moment, 5.0)?, self.post(counter, Role::OneStop))
        };
        self.by(at, actor, Command::Supplement { papers, note })
    }
}
