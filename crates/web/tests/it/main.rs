//! The web side through its front door: real router, real database, fixed clock.
