//! motcua-db
