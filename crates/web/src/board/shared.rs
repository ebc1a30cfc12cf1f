//! Pages of the board drawn lately: a crowd of guests that asks the same costs one drawing, as it costs one look at the numbers.

use super::numbers::Numbers;
use crate::stencil::Stencil;
use crate::visit::Visit;
use motcua_views::{Lang, TextSize};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::{Arc, Weak};

/// Pages kept at once; the longest, all communes in one table, takes half a megabyte.
const PAGES_MAX: usize = 32;
/// Longer addresses are drawn anew for each: nobody sends them in a crowd.
const ADDRESS_MAX: usize = 300;

/// All that a guest's page depends on besides the numbers: the language, the size of the text, the address.
type Question = (Lang, TextSize, String);

/// A page, and what it was drawn of.
type Drawn = (Weak<Numbers>, Arc<Stencil>);

/// What was drawn, each for as long as its numbers are those in use.
#[derive(Default)]
pub struct Pages(Mutex<HashMap<Question, Drawn>>);

impl Pages {
    /// The page as drawn of these numbers.
    pub fn of(&self, visit: &Visit, numbers: &Arc<Numbers>) -> Option<Arc<Stencil>> {
        let pages = self.0.lock();
        let (of, page) = pages.get(&question(visit))?;
        Weak::ptr_eq(of, &Arc::downgrade(numbers)).then(|| Arc::clone(page))
    }

    /// Keeps it.
    pub fn keep(&self, visit: &Visit, numbers: &Arc<Numbers>, page: Stencil) -> Arc<Stencil> {
        let page = Arc::new(page);
        if visit.path.len() <= ADDRESS_MAX {
            let mut pages = self.0.lock();
            if pages.len() >= PAGES_MAX {
                // What was drawn of earlier numbers first; all when that frees nothing.
                pages.retain(|_, (of, _)| of.strong_count() > 0);
            }
            if pages.len() >= PAGES_MAX {
                pages.clear();
            }
            pages.insert(question(visit), (Arc::downgrade(numbers), Arc::clone(&page)));
        }
        page
    }
}

fn question(visit: &Visit) -> Question {
    (visit.lang, visit.size, visit.path.clone())
}
