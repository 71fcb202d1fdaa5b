//! Laws that hold for all patterns and commands, on a small world of words in which readings meet often.

use proptest::prelude::*;

use super::*;

const PROGRAMS: &[&str] = &["git", "rm", "npm", "foo", "./git", "/usr/bin/git", "docker", "curl", "tar", "make"];
const WORDS: &[&str] = &[
    "push",
    "branch",
    "commit",
    "install",
    "i",
    "run",
    "container",
    "x",
    "X",
    "a:b",
    "a",
    "b",
    "./x",
    "../x",
    "d/x",
    "+x",
    ":x",
    "-f",
    "-r",
    "-rf",
    "-C",
    "-o",
    "-m",
    "-mx",
    "-D",
    "-d",
    "-n",
    "--force",
    "--forc",
    "--force=x",
    "--delete",
    "--message=x",
    "--message",
    "--no-verify",
    "--recursive",
    "--force-with-lease",
    "--",
    "-",
    "true",
    "--foo",
    "-T",
];
const PATTERN_WORDS: &[&str] = &[
    "push",
    "branch",
    "commit",
    "install",
    "add",
    "run",
    "container",
    "x",
    "a:b",
    "a",
    "b",
    "x*",
    "./x",
    "d/*",
    "+x",
    "*",
    "-f",
    "-r",
    "-rf",
    "-C",
    "-m",
    "-D",
    "--force",
    "--force=x",
    "--delete",
    "--message",
    "--no-verify",
    "--no-*",
    "--recursive",
    "--force-with-lease",
    "--",
];

fn a_command() -> impl Strategy<Value = (String, Vec<String>)> {
    let owned = |word: &'static str| word.to_owned();
    let words = prop::collection::vec(prop::sample::select(WORDS).prop_map(owned), 0..6);
    (prop::sample::select(PROGRAMS).prop_map(owned), words)
}

fn a_pattern() -> impl Strategy<Value = CommandPattern> {
    let programs = ["git", "rm", "npm", "foo", "g*", "*", "./git", "docker", "curl", "tar", "make"];
    let words = prop::collection::vec(prop::sample::select(PATTERN_WORDS), 0..5);
    (prop::sample::select(programs.to_vec()), words, prop::sample::select(vec![" ", ":"])).prop_map(
        |(program, words, separator)| {
            let words: Vec<_> = std::iter::once(program).chain(words).collect();
            CommandPattern::parse(&words.join(separator)).unwrap()
        },
    )
}

fn holds(reading: Reading, pattern: &CommandPattern, program: &str, args: &[Word]) -> bool {
    let trusted = trusted();
    let context = CommandContext { places: &Machine, trusted_folders: &trusted };
    pattern.matches(reading, &Invocation::new(program, args), &context)
}

fn denied(pattern: &CommandPattern, program: &str, args: &[String]) -> bool {
    holds(Reading::Denial, pattern, program, &Word::literals(args.iter().cloned()))
}

fn permitted(pattern: &CommandPattern, program: &str, args: &[String]) -> bool {
    holds(Reading::Permission, pattern, program, &Word::literals(args.iter().cloned()))
}

/// Replaces words by expressions that could be them.
///
/// A single word of which the beginning is not known is, behind an option that takes one, the value of that option,
/// whatever it turns out as (POSIX, "Utility Syntax Guidelines", 7): it hides no option. One that is spelled there is read
/// as an option too. So what looks like an option behind an option keeps its beginning.
fn with_holes(args: &[String], kinds: &[u8]) -> Vec<Word> {
    let before = std::iter::once("").chain(args.iter().map(String::as_str));
    args.iter()
        .zip(before)
        .zip(kinds.iter().chain(std::iter::repeat(&0)))
        .map(|((text, before), kind)| {
            let kind =
                if text.starts_with('-') && before.starts_with('-') && matches!(kind, 2 | 4) { &3 } else { kind };
            let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
            let (start, end) = text.split_at(middle);
            match kind {
                1 => Word::unknown(),
                2 => Word::new([Part::Unknown], Extent::One),
                3 => Word::new([Part::Known(start.into()), Part::Unknown], Extent::One),
                4 => Word::new([Part::Unknown, Part::Known(end.into())], Extent::One),
                5 => Word::new([Part::Known(start.into()), Part::Unknown], Extent::Many),
                _ => Word::literal(text.clone()),
            }
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// A pattern that spells a command out stops that command, whatever its options mean.
    #[test]
    fn a_denial_stops_what_it_spells((program, args) in a_command()) {
        let pattern = CommandPattern::parse(&[vec![program.clone()], args.clone()].concat().join(" ")).unwrap();
        prop_assert!(permitted(&pattern, &program, &args));
        prop_assert!(denied(&pattern, &program, &args), "{pattern}");
    }

    /// What a pattern permits, the same pattern denies. (Options are left out: to a denial their place, `--` and the
    /// values they take mean something, to a permission they are words.)
    #[test]
    fn a_permission_is_a_denial(pattern in a_pattern(), fill in prop::collection::vec(0_usize..99, 9)) {
        let (program, args) = instance(&pattern, &fill);
        if permitted(&pattern, &program, &args) && !args.iter().any(|arg| arg.starts_with('-')) {
            prop_assert!(denied(&pattern, &program, &args), "{pattern} on {program} {args:?}");
        }
    }

    /// More words behind never free a command from a denial.
    #[test]
    fn more_words_escape_no_denial(pattern in a_pattern(), (program, args) in a_command(), (_, more) in a_command()) {
        if denied(&pattern, &program, &args) {
            let longer: Vec<_> = args.iter().chain(&more).cloned().collect();
            prop_assert!(denied(&pattern, &program, &longer), "{pattern} on {program} {longer:?}");
        }
    }

    /// Global options with their values before the subcommand change nothing.
    #[test]
    fn global_options_escape_no_denial(pattern in a_pattern(), (_, args) in a_command(), which in 0_usize..5) {
        let globals = [vec!["-C", "push"], vec!["-c", "a.b=c"], vec!["--no-pager"], vec!["--git-dir=x"], vec!["--unheard-of", "x"]];
        if denied(&pattern, "git", &args) {
            let longer: Vec<_> = globals[which].iter().map(|word| (*word).to_owned()).chain(args.iter().cloned()).collect();
            prop_assert!(denied(&pattern, "git", &longer), "{pattern} on git {longer:?}");
        }
    }

    /// Options without a value may stand anywhere among the operands.
    #[test]
    fn the_place_of_an_option_escapes_no_denial(
        pattern in a_pattern(),
        flags in prop::collection::vec(prop::sample::select(vec!["-r", "-f", "-v", "-rf", "--force", "--recursive"]), 0..4),
        operands in prop::collection::vec(prop::sample::select(vec!["x", "a", "b", "./x", "d/x"]), 0..4),
        places in prop::collection::vec(0_usize..5, 8),
    ) {
        if pattern.words().contains(&"--") {
            return Ok(());
        }
        let woven = |places: &[usize]| -> Vec<String> {
            let mut words = operands.clone();
            for (flag, place) in flags.iter().zip(places) {
                words.insert((*place).min(words.len()), flag);
            }
            words.into_iter().map(str::to_owned).collect()
        };
        let (one, other) = (woven(&places[..4]), woven(&places[4..]));
        prop_assert_eq!(denied(&pattern, "rm", &one), denied(&pattern, "rm", &other), "{} on {:?} and {:?}", pattern, one, other);
    }

    /// Neither the case of the program nor its path or extension frees it.
    #[test]
    fn another_name_of_the_program_escapes_no_denial(pattern in a_pattern(), (program, args) in a_command()) {
        if denied(&pattern, &program, &args) {
            for other in [program.to_uppercase(), format!("{program}.exe"), format!("{program}.CMD")] {
                prop_assert!(denied(&pattern, &other, &args), "{pattern} on {other} {args:?}");
            }
            if !program.contains('/') {
                let other = format!("/opt/x/{program}");
                prop_assert!(denied(&pattern, &other, &args), "{pattern} on {other} {args:?}");
            }
        }
    }

    /// What a command with unknown words could be, a denial stops.
    #[test]
    fn a_hole_hides_nothing(
        pattern in a_pattern(), (program, args) in a_command(), kinds in prop::collection::vec(0_u8..9, 6),
    ) {
        if denied(&pattern, &program, &args) {
            let words = with_holes(&args, &kinds);
            prop_assert!(holds(Reading::Denial, &pattern, &program, &words), "{pattern} on {program} {args:?} as {words:?}");
        }
    }

    /// An unknown word is permitted only where every word is.
    #[test]
    fn a_hole_is_permitted_only_where_everything_is(
        pattern in a_pattern(), (program, args) in a_command(), kinds in prop::collection::vec(0_u8..9, 6),
    ) {
        if holds(Reading::Permission, &pattern, &program, &with_holes(&args, &kinds)) {
            prop_assert!(permitted(&pattern, &program, &args), "{pattern} on {program} {args:?}");
        }
    }

    /// The index finds what trying every pattern finds.
    #[test]
    fn the_index_is_the_list(patterns in prop::collection::vec(a_pattern(), 0..8), (program, args) in a_command()) {
        let trusted = trusted();
        let context = CommandContext { places: &Machine, trusted_folders: &trusted };
        let words = Word::literals(args);
        let invocation = Invocation::new(&program, &words);
        for reading in [Reading::Permission, Reading::Denial] {
            let one_by_one: Vec<usize> = patterns
                .iter()
                .enumerate()
                .filter_map(|(index, pattern)| pattern.matches(reading, &invocation, &context).then_some(index))
                .collect();
            let command = PreparedCommand::new(invocation, &context);
            let set = CommandSet::new(reading, &patterns);
            let found: Vec<usize> = set.matches(&command, |index| patterns.get(index)).collect();
            prop_assert_eq!(found, one_by_one);
        }
    }

    /// An exception permits nothing that its denial does not stop.
    #[test]
    fn an_exception_is_within_its_denial(
        allow in a_pattern(), deny in a_pattern(), (program, args) in a_command(), fill in prop::collection::vec(0_usize..99, 9),
    ) {
        if is_exception(&allow, &deny) {
            prop_assert!(!deny.is_everything());
            for (program, args) in [(program, args), instance(&allow, &fill)] {
                if permitted(&allow, &program, &args) {
                    prop_assert!(denied(&deny, &program, &args), "{allow} in {deny}: {program} {args:?}");
                }
            }
        }
    }

    /// What the inner pattern permits, the outer does.
    #[test]
    fn a_covered_pattern_is_within(
        outer in a_pattern(), inner in a_pattern(), (program, args) in a_command(), fill in prop::collection::vec(0_usize..99, 9),
    ) {
        prop_assert!(covers(&inner, &inner));
        if covers(&outer, &inner) {
            for (program, args) in [(program, args), instance(&inner, &fill)] {
                if permitted(&inner, &program, &args) {
                    prop_assert!(permitted(&outer, &program, &args), "{inner} in {outer}: {program} {args:?}");
                }
            }
        }
    }
}

/// A command that a pattern permits: its words, with words of the world for `*`.
fn instance(pattern: &CommandPattern, fill: &[usize]) -> (String, Vec<String>) {
    let mut fill = fill.iter().copied().cycle();
    let mut any = || WORDS.iter().cycle().nth(fill.next().unwrap_or(0)).copied().unwrap_or_default().to_owned();
    let mut words = vec![];
    for word in pattern.words() {
        match word {
            "*" if words.is_empty() => words.push("git".to_owned()),
            "*" => words.extend([any(), any()]),
            word => words.push(word.replace('*', any().trim_start_matches(['.', '-', '/']))),
        }
    }
    if pattern.words().len() == 1 {
        words.push(any());
    }
    (words.remove(0), words)
}

/// Every command of up to four words over an alphabet.
fn all_commands(alphabet: &[&str]) -> Vec<Vec<String>> {
    let mut all = vec![vec![]];
    let mut last = all.clone();
    for _ in 0..4 {
        last = last
            .iter()
            .flat_map(|words: &Vec<String>| {
                alphabet.iter().map(move |word| words.iter().cloned().chain([(*word).to_owned()]).collect())
            })
            .collect();
        all.extend(last.iter().cloned());
    }
    all
}

#[test]
fn containment_agrees_with_trying_every_command() {
    let commands = all_commands(&["push", "x", "-f", "--force", "--", "-C"]);
    let texts = [
        "git",
        "git push",
        "git push:*",
        "git * push",
        "git push x",
        "git push x:*",
        "git push * --force",
        "git -C x push",
        "git push -f",
        "git p*",
        "git p* -f",
        "git x",
        "git * x",
        "git push --force x",
        "git -- push",
        "git push * x",
        "*",
        "git * -f *",
        "git --* push",
    ];
    let patterns: Vec<_> = texts.iter().map(|text| CommandPattern::parse(text).unwrap()).collect();
    let matched = |reading, pattern: &CommandPattern| -> Vec<bool> {
        commands.iter().map(|args| holds(reading, pattern, "git", &Word::literals(args.iter().cloned()))).collect()
    };
    let permitted: Vec<_> = patterns.iter().map(|pattern| matched(Reading::Permission, pattern)).collect();
    let denied: Vec<_> = patterns.iter().map(|pattern| matched(Reading::Denial, pattern)).collect();
    let within = |inner: &[bool], outer: &[bool]| inner.iter().zip(outer).all(|(inner, outer)| !inner || *outer);
    for (one, allow) in patterns.iter().enumerate() {
        for (two, deny) in patterns.iter().enumerate() {
            if is_exception(allow, deny) {
                assert!(within(&permitted[one], &denied[two]), "{allow} is no exception to {deny}");
                // The alphabet has one word that `p*` matches, and no second for `--*`.
                let told_apart = !deny.source().contains("p*") && !deny.source().contains("--*");
                assert!(!told_apart || !within(&permitted[two], &denied[one]), "{allow} is not narrower than {deny}");
            }
            if covers(deny, allow) {
                assert!(within(&permitted[one], &permitted[two]), "{deny} does not cover {allow}");
            } else if !allow.source().contains("p*") && !allow.is_everything() {
                assert!(!within(&permitted[one], &permitted[two]), "{deny} covers {allow}");
            }
        }
    }
}
