//! Tables of what a path may be, and laws that hold it against every text its unknown pieces could have.

#![allow(clippy::arithmetic_side_effects, clippy::string_slice, reason = "a test")]

use proptest::prelude::*;

use super::{PartialPath, Piece};
use crate::pattern::Reading::{self, Denial, Permission};
use crate::pattern::path::{PathPattern, PathSet, Places, TargetPath};

/// The patterns that match, to be compared.
trait Found {
    fn found(&self, path: &PartialPath) -> Vec<usize>;
}

impl Found for PathSet {
    fn found(&self, path: &PartialPath) -> Vec<usize> {
        self.matches_partly(path).collect()
    }
}

fn places() -> Places {
    Places::new(Some("/work/proj"), Some("/home/u"), false, true).unwrap()
}

/// `?` is text nobody knows, `*` what a glob stands for.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['?', '*']) {
        let (known, after) = rest.split_at(at);
        pieces.extend((!known.is_empty()).then_some(Piece::Known(known)));
        pieces.push(if after.starts_with('?') { Piece::Unknown } else { Piece::Segment });
        rest = &after[1..];
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Known(rest));
    }
    pieces
}

fn partial(text: &str, places: &Places) -> PartialPath {
    PartialPath::resolve(&pieces(text), false, places).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn set(reading: Reading, pattern: &str, places: &Places) -> PathSet {
    PathSet::new(reading, [&PathPattern::parse(pattern).unwrap()], places).unwrap()
}

fn built_in(pattern: &str, places: &Places) -> PathSet {
    PathSet::anywhere([&PathPattern::parse(pattern).unwrap()], &places.ignoring_case()).unwrap()
}

macro_rules! holds {
    ($kind:ident: $($name:ident: $pattern:expr, yes: $yes:expr, no: $no:expr;)*) => {$(
        #[test]
        fn $name() {
            let (yes, no): (&[&str], &[&str]) = (&$yes, &$no);
            let set = $kind($pattern, &places());
            for text in yes {
                assert_eq!(set.found(&partial(text, &places())), [0], "{} should match {text}", $pattern);
            }
            for text in no {
                assert!(set.found(&partial(text, &places())).is_empty(), "{} should not match {text}", $pattern);
            }
        }
    )*};
}

fn denial(pattern: &str, places: &Places) -> PathSet {
    set(Denial, pattern, places)
}

fn permission(pattern: &str, places: &Places) -> PathSet {
    set(Permission, pattern, places)
}

holds! { denial:
    own_denials_reckon_with_any_text: ".env",
        yes: ["?", "src/?", "?/x", "?.md", "a?b", "~/?", "/etc/?"], no: ["src/*", "*", "a*", "*.env", "/etc/*"];
    own_denials_and_globs: "src/*.pem",
        yes: ["src/*", "src/k*", "sr*/k.pem", "*/*", "src/*.pem/x", "./sr*/../src/*"], no: ["src/*.md", "src/*pe", "lib/*", "*"];
    a_glob_of_dots_climbs: "secrets",
        yes: ["src/.*/secrets", "src/..*/secrets", "secrets/.*", "a/.*/.*/secrets"], no: ["src/.*", "src/*/secrets", "src/.a*/secrets"];
    many_globs_of_dots_lead_anywhere: "/etc/shadow", yes: [".*/.*/.*/x"], no: [".*/.*/x"];
    denied_folders_of_which_a_part_is_known: "secrets", yes: ["secret*", "secrets/*", "s*/x"], no: ["secret*s2", "x/secret*"];
}

holds! { permission:
    what_stands_below: "/work/proj/**",
        yes: ["src/*", "src/*.ts", "*", "./*/x", "src/*/../*"], no: ["?", "src/?", "../*", ".*", "src/.*", "/work/*"];
    every_markdown_file: "src/*.md", yes: ["src/*.md", "src/a*.md"], no: ["src/*.ts", "src/*", "src/*/x.md", "*/a.md"];
    one_level: "src/*", yes: ["src/*", "src/*.ts"], no: ["src/*/x", "src*"];
    deep: "src/**/*.md", yes: ["src/*.md", "src/*/*.md"], no: ["src/*"];
    everything: "/**", yes: ["?", "src/?", "*", ".*", "~/?"], no: [];
    everything_below_the_base_only: "**", yes: ["*"], no: ["?", "src/?"];
}

holds! { built_in:
    keys: "~/.ssh/**",
        yes: ["~/.ss*/id_rsa", "~/.ssh/?", "/home/u/.ssh/*", "?/.ssh/id_rsa", "~/?", "/home/?", "~/.s?", "~/.s?d/x", "~/.SSH/?", "~/.*", "~/a/../.ssh/?"],
        no: ["?", "a?/.ssh/x", "src/?", "?/README.md", "*", "./?", "?/?", "~/*", "~/*/id_rsa", "?.md", "/?", "/tmp/?", "~/src/?", "src?", "/work/proj/?", "/work/proj/a/?"];
    dot_env: "**/.env",
        yes: ["?/.env", "src/.en*", "src/.e?", "*/.env", "src/?.env", "a?v"], no: ["src/?", "src/*", "*", "*.env", "?/x", "a*"];
    keys_by_their_end: "**/*_rsa", yes: ["?/id_rsa", "*_rsa", "id_*"], no: ["?", "src/*", "README*", "?/x"];
    hooks: ".git/hooks/**", yes: [".git/?", "?/.git/hooks/x", ".git/*/pre-commit"], no: ["?", "./?", "logs/?/out.log", "/work/proj/?", "../?", "*"];
}

#[test]
fn text_that_is_split_is_several_paths() {
    let read = |text: &str| PartialPath::resolve(&pieces(text), true, &places()).unwrap();
    assert_eq!(built_in("~/.ssh/**", &places()).found(&read("-a /home/u/.ssh/id_rsa")), [0]);
    assert_eq!(built_in("~/.ssh/**", &places()).found(&read("a.md b")), [] as [usize; 0]);
    assert_eq!(denial("secrets", &places()).found(&read("a b")), [0]);
    assert_eq!(permission("**", &places()).found(&read("a b")), [] as [usize; 0]);
}

#[test]
fn what_cannot_be_understood_is_refused() {
    let long = format!("{}*", "a".repeat(crate::pattern::MAX_TARGET_BYTES + 1));
    for text in [
        "",
        "a\0*",
        "~v/*",
        "~v/?",
        "@base/../*",
        "/proc/self/root/*",
        "/proc/*/root/etc",
        "/proc/self/ro*t/x",
        "/proc/self/*/x",
        "/proc/self/fd/*/x",
        "/dev/fd/*/x",
        "/proc/?/root/x",
        &long,
    ] {
        assert!(PartialPath::resolve(&pieces(text), false, &places()).is_err(), "{text:?}");
    }
    for text in ["/proc/*/status", "/proc/self/*", "/dev/fd/*", "/proc/?/status", "/proc/self/fd/*", "/dev/*"] {
        assert!(PartialPath::resolve(&pieces(text), false, &places()).is_ok(), "{text:?}");
    }
    let nowhere = Places::new(None, None, false, true).unwrap();
    assert!(PartialPath::resolve(&pieces("a/*"), false, &nowhere).is_err());
    assert!(PartialPath::resolve(&pieces("~/*"), false, &nowhere).is_err());
    assert!(PartialPath::resolve(&pieces("?/x"), false, &nowhere).is_ok());
}

#[test]
fn windows_names_lose_dots_and_blanks_at_their_end() {
    let windows = Places::new(Some(r"C:\work\proj"), Some(r"C:\Users\u"), true, false).unwrap();
    for text in [r"sec*\x", "SECRET*", "secrets.*", "secr*. .", r"c:\Work\proj\*", r"src\..\s*"] {
        assert_eq!(denial("secrets", &windows).found(&partial(text, &windows)), [0], "{text}");
    }
    assert!(denial("secrets", &windows).found(&partial(r"D:\work\proj\*", &windows)).is_empty());
    assert_eq!(built_in("~/.ssh/**", &windows).found(&partial(r"C:\users\U\.ss*\id", &windows)), [0]);
    assert_eq!(built_in("~/.ssh/**", &windows).found(&partial(r"~\.ssh\?", &windows)), [0]);
}

/// Every text the unknown pieces could have, over a small alphabet.
fn completions(text: &str) -> Vec<String> {
    let texts = |alphabet: &[&str], longest: usize| {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..longest {
            last = last.iter().flat_map(|text| alphabet.iter().map(move |c| format!("{text}{c}"))).collect();
            all.extend(last.clone());
        }
        all
    };
    let segment = texts(&["a", "b", "."], 3);
    let unknown = texts(&["a", ".", "/"], 3);
    let mut done = vec![String::new()];
    let pieces = pieces(text);
    for (at, piece) in pieces.iter().enumerate() {
        // A glob that begins a name may be empty before what the name goes on with, but not before a dot.
        let goes_on = matches!(pieces.get(at + 1), Some(Piece::Known(text)) if !text.starts_with(['/', '.']));
        done = match piece {
            Piece::Known(known) => done.iter().map(|done| format!("{done}{known}")).collect(),
            Piece::Unknown => {
                done.iter().flat_map(|done| unknown.iter().map(move |more| format!("{done}{more}"))).collect()
            }
            Piece::Segment => done
                .iter()
                .flat_map(|done| segment.iter().map(move |more| (done, more)))
                .filter(|(done, more)| {
                    let starts = done.is_empty() || done.ends_with('/');
                    !starts || !more.starts_with('.') && (goes_on || !more.is_empty())
                })
                .map(|(done, more)| format!("{done}{more}"))
                .collect(),
        };
    }
    done
}

fn brute(set: &PathSet, text: &str, places: &Places, all: bool) -> bool {
    let mut targets = completions(text).into_iter().filter_map(|text| TargetPath::resolve(&text, places).ok());
    if all { targets.all(|target| set.is_match(&target)) } else { targets.any(|target| set.is_match(&target)) }
}

fn small_places() -> Places {
    Places::new(Some("/a/b"), Some("/b"), false, true).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn a_denial_of_what_a_glob_may_be_is_exact(pattern in r"/?([ab.]|\*\*/|[ab*]/|\?){1,3}", text in r"/?([ab.*]|/|\.\.?/){1,6}") {
        let Ok(pattern) = PathPattern::parse(&pattern) else { return Ok(()) };
        let places = small_places();
        let Ok(path) = PartialPath::resolve(&pieces(&text), false, &places) else { return Ok(()) };
        if path.roams() || text.contains("**") || pieces(&text).iter().filter(|piece| **piece == Piece::Segment).count() > 2 {
            return Ok(());
        }
        let set = PathSet::new(Denial, [&pattern], &places).unwrap();
        let (found, expected) = (!set.found(&path).is_empty(), brute(&set, &text, &places, false));
        // A glob of dots is taken for an ordinary name as well, of which a pattern may match `.` alone; and that a glob
        // before a dot is not empty is not looked at where the pattern leaves the first character open.
        let wide = path.readings().len() > 1 || text.contains("*.");
        prop_assert!(found == expected || wide && found, "{} on {}", pattern.source(), text);
    }

    #[test]
    fn a_denial_of_unknown_text_covers_all_it_may_be(pattern in r"/?([ab.]|\*\*/|[ab*]/|\?|\[ab\]){1,5}", text in r"/?([ab.?]|/|\.\.?/){1,5}") {
        let Ok(pattern) = PathPattern::parse(&pattern) else { return Ok(()) };
        let places = small_places();
        let Ok(path) = PartialPath::resolve(&pieces(&text), false, &places) else { return Ok(()) };
        if pieces(&text).iter().filter(|piece| **piece == Piece::Unknown).count() > 2 {
            return Ok(());
        }
        let set = PathSet::new(Denial, [&pattern], &places).unwrap();
        if brute(&set, &text, &places, false) {
            prop_assert_eq!(set.found(&path), [0], "{} on {}", pattern.source(), text);
        }
    }

    #[test]
    fn a_permission_covers_no_more_than_all_it_may_be(pattern in r"/?([ab.]|\*\*/|[ab*]/|\*|\?|\[ab\]){1,5}", text in r"/?([ab.*?]|/|\.\.?/){1,5}") {
        let Ok(pattern) = PathPattern::parse(&pattern) else { return Ok(()) };
        let places = small_places();
        let Ok(path) = PartialPath::resolve(&pieces(&text), false, &places) else { return Ok(()) };
        if pieces(&text).iter().filter(|piece| !matches!(piece, Piece::Known(_))).count() > 2 {
            return Ok(());
        }
        let set = PathSet::new(Permission, [&pattern], &places).unwrap();
        if !set.found(&path).is_empty() {
            prop_assert!(brute(&set, &text, &places, true), "{} on {}", pattern.source(), text);
        }
    }

    /// The built-in list asks for more than a policy's own denials, and never less where all is known.
    #[test]
    fn the_danger_list_is_within_the_denials(pattern in r"(~|/|\*\*/)?([ab.]|[ab*]/|\*){1,5}", text in r"/?([ab.*?]|/|\.\.?/){1,6}") {
        let Ok(pattern) = PathPattern::parse(&pattern) else { return Ok(()) };
        let places = small_places();
        let Ok(path) = PartialPath::resolve(&pieces(&text), false, &places) else { return Ok(()) };
        let own = PathSet::new(Denial, [&pattern], &places).unwrap();
        let list = PathSet::anywhere([&pattern], &places).unwrap();
        if !list.found(&path).is_empty() {
            prop_assert_eq!(own.found(&path), [0], "{} on {}", pattern.source(), text);
        }
    }
}
