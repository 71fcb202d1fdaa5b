//! What a text would run, one line each: the programs in order (`…` for what is not known), then `!` and what is opaque.

#![allow(clippy::arithmetic_side_effects, clippy::string_slice, reason = "a test")]

use super::*;
use crate::pattern::command::{Extent, Part};

fn shown(word: &Word) -> String {
    let part = |part: &Part| match part {
        Part::Known(text) if text.is_empty() => "''".to_owned(),
        Part::Known(text) => text.replace(' ', "_"),
        Part::Unknown => "…".to_owned(),
        Part::Segment => "*".to_owned(),
    };
    let text: String = word.parts().iter().map(part).collect();
    let mark = match word.extent() {
        Extent::Many => "+",
        Extent::Operand => "#",
        _ => "",
    };
    format!("{text}{mark}")
}

fn plan(text: &str, shell: Shell) -> Plan {
    analyze(text, shell, Surroundings { base: Some("/proj"), home: Some("/home/u") })
}

fn run(text: &str) -> String {
    run_in(text, Shell::Bash)
}

fn run_in(text: &str, shell: Shell) -> String {
    let plan = plan(text, shell);
    let words = |program: &Program| program.words.iter().map(shown).collect::<Vec<_>>().join(" ");
    let programs = plan.programs.iter().map(words);
    let opaque = plan.opaque.iter().map(|part| format!("!{:?}", part.kind).to_lowercase());
    programs.chain(opaque).collect::<Vec<_>>().join("; ")
}

macro_rules! runs {
    ($($name:ident: $($text:expr => $expected:expr),+;)*) => {$(
        #[test]
        fn $name() {
            $(assert_eq!(run($text), $expected, "{}", $text);)+
        }
    )*};
}

runs! {
    quotes: "g'i't \\log $'\\x2d1'" => "git log -1", "\"a b\" ''" => "a_b ''";
    operators: "a; b & c && d || e | f |& g\nh" => "a; b; c; d; e; f; g; h";
    compounds: "if a; then b; elif c; then d; else e; fi" => "a; b; c; d; e",
        "while a; do b; done; until c; do d; done" => "a; b; c; d",
        "case $x in a) b;; *) c;; esac" => "b; c", "( a; { b; } )" => "a; b", "! time a" => "a",
        "for ((i = 0; i < 3; i++)); do a $i; done" => "a …#", "coproc a" => "a", "select x in a b; do c $x; done" => "c …+";
    substitutions: "a $(b) `c` <(d) \"$(e)\"" => "b; c; d; e; a …+ …+ /dev/fd/* …",
        "a ${x:-$(b)} $((1 + $(c)))" => "b; c; a …+ …+; !code", "a <<E\n$(b)\nE" => "b; a", "a <<'E'\n$(b)\nE" => "a",
        "[[ $(a) == $(b) ]]" => "a; b", "x[$(a)]=1" => "a; !code", "x=([1]=$(a))" => "a", "a > \"$(b)\"" => "b; a";
    assigned: "X=rm; $X -r y" => "rm -r y", "X='rm y'; $X; \"$X\"" => "rm y; rm_y", "X=a Y=$X; z $Y" => "z a",
        "X=a; X+=b; z $X" => "z ab", "X=; $X y" => "y", "unset X; $X y" => "unset X; y", "X=a z $X" => "z …+";
    not_known: "$X y" => "!program", "\"$(a)\" y" => "a; !program", "a* y" => "!program", "x=$(a); $x" => "a; !program",
        "a$X y" => "!program";
    branches: "if a; then X=b; else X=b; fi; $X" => "a; b", "if a; then X=b; else X=c; fi; $X" => "a; !program",
        "a && X=b; $X" => "a; !program", "X=b && $X" => "b", "X=b; (X=c); $X" => "b", "X=b | a; $X" => "a; !program",
        "X=b & $X" => "!program";
    loops: "for x in a b; do $x; done" => "a; b", "X=a; while b; do X=c; done; $X" => "b; !program",
        "for x in a b; do Y=$x; break; done; $Y" => "break; !program", "i=0; while a; do ((i++)); done" => "a",
        "for f in src/*.c; do a \"$f\" $f; done" => "a src/*.c src/*.c+", "for i in {1..900}; do a $i; done" => "a …#",
        "for f in a b; do c ${f%.x}; done" => "c a; c b";
    functions: "f() { $1 b; }; f a" => "a b", "f() { a; }" => "a", "ls() { a \"$@\"; }; ls b" => "a b",
        "ls() { a; }; command ls" => "command ls; ls; a", "f() { local X=b; a $X; }; X=c; f; $X" => "local X=b; a b; c",
        "f() { f; }; f" => "!code", "f() { return; X=b; }; X=a; f; $X" => "return; a", "set -- a b; \"$@\"; shift; $1" =>
        "set -- a b; a b; shift; b", "if a; then f() { b; }; fi; f" => "a; b; !program";
    read_again: "eval 'X=a'; $X" => "eval X=a; a", "eval \"$X\"" => "eval …; !code", "trap 'a b' EXIT" => "trap a_b EXIT; a b",
        "trap \"a $X\" EXIT" => "trap a_… EXIT; !code", "x='a[$(b)]'; echo $((x))" => "echo …+; !code",
        "let 'x=a[$(b)]'" => "let x=a[$(b)]; !code", "n=$#; echo $((n + 1))" => "echo …#", "X=X=1; [[ X -eq 1 ]]; a $X" => "a X=1; !code", "read x; echo $((x))" =>
        "read x; echo …+; !code", "[[ $x -eq 1 ]]" => "", "x=$(a); [[ $x -eq 1 ]]" => "a; !code", "test -v 'a[$(b)]'" =>
        "test -v a[$(b)]; !code", "printf -v 'a[$(b)]' x" => "printf -v a[$(b)] x; !code", "echo ${!x}" => "echo …+",
        "x=$(a); echo ${!x}" => "a; echo …+; !code", "declare -n x=y" => "declare -n x=y; !code";
    changes_of_reading: "alias a=b; a" => "alias a=b; a; !code", "shopt -s extglob" => "shopt -s extglob; !code",
        "set -e; a" => "set -e; a", "set -k" => "set -k; !code", "PATH=/x; a" => "a; !assignment", "IFS=,; a" =>
        "a; !assignment", "IFS= read -r x" => "read -r x", "read PATH" => "read PATH; !assignment", "hash -p a b" =>
        "hash -p a b; !code", "for PATH in /x; do a; done" => "a; !assignment", "enable -n a" => "enable -n a; !code";
    braces: "{a,b,c}" => "a b c", "a {b,c}{1..3}" => "a b1 b2 b3 c1 c2 c3", "a '{b,c}' {b} {} x{b,c}y" => "a {b,c} {b} {} xby xcy",
        "a {b } x}y{" => "a {b } x}y{", "a {b,{c}" => "a …+", "X={a,b}; c $X" => "c {a,b}", "a ${X}{b,c}" => "a …b+ …c+";
    tildes: "x=~\"`a`\"" => "a", "b ~+$(a)" => "a; b ~+…+", "b ~\"$(a)\"/c" => "a; b ~…/c";
    words: "a ~ ~/b '~' x=~/y" => "a /home/u /home/u/b ~ x=/home/u/y", "a $HOME \"$PWD\" ~root" => "a /home/u /proj …",
        "a *.c [bc]d \\* '?'" => "a *.c *d * ?", "a \"$x\" $x y$x" => "a … …+ y…+", "a \"$@\" $# $?" => "a …+ …# …#",
        "x=(a 'b c'); \"${x[@]}\"; ${x[1]}" => "a b_c; b c", "a $(pwd)/b" => "pwd; a /proj/b";
    prefixes: "command a; builtin cd b; exec c" => "command a; a; builtin cd b; cd b; exec c; c", "command -v a" =>
        "command -v a", "exec > a" => "exec", "command $X" => "command …+; !program";
    failures: "X=a; Y=$((1/0)); X=b\n$X" => "!program", "X=a; eval 'Y=$((1/0)); X=b'; $X" => "eval Y=$((1/0));_X=b; !program",
        "X=a; eval X=b > c; $X" => "eval X=b; !program", "X=a; { X=b; } < c; $X" => "!program", "X=a; eval X=b 2>&1; $X" =>
        "eval X=b; b", "X=a; if b; then X=c; exit --help; fi; $X" => "b; exit --help; !program";
    scopes: "f() { local X=1; declare -g X=a; }; f" => "local X=1; declare -g X=a; !assignment", "f() { local X; $X a; }; X=b f" =>
        "local X; !program", "X=a export X" => "export X; !assignment", "f() { break; }; for x in a; do f; done" => "break; !code";
    attributes: "declare -l X=a; X=B; $X" => "declare -l X=a; !program", "declare -i X=1; X='a[0]'" => "declare -i X=1; !code",
        "declare -a 'X=($(a))'" => "declare -a X=($(a)); !code", "X='1 Y=a'; \\export Z=$X; $Y" => "export Z=1 Y=a; !program";
    arrays: "X=(a b); X=c; \"${X[@]}\"" => "c b", "set -- a b; c \"$*\"" => "set -- a b; c a_b", "X=(a b); c \"${X[@]:1}\"" => "c …+";
    handed_down: "X=a; export X; bash -c '$X'" => "export X; bash -c $X; !program";
    no_words: "a $!" => "a …+", "a $(wc -l < b)" => "wc -l; a …+", "X=; ${X-a}" => "!program", "X='\\a?'; b $X" => "b *a*";
    mistakes: "a\n)" => "a; !syntax", "a 'b" => "!syntax", "a\rb" => "!syntax", "" => "!syntax";
    readonly: "readonly X=a\nX=b\n$X" => "readonly X=a; !program";
    handlers: "trap 'X=b' USR1; X=a; $X" => "trap X=b USR1; a; !code", "trap 'X=b' EXIT; X=a; $X" => "trap X=b EXIT; a",
        "f() { a; }; trap f EXIT" => "trap f EXIT; a";
}

#[test]
fn a_shell_that_is_not_known_reads_plain_words() {
    assert_eq!(run_in("git log -1", Shell::Other), "git log -1");
    for text in ["a; b", "'a'", "a $b", "%x% a", "a,b c"] {
        assert_eq!(run_in(text, Shell::Other), "!syntax", "{text}");
    }
}

#[test]
fn a_posix_shell_reads_what_all_shells_read_alike() {
    assert_eq!(run_in("a 'b' \"$c\" | d && e > f", Shell::Sh), "a b …; d; e");
    for text in ["((a b))", "[[ a ]]", "a $'b'", "a <<< b", "a <(b)", "function f { a; }", "a {b,c}", "a &> b", "x=(a)"]
    {
        assert!(run_in(text, Shell::Sh).contains("!syntax"), "{text}");
    }
}

#[test]
fn files_are_seen_from_where_cd_leads() {
    let files = |text: &str| {
        let files = plan(text, Shell::Bash).files;
        files.iter().map(|file| shown(&file.path)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(files("cd a && : > b"), "a/b");
    assert_eq!(files("cd a; : > b"), "a/b b", "it may have failed");
    assert_eq!(files("cd a || exit; : > b"), "a/b");
    assert_eq!(files("(cd a && : > b); : > c"), "a/b c");
    assert_eq!(files("cd /a && cd b && : > c"), "/a/b/c");
    assert_eq!(files("cd && : > b"), "/home/u/b");
    assert_eq!(files("cd \"$x\" && : > b"), "…/b");
    assert_eq!(files("cd a && cd - && : > b"), "b");
    assert_eq!(files("cd a && : > /b"), "/b");
    assert_eq!(files("popd && : > b"), "…/b");
    assert_eq!(files("for d in a b; do (cd $d && : > c); done"), "a/c b/c");
}

#[test]
fn what_the_text_writes_and_runs_is_read() {
    let plan = |text| run(text);
    assert!(plan("cat > x.sh <<'E'\nrm y\nE\n. ./x.sh").contains("rm y"));
    assert!(plan("echo rm y > x.sh; . ./x.sh").contains("!sourcedfile"));
}

#[test]
fn spans_are_places_in_the_text() {
    let text = "é; rm 'x'";
    let span = plan(text, Shell::Bash).programs[1].span.unwrap();
    assert_eq!(&text[span.start..span.end], "rm 'x'");
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// shell.md: plain word lines "may take a fast path that must give the same plan".
        #[test]
        fn the_fast_way_gives_the_same_plan(text in "(in|then|do|time|[a-z./:=@%+,-]{1,6})([ \t]{1,2}(git|cat|export|cd|-[a-z]|--|[a-zA-Z0-9_./:=@%+,-]{1,6})){0,5}") {
            let surroundings = Surroundings { base: Some("/proj"), home: Some("/home/u") };
            prop_assert_eq!(analyze(&text, Shell::Bash, surroundings), analyze_parsed(&text, Shell::Bash, surroundings));
            let sh = (analyze(&text, Shell::Sh, surroundings), analyze_parsed(&text, Shell::Sh, surroundings));
            prop_assert_eq!(sh.0, sh.1);
        }

        /// Nothing panics, whatever the text.
        #[test]
        fn every_text_has_a_plan(text in "([a-z$'\"`(){}<>|&;\\\\ \n=*\\[\\]#~-]|\\$\\(|\\$\\{|<<E|if |do |é){0,40}") {
            for shell in [Shell::Bash, Shell::Sh, Shell::Other] {
                let plan = plan(&text, shell);
                // What stands before a comment, or in no word at all, is all that may be nothing.
                let nothing = plan.programs.is_empty() && plan.opaque.is_empty();
                prop_assert!(!nothing || text.contains(['#', '=', '<', '>', '(', '$', '\n']), "{}", text);
            }
        }
    }
}
