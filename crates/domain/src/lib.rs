//! motcua-domain
