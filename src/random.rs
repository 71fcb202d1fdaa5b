//! Numbers that nobody can foresee.

/// A random number, for the keys of hashes: not for secrets.
#[cfg(feature = "std")]
pub(crate) fn number() -> u64 {
    use core::hash::BuildHasher;

    std::hash::RandomState::new().hash_one(())
}

/// A random number, for the keys of hashes: not for secrets.
#[cfg(not(feature = "std"))]
pub(crate) fn number() -> u64 {
    // All of its bits that are random, twice; the hash mixes them.
    js_sys::Math::random().to_bits().rotate_left(32) ^ js_sys::Math::random().to_bits()
}
