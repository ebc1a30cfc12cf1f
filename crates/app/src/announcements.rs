//! What the operator tells everybody for a while. Kept beside the city's data, so that every node shows the same.

use crate::App;
use crate::error::Error;
use crate::world::ANNOUNCEMENTS;
use motcua_domain::portal::Announcement;
use motcua_store::meta;

impl App {
    /// Puts these announcements in place of those there were; answers whether that changed anything.
    ///
    /// # Errors
    /// If the database cannot write.
    pub fn announce(&self, announcements: &[Announcement]) -> Result<bool, Error> {
        let text = serde_json::to_string(announcements).map_err(|e| Error::Defect(e.to_string()))?;
        let written = self.db().exclusive(move |tx| {
            let written = meta::set(tx, ANNOUNCEMENTS, &text)?;
            if written > 0 {
                meta::next_edition(tx)?;
            }
            Ok::<_, Error>(written)
        })?;
        self.db().notify(crate::PROCEDURES);
        self.reload_world()?;
        Ok(written > 0)
    }
}
