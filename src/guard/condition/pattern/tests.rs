use proptest::prelude::*;

use super::*;

fn found(pattern: &str, text: &str) -> bool {
    let compiled = parse::pattern(pattern).unwrap_or_else(|refusal| panic!("{refusal}: {pattern}"));
    compiled.is_in(text, &Steps::new()).unwrap()
}

#[test]
fn patterns_are_found() {
    for (pattern, yes, no) in [
        ("", vec!["", "a"], vec![]),
        ("a", vec!["a", "xa"], vec!["", "A"]),
        ("^a$", vec!["a"], vec!["aa", "a\n", "\na"]),
        ("(?m)^a$", vec!["b\na\nb"], vec!["ba"]),
        ("a.b", vec!["axb", "aéb", "a🦀b"], vec!["ab", "a\nb"]),
        ("(?s)a.b", vec!["a\nb"], vec!["ab"]),
        ("^(a|bc|)d$", vec!["ad", "bcd", "d"], vec!["bd", "cd"]),
        ("^a*b+c?$", vec!["b", "aabbc"], vec!["a", "c", "abcc"]),
        ("^(ab){2}$", vec!["abab"], vec!["ab", "ababab"]),
        ("^a{2,}$", vec!["aa", "aaaa"], vec!["a"]),
        ("^a{1,3}?$", vec!["a", "aaa"], vec!["", "aaaa"]),
        ("^(a{0}|b{0,0})$", vec![""], vec!["a"]),
        ("[a-cx]", vec!["b", "x"], vec!["d", "-"]),
        ("^[^a-c]$", vec!["d", "\n", "é"], vec!["a", ""]),
        ("^[]a-]$", vec!["]", "a", "-"], vec!["b"]),
        (r"^[\d\-\]\s]$", vec!["5", "-", "]", "\t"], vec!["d", "\\"]),
        (r"^\D\W\S$", vec!["a-b"], vec!["1-b", "aab", "a- "]),
        (r"\bgit\b", vec!["git", "a git x", "-git-"], vec!["digit", "git_"]),
        (r"a\Bb", vec!["ab"], vec!["a b"]),
        (r"^\x41\u0042\x{1f980}\.$", vec!["AB🦀."], vec!["AB🦀x"]),
        ("(?i)^a[b-d]$", vec!["AC", "ac"], vec!["AE"]),
        ("^(?i:a)b$", vec!["Ab"], vec!["AB"]),
        ("(?i)a(?-i)b", vec!["Ab"], vec!["AB"]),
        ("^a(?i)b|c$", vec!["aB", "C"], vec!["AB"]),
        ("(?i)[^a]", vec!["b"], vec!["a", "A"]),
        ("^(?:a|b)(?P<x>c)(?<y>d)$", vec!["acd"], vec!["abcd"]),
        ("^((a*)*)*b$", vec!["aab", "b"], vec!["a"]),
        ("}", vec!["}"], vec![]),
        (r"\A(\*|\+)\z", vec!["*", "+"], vec!["-"]),
    ] {
        assert!(yes.iter().all(|text| found(pattern, text)), "{pattern} in {yes:?}");
        assert!(!no.iter().any(|text| found(pattern, text)), "{pattern} in {no:?}");
    }
}

#[test]
fn other_texts_are_no_patterns() {
    for text in [
        "(",
        ")",
        "(a",
        "a)",
        "[",
        "[a",
        "[]",
        "[^]",
        "*",
        "+a",
        "?",
        "a**",
        "a+*",
        "a{2}{3}",
        "{2}",
        "a{",
        "a{{2}",
        "a{}",
        "a{,2}",
        "a{b}",
        "a{3,2}",
        "a{99999999999999999999}",
        "(?=a)",
        "(?!a)",
        "(?<=a)",
        "(?<!a)",
        "(?x)a",
        "(?",
        "(?i",
        "(?<a-b>c)",
        "(?<>a)",
        "\\",
        "\\1",
        "\\q",
        "\\p{L}",
        "\\xg1",
        "\\x{110000}",
        "\\ud800",
        "[b-a]",
        "[\\d-z]",
        "[a-\\d]",
        "[[:alpha:]]",
        "a{1000}",
        "(a{100}){100}",
        "(){4000000000}x{1000}",
        "((a{30}){30}){30}",
    ] {
        assert!(parse::pattern(text).is_err(), "{text}");
    }
    assert!(parse::pattern(&format!("{}{}", "(".repeat(49), ")".repeat(49))).is_ok());
    assert!(parse::pattern(&"(".repeat(1000)).is_err());
}

#[test]
fn time_is_bounded_by_the_length_of_pattern_and_text() {
    for pattern in ["(a*)*b", "(a|a)*b", "(a+)+b", "(x+x+)+y", "(.*)*(.*)*=", "(a?){150}a{150}b"] {
        let compiled = parse::pattern(pattern).unwrap();
        assert_eq!(compiled.is_in(&"a".repeat(20_000), &Steps::new()), Ok(false), "{pattern}");
    }
}

fn pattern() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "a", "b", "A", ".", "[ab]", "[^a]", "[a-c1]", "\\d", "\\w", "\\W", "\\s", "\\b", "\\B", "^", "$", "é", "\\.",
        "", "[^\\d]", "-", "\n",
    ]);
    part.prop_map(str::to_owned).prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}|{b})")),
            (inner.clone(), prop::sample::select(vec!["*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*?", "??"]))
                .prop_map(|(part, times)| format!("({part}){times}")),
            (prop::sample::select(vec!["(?i)", "(?i:", "(?m)", "(?ms:", "(?-i:"]), inner).prop_map(|(flags, part)| {
                if flags.ends_with(':') { format!("{flags}{part})") } else { format!("({flags}{part})") }
            }),
        ]
    })
}

proptest! {
    #[test]
    fn a_known_engine_agrees(pattern in pattern(), texts in prop::collection::vec("[abA1é. \n-]{0,8}", 1..6)) {
        let known = regex_lite::Regex::new(&pattern).unwrap();
        match parse::pattern(&pattern) {
            Ok(compiled) => for text in texts {
                prop_assert_eq!(compiled.is_in(&text, &Steps::new()).unwrap(), known.is_match(&text), "{} in {}", pattern, text);
            },
            Err(refusal) => prop_assert!(refusal.contains("too large"), "{refusal}: {pattern}"),
        }
    }

    #[test]
    fn any_text_is_read_without_harm(
        text in prop::collection::vec(prop::sample::select(vec![
            "a", "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "^", "$", ".", "\\", "-", ",", "1", "9", "(?", ":", "i", "<", ">", "é", "x", "d",
        ]), 0..14).prop_map(|parts| parts.concat()),
    ) {
        if let Ok(compiled) = parse::pattern(&text) {
            let found = compiled.is_in("a1é-x", &Steps::new()).unwrap();
            // Rust reads less; what both read means the same.
            if let Ok(known) = regex_lite::Regex::new(&text) {
                prop_assert_eq!(found, known.is_match("a1é-x"), "{}", text);
            }
        }
    }
}
