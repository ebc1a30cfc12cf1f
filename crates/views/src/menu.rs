//! The officers' queues and the menu made from them.

use crate::lang::Lang;
use crate::message::{Key, t};

/// The queues an officer's menu and `/desk/dossiers?queue=` know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Queue {
    /// Filed online and not yet received.
    AwaitingOnline,
    /// Received here, nothing done yet.
    Received,
    /// Not accepted.
    Declined,
    /// Handed over to us, not yet accepted by us.
    Incoming,
    /// Everything open with us.
    InProgress,
    /// Assigned to the officer who looks.
    Mine,
    /// Waiting for an approval or signature.
    ToApprove,
    /// Signed, to be numbered, sealed and issued.
    ToIssue,
    /// The applicant asks to withdraw.
    Withdrawals,
    /// A correction waits for its second approver.
    Corrections,
    /// Received here, now worked on elsewhere.
    Followed,
    /// Close to the due moment.
    DueSoon,
    /// Past the due moment.
    Overdue,
    /// Waiting for the applicant's papers.
    Waiting,
    /// Waiting for a payment.
    Payment,
    /// Another agency asks our opinion.
    Consultations,
    /// Stopped or withdrawn.
    Stopped,
    /// Handed over by us and not back.
    Sent,
    /// Result to be fetched at the counter.
    ReturnCounter,
    /// Result to be returned online.
    ReturnOnline,
    /// Result to be posted.
    ReturnPost,
    /// Returned.
    Returned,
}

impl Queue {
    /// All queues in menu order.
    pub const ALL: [Queue; 22] = [
        Queue::AwaitingOnline,
        Queue::Received,
        Queue::Declined,
        Queue::Incoming,
        Queue::Mine,
        Queue::InProgress,
        Queue::ToApprove,
        Queue::ToIssue,
        Queue::Consultations,
        Queue::Waiting,
        Queue::Payment,
        Queue::Withdrawals,
        Queue::Corrections,
        Queue::Stopped,
        Queue::Sent,
        Queue::Followed,
        Queue::ReturnCounter,
        Queue::ReturnOnline,
        Queue::ReturnPost,
        Queue::Returned,
        Queue::DueSoon,
        Queue::Overdue,
    ];

    /// Its name in the URL.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Queue::AwaitingOnline => "awaiting-online",
            Queue::Received => "received",
            Queue::Declined => "declined",
            Queue::Incoming => "incoming",
            Queue::InProgress => "in-progress",
            Queue::Mine => "mine",
            Queue::ToApprove => "to-approve",
            Queue::ToIssue => "to-issue",
            Queue::Withdrawals => "withdrawals",
            Queue::Corrections => "corrections",
            Queue::Followed => "followed",
            Queue::DueSoon => "due-soon",
            Queue::Overdue => "overdue",
            Queue::Waiting => "waiting",
            Queue::Payment => "payment",
            Queue::Consultations => "consultations",
            Queue::Stopped => "stopped",
            Queue::Sent => "sent",
            Queue::ReturnCounter => "return-counter",
            Queue::ReturnOnline => "return-online",
            Queue::ReturnPost => "return-post",
            Queue::Returned => "returned",
        }
    }

    /// Reads a queue's name.
    #[must_use]
    pub fn parse(key: &str) -> Option<Queue> {
        Queue::ALL.into_iter().find(|queue| queue.key() == key)
    }

    /// Its page.
    #[must_use]
    pub fn href(self) -> String {
        format!("/desk/dossiers?queue={}", self.key())
    }

    /// Its label in the menu and as the inbox's title.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        t(
            lang,
            match self {
                Queue::AwaitingOnline => Key::QueueAwaitingOnline,
                Queue::Received => Key::QueueReceived,
                Queue::Declined => Key::QueueDeclined,
                Queue::Incoming => Key::QueueIncoming,
                Queue::InProgress => Key::QueueInProgress,
                Queue::Mine => Key::QueueMine,
                Queue::ToApprove => Key::QueueToApprove,
                Queue::ToIssue => Key::QueueToIssue,
                Queue::Withdrawals => Key::QueueWithdrawals,
                Queue::Corrections => Key::QueueCorrections,
                Queue::Followed => Key::QueueFollowed,
                Queue::DueSoon => Key::QueueDueSoon,
                Queue::Overdue => Key::QueueOverdue,
                Queue::Waiting => Key::QueueWaiting,
                Queue::Payment => Key::QueuePayment,
                Queue::Consultations => Key::QueueConsultations,
                Queue::Stopped => Key::QueueStopped,
                Queue::Sent => Key::QueueSent,
                Queue::ReturnCounter => Key::QueueReturnCounter,
                Queue::ReturnOnline => Key::QueueReturnOnline,
                Queue::ReturnPost => Key::QueueReturnPost,
                Queue::Returned => Key::QueueReturned,
            },
        )
    }

    /// The sentence shown when it is empty.
    #[must_use]
    pub fn empty_text(self, lang: Lang) -> &'static str {
        t(
            lang,
            match self {
                Queue::DueSoon => Key::EmptyDueSoon,
                Queue::Overdue => Key::EmptyOverdue,
                Queue::Incoming => Key::EmptyIncoming,
                _ => Key::EmptyQueue,
            },
        )
    }

    fn group(self) -> Key {
        match self {
            Queue::AwaitingOnline | Queue::Received | Queue::Declined => Key::MenuIntake,
            Queue::Incoming
            | Queue::InProgress
            | Queue::Mine
            | Queue::ToApprove
            | Queue::ToIssue
            | Queue::Withdrawals
            | Queue::Corrections
            | Queue::Followed
            | Queue::Consultations
            | Queue::Waiting
            | Queue::Payment
            | Queue::Stopped
            | Queue::Sent => Key::MenuProcessing,
            Queue::ReturnCounter | Queue::ReturnOnline | Queue::ReturnPost | Queue::Returned => {
                Key::MenuReturn
            }
            Queue::DueSoon | Queue::Overdue => Key::MenuFollow,
        }
    }
}

/// One item of the desk's menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// Its label.
    pub label: String,
    /// Its page.
    pub href: String,
    /// The live count as text, and the queue it belongs to (for refreshing).
    pub count: Option<String>,
    /// The queue's key, empty for pages that are no queue.
    pub queue: &'static str,
    /// Whether it is the current page.
    pub current: bool,
    /// Whether the count is an alarm (overdue, and more than none).
    pub alarm: bool,
}

/// A titled group of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuGroup {
    /// The group's title.
    pub title: String,
    /// Its items.
    pub items: Vec<MenuItem>,
}

/// What the menu is made from.
#[derive(Clone, Copy, Debug)]
pub struct Menu<'a> {
    /// The queues this officer has, with their counts.
    pub counts: &'a [(Queue, u64)],
    /// Whether the officer receives at a counter.
    pub intake: bool,
    /// The current page: a queue's key, or `home`, `intake`, `handover`, `search`, `register`, `shortcuts`, or "".
    pub current: &'a str,
}

impl Menu<'_> {
    /// The groups to show, empty ones left out.
    #[must_use]
    pub fn build(&self, lang: Lang) -> Vec<MenuGroup> {
        let page = |key: Key, href: &str, name: &str| MenuItem {
            label: t(lang, key).to_owned(),
            href: href.to_owned(),
            count: None,
            queue: "",
            current: self.current == name,
            alarm: false,
        };
        [Key::MenuIntake, Key::MenuProcessing, Key::MenuReturn, Key::MenuFollow]
            .into_iter()
            .map(|group| {
                let mut items = Vec::new();
                if group == Key::MenuIntake {
                    items.push(page(Key::DeskHome, "/desk", "home"));
                    if self.intake {
                        items.push(page(Key::IntakeTitle, "/desk/intake", "intake"));
                    }
                }
                items.extend(self.queue_items(lang, group));
                if group == Key::MenuFollow {
                    items.push(page(Key::GuardTitle, "/desk/guard", "guard"));
                    items.push(page(Key::HandoverTitle, "/desk/handover", "handover"));
                    items.push(page(Key::SearchTitle, "/desk/search", "search"));
                    items.push(page(Key::RegisterTitle, "/desk/register", "register"));
                }
                MenuGroup { title: t(lang, group).to_owned(), items }
            })
            .filter(|group| !group.items.is_empty())
            .collect()
    }

    fn queue_items(&self, lang: Lang, group: Key) -> Vec<MenuItem> {
        let known = Queue::ALL.into_iter().filter(|queue| queue.group() == group);
        known
            .filter_map(|queue| self.counts.iter().find(|(mine, _)| *mine == queue))
            .map(|&(queue, count)| MenuItem {
                label: queue.label(lang).to_owned(),
                href: queue.href(),
                count: Some(crate::format::count(lang, count)),
                queue: queue.key(),
                current: self.current == queue.key(),
                alarm: queue == Queue::Overdue && count > 0,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queue_names_read_back() {
        for queue in Queue::ALL {
            assert_eq!(Queue::parse(queue.key()), Some(queue));
        }
        assert_eq!(Queue::parse("nowhere"), None);
    }

    #[test]
    fn the_menu_shows_only_what_the_officer_has() {
        let counts = [(Queue::Overdue, 2), (Queue::InProgress, 1_204)];
        let menu = Menu { counts: &counts, intake: false, current: "overdue" }.build(Lang::Vi);
        let items: Vec<&MenuItem> = menu.iter().flat_map(|group| &group.items).collect();
        assert!(items.iter().all(|item| item.href != "/desk/intake"));
        let overdue =
            items.iter().find(|item| item.queue == "overdue").expect("a queue with a count is shown");
        assert!(overdue.alarm && overdue.current);
        let open =
            items.iter().find(|item| item.queue == "in-progress").expect("a queue with a count is shown");
        assert_eq!((open.count.as_deref(), open.alarm), (Some("1.204"), false));
        assert!(items.iter().all(|item| item.queue != "waiting"));
    }

    #[test]
    fn no_overdue_dossier_is_no_alarm() {
        let menu = Menu { counts: &[(Queue::Overdue, 0)], intake: true, current: "home" }.build(Lang::En);
        assert!(menu.iter().flat_map(|group| &group.items).all(|item| !item.alarm));
    }
}
