//! Paths that are quickly read: below the base, and nothing to fold.

use super::places::Places;
use super::target::TargetPath;
use crate::pattern::MAX_TARGET_BYTES;

/// Reads what most operations name, as [`TargetPath::resolve_any`] would; nothing where that has to look closer.
pub(super) fn read(text: &str, places: &Places) -> Option<TargetPath> {
    let base = places.base().filter(|base| !places.windows() && has_no_links(base))?;
    if text.len() > MAX_TARGET_BYTES {
        return None;
    }
    // Whether nothing but dots was read of a segment so far, or nothing at all.
    let mut only_dots = true;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' {
            only_dots = false;
        } else if byte == b'/' && !only_dots {
            only_dots = true;
        } else if byte != b'.' {
            return None;
        }
    }
    (!only_dots).then(|| base.joined(text))
}

/// Whether the links of processes, which lead elsewhere, are neither this folder nor in it or below. Everything is below
/// the root.
fn has_no_links(folder: &TargetPath) -> bool {
    folder.segments().next().is_some_and(|name| !matches!(name, "proc" | "dev"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn posix() -> Places {
        Places::new(Some("/work/proj"), Some("/home/u"), false, true).unwrap()
    }

    proptest! {
        #[test]
        fn plain_paths_are_read_as_any(
            parts in prop::collection::vec(prop::sample::select(vec![
                "a", "src", ".env", "..", ".", "...", "a.", "", "proc", "dev", "fd", "self", "root", "3", "~", "~u", "@base", "a b", "é", "x\\y", "C:",
            ]), 1..6),
            free in "[a-z./~@-]{0,12}",
        ) {
            let bases = ["/work/proj", "/", "/dev", "/proc", "/proc/self", "/development/proc", "/dev/x"];
            for base in bases {
                for (windows, base) in [(false, base.to_owned()), (true, format!("C:{base}"))] {
                    let places = Places::new(Some(&base), Some("/home/u").filter(|_| !windows), windows, true).unwrap();
                    for text in [&parts.join("/"), &free] {
                        let any = TargetPath::resolve_any(text, &places);
                        prop_assert_eq!(TargetPath::resolve(text, &places), any);
                    }
                }
            }
        }
    }

    #[test]
    fn most_paths_are_plain() {
        for text in ["src/app.ts", ".env", "a", "a/.b/..c/d-e_F9", "...x/y."] {
            assert!(read(text, &posix()).is_some(), "{text}");
        }
        for text in ["", "/a", "a/", "a//b", ".", "..", "...", "a/../b", "a/.", "~", "a\0", "é", "@base/x", "a b"] {
            assert!(read(text, &posix()).is_none(), "{text}");
        }
    }
}
