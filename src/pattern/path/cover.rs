//! Whether one pattern is contained in another.
