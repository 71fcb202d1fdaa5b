//! Words of which something is not known.

use super::*;

fn holds(reading: Reading, pattern: &str, words: &[Word]) -> bool {
    let trusted = trusted();
    let context = CommandContext { places: &Machine, trusted_folders: &trusted };
    CommandPattern::parse(pattern).unwrap().matches(reading, &Invocation::new("git", words), &context)
}

fn known(text: &str) -> Word {
    Word::literal(text)
}

fn part(start: &str, end: &str, extent: Extent) -> Word {
    Word::new([Part::Known(start.into()), Part::Unknown, Part::Known(end.into())], extent)
}

#[test]
fn an_unknown_argument_is_permitted_by_a_star_and_nothing_more_specific() {
    let words = [known("push"), Word::unknown()];
    for pattern in ["git", "git:*", "git:push:*", "git push *", "*"] {
        assert!(holds(Reading::Permission, pattern, &words), "{pattern}");
    }
    for pattern in ["git push origin", "git push", "git push o*", "git * origin", "git push * origin"] {
        assert!(!holds(Reading::Permission, pattern, &words), "{pattern}");
    }
    assert!(!holds(Reading::Permission, "git push *x", &[known("push"), part("a", "x", Extent::One)]));
}

#[test]
fn an_unknown_argument_is_denied_as_anything_it_could_be() {
    for pattern in ["git:push", "git:push:*:--force", "git push origin main", "git", "*:--hard", "git commit -m x"] {
        assert!(holds(Reading::Denial, pattern, &[Word::unknown()]), "{pattern}");
    }
    assert!(!holds(Reading::Denial, "rm", &[Word::unknown()]), "the program is known");
}

#[test]
fn a_known_beginning_narrows_what_it_could_be() {
    let one = |start| [known("push"), part(start, "", Extent::One)];
    assert!(holds(Reading::Denial, "git push * --force", &one("--fo")));
    assert!(holds(Reading::Denial, "git push * --force", &one("-")));
    assert!(holds(Reading::Denial, "git push * -f", &one("-q")), "the cluster may go on");
    assert!(!holds(Reading::Denial, "git push * --force", &one("--dry")));
    assert!(!holds(Reading::Denial, "git push * --force", &one("feature-")));
    assert!(holds(Reading::Denial, "git push main", &one("ma")));
    assert!(!holds(Reading::Denial, "git push main", &[known("push"), part("x", "z", Extent::One)]));
    assert!(!holds(Reading::Denial, "git push", &[part("x", "z", Extent::One)]));
}

#[test]
fn what_is_known_to_be_an_operand_is_no_option() {
    let words = [known("push"), known("origin"), Word::new([Part::Unknown], Extent::Operand)];
    assert!(!holds(Reading::Denial, "git push * --force", &words));
    assert!(holds(Reading::Denial, "git push origin main", &words));
    let after = [known("push"), known("--"), Word::unknown()];
    assert!(!holds(Reading::Denial, "git push * --no-verify", &after), "after `--` nothing is an option");
    assert!(holds(Reading::Denial, "git push * --force", &after), "it may be `+main`");
}

#[test]
fn the_value_of_an_option_is_no_option() {
    let message = |extent| [known("commit"), known("-m"), Word::new([Part::Unknown], extent)];
    for extent in [Extent::One, Extent::Parameter] {
        assert!(!holds(Reading::Denial, "git * --no-verify", &message(extent)));
        assert!(holds(Reading::Denial, "git commit -m x", &message(extent)));
    }
    assert!(holds(Reading::Denial, "git * --no-verify", &message(Extent::Many)), "words may follow the value");
    assert!(holds(Reading::Denial, "git * --no-verify", &[known("commit"), known("-a"), part("", "", Extent::One)]));
}

#[test]
fn an_unknown_word_may_be_what_ends_the_options_or_takes_the_next_word() {
    assert!(holds(Reading::Denial, "git push -f", &[Word::unknown(), known("push"), known("-f")]));
    assert!(holds(Reading::Denial, "git push", &[Word::unknown(), known("-C"), known("push")]));
    assert!(holds(Reading::Denial, "git push", &[known("-C"), Word::unknown(), known("push")]));
}

#[test]
fn an_unknown_part_of_a_path_may_lead_anywhere() {
    assert!(holds(Reading::Denial, "git add .env", &[known("add"), part("", "/.env", Extent::One)]));
    assert!(holds(Reading::Denial, "git add .env", &[known("add"), part("x", "", Extent::One)]), "x/../.env");
    assert!(!holds(Reading::Denial, "git add .env", &[known("add"), part("", ".md", Extent::One)]));
}

#[test]
fn a_glob_becomes_words_of_its_shape() {
    let glob = Word::new([Part::Known("src/".into()), Part::Segment, Part::Known(".ts".into())], Extent::Each);
    assert!(holds(Reading::Denial, "git add x.ts", &[known("add"), glob.clone()]));
    assert!(holds(Reading::Denial, "git add src/x.ts", &[known("add"), glob.clone()]));
    assert!(holds(Reading::Denial, "git add a b/c.ts", &[known("add"), known("a"), Word::unknown(), glob.clone()]));
    assert!(!holds(Reading::Denial, "git add .env", &[known("add"), glob.clone()]));
    assert!(!holds(Reading::Denial, "git add ./x.ts", &[known("add"), glob.clone()]));
    assert!(!holds(Reading::Denial, "git add * --force", &[known("add"), glob.clone()]));
    assert!(holds(Reading::Permission, "git add *", &[known("add"), glob]));
    let any = Word::new([Part::Segment], Extent::Each);
    assert!(holds(Reading::Denial, "git add * --force", &[known("add"), any.clone()]), "a file of that name");
    assert!(holds(Reading::Denial, "git add .env", &[known("add"), any]));
}

#[test]
fn a_word_that_begins_as_a_path_is_no_option() {
    let trusted = trusted();
    let context = CommandContext { places: &Machine, trusted_folders: &trusted };
    for pattern in ["rm -rf", "rm:-rf", "rm:*:-rf", "rm * -rf"] {
        let pattern = CommandPattern::parse(pattern).unwrap();
        let words = [part("./", "", Extent::One)];
        let invocation = Invocation::new("rm", &words);
        let why = pattern.explain_denial(&invocation, &context);
        assert_eq!(why, None, "{pattern}");
    }
}
