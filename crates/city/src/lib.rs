//! motcua-city
