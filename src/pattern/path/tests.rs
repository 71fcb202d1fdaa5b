//! The rules of policy.md as tables, and laws that hold for every pattern.

use globset::{GlobBuilder, GlobSetBuilder};
use proptest::prelude::*;

use super::{PathPattern, PathSet, Places, TargetPath};
use crate::pattern::Reading::{self, Denial, Permission};

const BASE: &str = "/work/proj";

fn posix() -> Places {
    Places::new(Some(BASE), Some("/home/u"), false, true).unwrap()
}

fn any_case() -> Places {
    Places::new(Some(BASE), Some("/home/u"), false, false).unwrap()
}

fn windows() -> Places {
    Places::new(Some(r"C:\work\proj"), Some(r"C:\Users\u"), true, false).unwrap()
}

fn matches(reading: Reading, pattern: &str, target: &str, places: &Places) -> bool {
    let pattern = PathPattern::parse(pattern).unwrap_or_else(|error| panic!("{error:?}"));
    let set = PathSet::new(reading, [&pattern], places).unwrap_or_else(|error| panic!("{error:?}"));
    set.is_match(&TargetPath::resolve(target, places).unwrap_or_else(|error| panic!("{error}")))
}

/// `name: places, pattern; both: [..]; denial: [..]; neither: [..];` where `denial` targets match in denials only.
macro_rules! patterns {
    ($($name:ident: $places:ident, $pattern:expr; both: $both:expr; denial: $denial:expr; neither: $neither:expr;)*) => {$(
        #[test]
        fn $name() {
            let (both, denial, neither): (&[&str], &[&str], &[&str]) = (&$both, &$denial, &$neither);
            for (targets, permitted, denied) in [(both, true, true), (denial, false, true), (neither, false, false)] {
                for target in targets {
                    assert_eq!(matches(Permission, $pattern, target, &$places()), permitted, "permission of {target}");
                    assert_eq!(matches(Denial, $pattern, target, &$places()), denied, "denial of {target}");
                }
            }
        }
    )*};
}

patterns! {
    literal: posix, "secrets";
        both: ["secrets", "./secrets", "/work/proj/secrets", "secrets/", "a/../secrets", ".//secrets/.", "/proc/../work/proj/secrets"];
        denial: ["secrets/x", "secrets/a/b"];
        neither: ["secret", "secrets2", "a/secrets", "Secrets", "/secrets", "."];
    trailing_slash: posix, "secrets/";
        both: ["secrets"]; denial: ["secrets/x"]; neither: ["secretsx"];
    recursive: posix, "docs/**";
        both: ["docs", "docs/a", "docs/a/b", "docs/.hidden"]; denial: []; neither: ["docs2", "a/docs", "docs/../x"];
    one_level: posix, "docs/*";
        both: ["docs/a", "docs/.hidden", "docs/é"]; denial: ["docs/a/b"]; neither: ["docs", "doc"];
    suffix: posix, "src/*.rs";
        both: ["src/a.rs", "src/.rs"]; denial: ["src/a.rs/x"]; neither: ["src/a/b.rs", "src/a.rsx", "a.rs"];
    deep_suffix: posix, "src/**/*.rs";
        both: ["src/a.rs", "src/a/b.rs"]; denial: ["src/a.rs/x"]; neither: ["src", "a.rs"];
    inner_recursive: posix, "a/**/b/c";
        both: ["a/b/c", "a/x/b/c", "a/b/b/c", "a/b/c/b/c"]; denial: ["a/b/c/d"]; neither: ["a/c", "a/b"];
    anywhere: posix, "**/.env";
        both: [".env", "a/.env"]; denial: ["/.env", "/other/.env", "~/.env", "a/.env/x"]; neither: ["a.env", ".env.local"];
    explicitly_below_base: posix, "@base/**/.env";
        both: [".env", "a/.env"]; denial: [".env/x"]; neither: ["/.env", "~/.env"];
    everything: posix, "*";
        both: [".", "a", "a/b"]; denial: ["/", "/etc/passwd", ".."]; neither: [];
    everything_twice: posix, "**";
        both: [".", "a/b"]; denial: ["/etc/passwd"]; neither: [];
    whole_disk: posix, "/**";
        both: ["/", "/etc/passwd", "a"]; denial: []; neither: [];
    root_itself: posix, "/";
        both: ["/"]; denial: ["/x"]; neither: [];
    base_children: posix, "./*";
        both: ["a"]; denial: ["a/b"]; neither: [".", "/etc"];
    home: posix, "~/.ssh/**";
        both: ["~/.ssh", "/home/u/.ssh/id"]; denial: []; neither: ["~/.sshx", "/root/.ssh/id", ".ssh"];
    home_itself: posix, "~";
        both: ["/home/u"]; denial: ["~/x"]; neither: ["/home"];
    project_root: posix, "@root/x";
        both: ["x"]; denial: ["x/y"]; neither: ["@root"];
    parent: posix, "../other/*.txt";
        both: ["/work/other/a.txt", "../other/a.txt"]; denial: []; neither: ["other/a.txt"];
    above_root: posix, "../../../../etc";
        both: ["/etc"]; denial: ["/etc/x"]; neither: [];
    folded_parent: posix, "a/../b";
        both: ["b"]; denial: []; neither: ["a/b"];
    groups: posix, "{src,test/unit}/*.{ts,js}";
        both: ["src/a.ts", "test/unit/a.js"]; denial: []; neither: ["test/a.ts", "src/a.rs"];
    anchored_groups: posix, "{~/.aws,/etc}/**";
        both: ["~/.aws/x", "/etc/passwd"]; denial: []; neither: [".aws"];
    question: posix, "file?.txt";
        both: ["file1.txt", "fileé.txt", "file🦀.txt"]; denial: []; neither: ["file.txt", "file12.txt", "file/.txt"];
    class: posix, "id_[a-z]*";
        both: ["id_rsa", "id_x"]; denial: []; neither: ["id_", "id_1", "id_/x"];
    negated_class: posix, "[!a]b";
        both: ["xb", "éb"]; denial: []; neither: ["ab", "x/b"];
    escaped: posix, r"a\*\[1\].txt";
        both: ["a*[1].txt"]; denial: []; neither: ["ax1.txt", "ax[1].txt"];
    backslash_in_a_name: posix, r"a\\b";
        both: [r"a\b"]; denial: []; neither: ["a/b", "ab"];
    comma_and_bang: posix, "a,b!c";
        both: ["a,b!c"]; denial: []; neither: [];
    blanks_around: posix, "  secrets ";
        both: ["secrets"]; denial: []; neither: [];
    composed_and_decomposed_differ: posix, "caf\u{e9}";
        both: ["caf\u{e9}"]; denial: []; neither: ["cafe\u{301}"];

    any_case_literal: any_case, "Secrets/É";
        both: ["secrets/é", "SECRETS/É", "/WORK/PROJ/secrets/é"]; denial: []; neither: ["secrets/e"];
    any_case_class: any_case, "[A-C]x";
        both: ["ax", "BX"]; denial: []; neither: ["dx"];
    any_case_suffix: any_case, "**/*.PEM";
        both: ["a/k.pem", "k.Pem"]; denial: ["/k.pem"]; neither: ["k.pe"];

    windows_relative: windows, "secrets";
        both: ["secrets", r"C:\work\proj\SECRETS", "c:/Work/Proj/secrets.", r"\work\proj\secrets", r"\\?\C:\work\proj\secrets"];
        denial: [r"secrets\x"]; neither: [r"D:\work\proj\secrets"];
    windows_drive: windows, "c:/Windows/**";
        both: [r"C:\windows\system32", "C:/WINDOWS "]; denial: []; neither: [r"D:\Windows"];
    windows_rooted: windows, "/Windows";
        both: [r"C:\Windows"]; denial: [r"D:\Windows", r"C:\Windows\x"]; neither: [r"C:\x\Windows"];
    windows_share: windows, "//Server/Share/**";
        both: [r"\\server\share\x", r"\\?\UNC\SERVER\share\x"]; denial: []; neither: [r"\\other\share\x"];
    windows_everything: windows, "**";
        both: ["a"]; denial: [r"D:\x", r"\\server\share\x"]; neither: [];
    windows_home: windows, "~/.ssh";
        both: [r"C:\Users\U\.ssh"]; denial: [r"~\.ssh\id"]; neither: [];
    windows_trailing_dot: windows, "secret.";
        both: ["secret", "secret..."]; denial: []; neither: ["secrets"];
}

#[test]
fn bad_patterns_are_refused() {
    let long = "a".repeat(5000);
    for text in [
        "",
        " \t",
        "a\0b",
        "!src/**",
        "a/*/..",
        "a/**/../x",
        "~root/x",
        "[a",
        "a{b",
        "a}",
        r"a\b",
        r"C:\work\**",
        "**.pem",
        "a/[b/c]",
        "[z-a]",
        "{,a}",
        &long,
    ] {
        assert!(PathPattern::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn errors_say_what_to_write() {
    let error = PathPattern::parse(r"C:\work").unwrap_err();
    assert_eq!(error.message, r"path pattern `C:\work`: `\w` escapes nothing");
    assert!(error.suggestion.unwrap().contains("write `/`"));
}

#[test]
fn names_that_windows_cannot_store_are_refused_there() {
    for text in ["a:b", "x/...", "C:x", "//server", "//*/share/x", r"a\\b"] {
        let pattern = PathPattern::parse(text).unwrap();
        assert!(PathSet::new(Denial, [&pattern], &windows()).is_err(), "{text}");
        assert!(PathSet::new(Denial, [&pattern], &posix()).is_ok(), "{text}");
    }
}

#[test]
fn missing_folders_are_errors_with_an_index() {
    let nowhere = Places::new(None, None, false, true).unwrap();
    let patterns = ["/etc/**", "src"].map(|text| PathPattern::parse(text).unwrap());
    let (index, error) = PathSet::new(Permission, &patterns, &nowhere).unwrap_err();
    assert_eq!((index, error.suggestion.as_deref()), (1, Some("set the option `base`")));
    for (text, reading) in [("**", Permission), ("**/x", Permission), ("~/x", Denial), ("./**/x", Denial)] {
        assert!(PathSet::new(reading, [&PathPattern::parse(text).unwrap()], &nowhere).is_err(), "{text}");
    }
    for text in ["**", "*", "**/x"] {
        assert!(PathSet::new(Denial, [&PathPattern::parse(text).unwrap()], &nowhere).is_ok(), "{text}");
    }
}

#[test]
fn built_in_denials_hold_without_folders() {
    let nowhere = Places::new(None, None, false, true).unwrap();
    let patterns = [".git/hooks/**", "~/.ssh/**", "**/.env", "../x"].map(|text| PathPattern::parse(text).unwrap());
    let first = |target, places: &Places| {
        PathSet::anywhere(&patterns, places).unwrap().first(&TargetPath::resolve(target, places).unwrap())
    };
    assert_eq!(first("/repo/.git/hooks/pre-commit", &nowhere), Some(0));
    assert_eq!(first("/root/.ssh/id", &nowhere), Some(1));
    assert_eq!(first("/.env", &nowhere), Some(2));
    assert_eq!(first("/any/x", &nowhere), Some(3));
    // With folders they are meant there.
    assert_eq!(first("/repo/.git/hooks/pre-commit", &posix()), None);
    assert_eq!(first(".git/hooks/pre-commit", &posix()), Some(0));
}

#[test]
fn glob_characters_of_folders_are_literal() {
    let places = Places::new(Some("/work/[proj]*"), Some("/home/{u,v}"), false, true).unwrap();
    assert!(matches(Permission, "@base/secret/**", "/work/[proj]*/secret/x", &places));
    assert!(!matches(Denial, "@base/secret/**", "/work/p/secret/x", &places));
    assert!(matches(Permission, "~/x", "/home/{u,v}/x", &places));
    assert!(!matches(Denial, "~/x", "/home/u/x", &places));
}

#[test]
fn folders_must_be_absolute() {
    for folder in ["proj", "", "~", "./x", "/a\0", r"C:\x"] {
        assert!(Places::new(Some(folder), None, false, true).is_err(), "{folder:?}");
    }
    for folder in ["proj", "C:proj", r"\proj", r"\\.\pipe"] {
        assert!(Places::new(None, Some(folder), true, true).is_err(), "{folder:?}");
    }
    let error = Places::new(None, Some("x"), false, true).unwrap_err();
    assert_eq!(error.message, "`x` is not absolute");
    assert_eq!(Places::new(Some("/a/./b/../c/"), None, false, true).unwrap().base().unwrap().as_str(), "/a/c");
}

#[test]
fn an_empty_set_matches_nothing() {
    let none: [PathPattern; 0] = [];
    let set = PathSet::new(Denial, &none, &posix()).unwrap();
    assert!(!set.is_match(&TargetPath::resolve("/", &posix()).unwrap()));
}

#[test]
fn many_patterns_and_long_targets_are_handled() {
    let patterns: Vec<_> = (0..3000)
        .flat_map(|i| [format!("dir{i}/*.t{i}"), format!("**/x{i}*"), format!("a/**/*{i}*b"), format!("p/{i}/**")])
        .map(|text| PathPattern::parse(&text).unwrap())
        .collect();
    let set = PathSet::new(Denial, &patterns, &posix()).unwrap();
    let find = |target: &str| set.matches(&TargetPath::resolve(target, &posix()).unwrap()).collect::<Vec<_>>();
    assert_eq!(find("dir2999/f.t2999"), [2999 * 4]);
    assert_eq!(
        find("a/q/2998b"),
        [2998 * 4 + 2, 9 * 4 + 2, 98 * 4 + 2, 998 * 4 + 2, 2 * 4 + 2, 29 * 4 + 2, 299 * 4 + 2, 99 * 4 + 2, 8 * 4 + 2]
            .into_iter()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
    );
    assert_eq!(find("p/7/deep/er"), [7 * 4 + 3]);
    let deep = format!("/{}", "a/".repeat(30_000));
    assert_eq!(find(&deep), Vec::<usize>::new());
    let stars = PathPattern::parse(&"**/a/".repeat(800)).unwrap();
    assert!(PathSet::new(Denial, [&stars], &posix()).unwrap().is_match(&TargetPath::resolve(&deep, &posix()).unwrap()));
}

/// Patterns over few letters, so that they often match and often contain each other.
fn small_pattern() -> impl Strategy<Value = String> {
    let part =
        prop::sample::select(vec!["a", "b", "*", "**", "a*", "*b", "?", "[ab]", "[!a]", "{a,ab}", "*a*", "b?", "ab"]);
    (prop::sample::select(vec!["", "./", "/", "~/", "../"]), prop::collection::vec(part, 1..4))
        .prop_map(|(start, parts)| format!("{start}{}", parts.join("/")))
}

fn small_target() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec!["a", "b", "ab", "ba", "aab", "é", "..", ".", "x"]);
    (prop::sample::select(vec!["", "/", "~/", "/work/"]), prop::collection::vec(part, 1..5))
        .prop_map(|(start, parts)| format!("{start}{}", parts.join("/")))
}

proptest! {
    #[test]
    fn resolving_twice_changes_nothing(text in "[a/.~ \\\\:é]{1,20}") {
        for places in [posix(), windows()] {
            if let Ok(path) = TargetPath::resolve(&text, &places) {
                prop_assert_eq!(TargetPath::resolve(path.as_str(), &places), Ok(path));
            }
        }
    }

    #[test]
    fn no_text_panics(pattern in ".{0,60}", target in ".{0,60}") {
        for places in [posix(), windows()] {
            if let (Ok(pattern), Ok(target)) = (PathPattern::parse(&pattern), TargetPath::resolve(&target, &places)) {
                let _ = PathSet::new(Denial, [&pattern], &places).map(|set| set.first(&target));
            }
        }
    }

    #[test]
    fn a_permission_implies_the_denial(pattern in small_pattern(), target in small_target()) {
        for places in [posix(), any_case()] {
            prop_assert!(!matches(Permission, &pattern, &target, &places) || matches(Denial, &pattern, &target, &places));
        }
    }

    #[test]
    fn a_set_finds_what_its_patterns_find(
        patterns in prop::collection::vec(small_pattern(), 0..12),
        target in small_target(),
        denial in any::<bool>(),
        many in any::<bool>(),
    ) {
        let reading = if denial { Denial } else { Permission };
        // Few globs are tried one by one, many as a set; these match nothing.
        let others = (0..if many { 12 } else { 0 }).map(|number| format!("nothing{number}*"));
        let parsed: Vec<_> = patterns.into_iter().chain(others).map(|text| PathPattern::parse(&text).unwrap_or_else(|_| PathPattern::parse("a").unwrap())).collect();
        let set = PathSet::new(reading, &parsed, &posix()).unwrap();
        let found: Vec<_> = set.matches(&TargetPath::resolve(&target, &posix()).unwrap()).collect();
        let expected: Vec<_> =
            (0..parsed.len()).filter(|index| matches(reading, parsed[*index].source(), &target, &posix())).collect();
        prop_assert_eq!(set.is_match(&TargetPath::resolve(&target, &posix()).unwrap()), !expected.is_empty());
        prop_assert_eq!(found, expected);
    }

    /// A walk below the base begins there, and finds what one from the root finds.
    #[test]
    fn it_does_not_matter_where_a_walk_begins(
        patterns in prop::collection::vec((prop::sample::select(vec!["", "/**/", "/*/", "/work/", "/work/proj/"]), small_pattern()), 0..12),
        target in small_target(),
        denial in any::<bool>(),
    ) {
        let reading = if denial { Denial } else { Permission };
        let texts = patterns.iter().map(|(start, pattern)| format!("{start}{}", pattern.trim_start_matches(['.', '/', '~'])));
        let parsed: Vec<_> = texts.filter_map(|text| PathPattern::parse(&text).ok()).collect();
        for places in [posix(), any_case()] {
            let set = PathSet::new(reading, &parsed, &places).unwrap();
            for target in [target.clone(), format!("@base/{}", target.trim_start_matches(['.', '/', '~']))] {
                let Ok(target) = TargetPath::resolve(&target, &places) else { continue };
                let found: Vec<_> = set.matches(&target).collect();
                prop_assert_eq!(set.first(&target), found.first().copied());
                prop_assert_eq!(set.is_match(&target), !found.is_empty());
                let from_root: Vec<_> = set.without_base().matches(&target).collect();
                prop_assert_eq!(found, from_root);
            }
        }
    }

    /// The same where more nodes stay active than are looked at one by one.
    #[test]
    fn a_set_finds_what_its_patterns_find_at_any_depth(
        patterns in prop::collection::vec(prop::collection::vec(prop::sample::select(vec!["a", "B", "**"]), 1..9), 30..90),
        target in prop::collection::vec(prop::sample::select(vec!["a", "b", "B"]), 1..12),
    ) {
        let parsed: Vec<_> = patterns.iter().map(|parts| PathPattern::parse(&format!("/{}", parts.join("/"))).unwrap()).collect();
        for places in [posix(), any_case()] {
            let set = PathSet::new(Permission, &parsed, &places).unwrap();
            let target = format!("/{}", target.join("/"));
            let found: Vec<_> = set.matches(&TargetPath::resolve(&target, &places).unwrap()).collect();
            let expected: Vec<_> =
                (0..parsed.len()).filter(|index| matches(Permission, parsed[*index].source(), &target, &places)).collect();
            prop_assert_eq!(found, expected);
        }
    }

    /// globset, given whole ASCII paths, is an independent judge of absolute patterns.
    #[test]
    fn absolute_patterns_agree_with_globset(
        parts in prop::collection::vec(prop::sample::select(vec!["a", "b", "*", "**", "a*", "*b", "?", "[ab]", "[!a]", "{a,ab}", "*a*", "{b,*}"]), 1..5),
        segments in prop::collection::vec("[abcA.]{1,3}", 1..5),
        ignore_case in any::<bool>(),
    ) {
        let places = if ignore_case { any_case() } else { posix() };
        let pattern = format!("/{}", parts.join("/"));
        let target = TargetPath::resolve(&format!("/{}", segments.join("/")), &places).unwrap();
        // To globset `/*` matches `/`, with an empty name.
        prop_assume!(target.as_str() != "/");
        let glob = |text: &str| GlobBuilder::new(text).case_insensitive(ignore_case).literal_separator(true).build().unwrap();
        let mut judge = GlobSetBuilder::new();
        judge.add(glob(&pattern));
        // Here `dir/**` covers `dir` as well, and any number of `**` at the end is one.
        let mut folder = pattern.as_str();
        while let Some(shorter) = folder.strip_suffix("/**") {
            folder = shorter;
            judge.add(glob(if folder.is_empty() { "/" } else { folder }));
        }
        let expected = judge.build().unwrap().is_match(target.as_str());
        prop_assert_eq!(matches(Permission, &pattern, target.as_str(), &places), expected, "{} on {}", pattern, target);
        let mut wide = GlobSetBuilder::new();
        wide.add(glob(&pattern));
        wide.add(glob(&format!("{folder}/**")));
        let wide = wide.build().unwrap().is_match(target.as_str()) || expected;
        prop_assert_eq!(matches(Denial, &pattern, target.as_str(), &places), wide, "denial of {} on {}", pattern, target);
    }

    #[test]
    fn a_covering_pattern_matches_whatever_the_covered_one_does(
        outer in small_pattern(), inner in small_pattern(), targets in prop::collection::vec(small_target(), 20),
    ) {
        let (Ok(outer), Ok(inner)) = (PathPattern::parse(&outer), PathPattern::parse(&inner)) else { return Ok(()) };
        prop_assert!(outer.covers(&outer) && inner.covers(&inner));
        if outer.covers(&inner) {
            for target in targets {
                for places in [posix(), any_case()] {
                    prop_assert!(
                        !matches(Permission, inner.source(), &target, &places)
                            || matches(Permission, outer.source(), &target, &places),
                        "{} does not cover {} at {}", outer.source(), inner.source(), target
                    );
                }
            }
        }
    }
}

/// Every pattern of up to two parts against every other, over every path of up to three segments.
#[test]
fn containment_by_brute_force() {
    let parts = ["a", "b", "*", "**", "a*", "?", "[ab]", "[!a]"];
    let names = ["a", "b", "ab", "c", "A"];
    let two = |parts: &[&str]| {
        let pairs = parts.iter().flat_map(|x| parts.iter().map(move |y| format!("{x}/{y}"))).collect::<Vec<_>>();
        parts.iter().map(ToString::to_string).chain(pairs).collect::<Vec<_>>()
    };
    let patterns: Vec<_> = two(&parts).iter().map(|text| PathPattern::parse(&format!("/{text}")).unwrap()).collect();
    let mut targets = two(&names);
    targets.extend(two(&names).iter().flat_map(|path| names.map(|name| format!("{path}/{name}"))).collect::<Vec<_>>());
    targets.push(String::new());
    let table = |places: &Places| -> Vec<Vec<bool>> {
        let set = PathSet::new(Permission, &patterns, places).unwrap();
        let row = |path: &String| {
            let found: Vec<_> = set.matches(&TargetPath::resolve(&format!("/{path}"), places).unwrap()).collect();
            (0..patterns.len()).map(|index| found.contains(&index)).collect()
        };
        targets.iter().map(row).collect()
    };
    let (exact, folded) = (table(&posix()), table(&any_case()));
    for (i, outer) in patterns.iter().enumerate() {
        for (j, inner) in patterns.iter().enumerate() {
            let contained = |rows: &[Vec<bool>]| rows.iter().all(|row| !row[j] || row[i]);
            let covers = outer.covers(inner);
            let truth = contained(&exact) && contained(&folded);
            assert!(!covers || truth, "{} does not cover {}", outer.source(), inner.source());
            let simple = |text: &str| !text.trim_end_matches("/**").contains(['*', '?', '[']);
            if simple(outer.source()) && simple(inner.source()) {
                assert_eq!(covers, contained(&exact), "{} and {}", outer.source(), inner.source());
            }
        }
    }
}

#[test]
fn containment_across_folders() {
    let covers =
        |outer: &str, inner: &str| PathPattern::parse(outer).unwrap().covers(&PathPattern::parse(inner).unwrap());
    for (outer, inner) in [
        ("*", "src/**"),
        ("**", "./x"),
        ("/**", "src/**"),
        ("/**", "/etc"),
        ("../**", "src"),
        ("~/**", "~/.ssh"),
        ("@base/src/**", "src/a"),
        ("src/**", "src"),
        ("src/*.{ts,js}", "src/a.ts"),
        ("src/*", "src/{a,b}"),
        ("*.env*", ".env.local"),
        ("a?c", "abc"),
        ("**/x", "a/**/x"),
    ] {
        assert!(covers(outer, inner), "{outer} should cover {inner}");
        assert_eq!(
            PathPattern::parse(outer).unwrap().narrower(&PathPattern::parse(inner).unwrap()).unwrap().source(),
            inner
        );
    }
    for (outer, inner) in [
        ("src/**", "src2/x"),
        ("src", "src/x"),
        ("src/*", "src/**"),
        ("~/**", "/home/u/x"),
        ("**", "/etc"),
        ("**", "C:/x"),
        ("/**", "~/x"),
        ("src/**", "../src/x"),
        ("[!a]", "A"),
        ("secre?.", "secret."),
        ("*", "**/../x"),
    ] {
        let Ok(inner) = PathPattern::parse(inner) else { continue };
        assert!(!PathPattern::parse(outer).unwrap().covers(&inner), "{outer} should not cover {}", inner.source());
    }
}

/// `@basefoo` is no `@base` with more behind it, wherever a pattern is read.
#[test]
fn places_end_with_their_name() {
    for text in ["@basefoo/x", "@base.x", "@rootx", "{@base,@root}x/y", "@base*", "@base-2/**"] {
        let error = PathPattern::parse(text).unwrap_err();
        assert!(error.message.ends_with("is neither `@base` nor `@root`"), "{text}: {}", error.message);
    }
    for text in ["@base", "@base/x", "@root/", "{@base,@root}/x", "./@basefoo/x", "@types/x", "x/@basefoo"] {
        assert!(PathPattern::parse(text).is_ok(), "{text}");
    }
}
