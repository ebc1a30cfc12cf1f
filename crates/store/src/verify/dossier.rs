//! Part of verification.
