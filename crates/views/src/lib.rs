//! motcua-views
