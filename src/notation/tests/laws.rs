//! Laws: whatever the text, reading ends, in linear time, with places that are in it.

use std::time::Duration;

use proptest::prelude::*;

use super::show::spans;
use crate::error::MAX_PROBLEMS;
use crate::guard::condition::Condition;
use crate::notation::Flavour::{self, Markdown, Mld};
use crate::notation::{DirectiveKind, Parsed, parse, parse_literal};

/// A file that has every construct.
const FILE: &str = r#"---
name: module
---
>> Who may do what.
policy @base = {
  allow: { js, cmd: ["git:*", npm:test:*], network: { domains: [*.github.com, "api.x"] }, },
  deny: [sh, py], << shells
  labels: { "src:mcp": { deny: ['op:cmd'] } }, limits: { timeout: 1.5e2 }
}
/import policy @team from "./team.mld"
policy @all = union(@base, @team)
needs { git, cmd: { git: { subcommands: [status] } } }
/wants [
  { tier: "full", sh },
  { tier: "readonly" }
]
profiles { full: { requires: { sh }, description: `all
of it` } }
guard @blocker before show = deny "Blocked by @mx.op.name, mail a@b.c"
guard privileged @g for op:cmd:git = when [
  @mx.op.type == "exe" && (@input[0] ~= 'é🦀' ||
    @mx.args["a-b"].length > 3) => deny "never \u00e9"
  @input.any.mx.labels.includes("pii") => allow @input with { add: [known] }
  * => env { tools: [] } with { policy: { deny: [sh] } }
] with { privileged: true }
var secret, src:mcp @key = "TOP @base.x[0]['k'] \@x"
exe net:w @send(to, @what) = run cmd { curl -d "@what }" https://x/@to | head -n 1 }
exe @say(x) = `Hello @x,
bye`
exe @code() = js { return { a: "}" }; } >> code
run sh {
  # all of it
  for f in *; do echo '{' \} "${f}"; done
}
show @send(@key, "x", @say([1, null])) with { guards: { except: ["@blocker"] } }
output @key.value to "out-@key.txt" with { guards: false }
"#;

const MARKDOWN: &str = "# Title\n\nRun `make` and show \"it\".\n\n/policy { deny: [sh] }\n```sh\n/show \"no\"\n```\n- item\n\
                        show @mx.policy.tier\n~~~~\n~~~\n/run { x }\n~~~~\nvar pii @x = 'é'\n/for @x in @y => show @x\n";

fn check(text: &str, flavour: Flavour) -> Parsed {
    let parsed = parse(text, flavour);
    assert!(parsed.problems.len() <= MAX_PROBLEMS);
    let mut last = 0;
    for span in spans(&parsed.directives) {
        assert!(text.get(span.start..span.end).is_some(), "{span:?} of {text:?}");
    }
    for directive in &parsed.directives {
        assert!(directive.span.start >= last && directive.span.end > directive.span.start);
        last = directive.span.end;
    }
    // Nothing is passed over in silence.
    if flavour == Mld && parsed.problems.is_empty() && !text.starts_with("---") {
        let mut outside = text.to_owned();
        for directive in parsed.directives.iter().rev() {
            outside.replace_range(directive.span.start..directive.span.end, " ");
        }
        for line in outside.split('\n').map(str::trim_start) {
            assert!(line.trim().is_empty() || line.starts_with(">>") || line.starts_with("<<"), "{line:?} of {text:?}");
        }
    }
    for problem in &parsed.problems {
        let span = problem.span.expect("a place");
        assert!(text.get(span.start..span.end).is_some(), "{problem:?} of {text:?}");
        assert!(problem.line.is_some() && problem.column.is_some());
        assert!(!problem.message.ends_with('.') && !problem.message.contains('\n'), "{problem:?}");
        assert!(problem.message.len() < 1000);
    }
    parsed
}

#[test]
fn every_beginning_and_every_end_of_a_file_is_read() {
    for (text, flavour) in [(FILE, Mld), (FILE, Markdown), (MARKDOWN, Markdown), (MARKDOWN, Mld)] {
        for (at, _) in text.char_indices() {
            check(&text[..at], flavour);
            check(&text[at..], flavour);
        }
    }
}

/// What is cut off is one mistake, and is reported as one.
#[test]
fn a_file_that_breaks_off_has_one_problem() {
    assert_eq!(check(FILE, Mld).problems, []);
    for (at, _) in FILE.char_indices().skip(20) {
        let problems = check(&FILE[..at], Mld).problems;
        // What is cut off may be misspelt, or no number, besides.
        let problems: Vec<_> = problems
            .into_iter()
            .filter(|problem| {
                !problem.suggestion.as_ref().is_some_and(|text| {
                    text.starts_with("did you mean") || text.contains("number") || text.contains("00e9")
                })
            })
            .collect();
        assert!(problems.len() <= 1, "{at}: {problems:#?}");
    }
}

/// A character too few or too many is seldom more than one problem.
#[test]
fn one_mistake_is_few_problems() {
    let (mut files, mut one, mut most) = (0, 0, 0);
    for (at, c) in FILE.char_indices().skip(20) {
        for inserted in ["", "]", "}", ")", "\"", ",", "+", "{", "["] {
            let rest = if inserted.is_empty() { at + c.len_utf8() } else { at };
            let problems = check(&format!("{}{inserted}{}", &FILE[..at], &FILE[rest..]), Mld).problems;
            files += 1;
            one += usize::from(problems.len() <= 1);
            most = most.max(problems.len());
        }
    }
    assert!(one * 100 >= files * 96 && most <= 7, "{one} of {files}, at most {most}");
}

#[test]
fn problems_are_bounded() {
    let parsed = check(&"show +\n".repeat(3 * MAX_PROBLEMS), Mld);
    assert_eq!(parsed.problems.len(), MAX_PROBLEMS);
    assert_eq!(parse_literal(&"[+]".repeat(10)).unwrap_err().len(), 1);
    assert_eq!(parse_literal(&format!("[{}]", "+,".repeat(3 * MAX_PROBLEMS))).unwrap_err().len(), MAX_PROBLEMS);
}

/// Texts of which a careless reader would read parts again and again.
#[test]
fn time_is_linear() {
    let seeds = [
        FILE,
        MARKDOWN,
        "[",
        "{",
        "{a:",
        "(",
        "\"",
        "'",
        "`",
        "\\`",
        "show `\n",
        "show `\\`\n",
        "run {\n",
        "run { '\n",
        "run cmd {{\n",
        "[`",
        "{ a: \"",
        "policy {\n",
        "policy { a: [\n",
        "guard @g before x = when [\n",
        "@a => \"",
        "\n@a ==",
        "@a == (\n",
        "guard before x = when [ (@a\n",
        "show @f(",
        "show @f(\n",
        "@a[\"",
        "\"@a[\"",
        "show \"@a['",
        "@",
        "@a.",
        "var ",
        "var a ",
        "exe a\n",
        "/",
        "/polcy {",
        "for @x [\n",
        "for @x [ '\n",
        "```\n",
        "~~~",
        "---\n",
        "---\nPolicy {\n",
        "<!--",
        "<!-- run -->",
        "<!-- `",
        "x <!-- policy\n",
        "    ```\npolicy {\n",
        "- ```\n",
        "- > 1. ",
        "policy:\n\n",
        "Policy {\n",
        "Policy ",
        "run [a](b) ",
        "run [",
        "run @",
        "policy\u{a0}",
        "\u{200b}/",
        "guard before\n",
        "\"@a ",
        "[\"@a",
        "[cmd:@a",
        "['@a\\@",
        "dеny, ",
        ">>",
        " >> ",
        "<<\n",
        "\n",
        "\r",
        " ",
        "\t\n",
        "a",
        "a ",
        "a:",
        "é",
        "🦀 ",
        ",",
        ",,",
        "]",
        "}",
        "[+",
        "[a b",
        "{ a \"",
        "\"\\u",
        "+",
        "+\n",
        "show +\n",
        "guard @g before ",
        "union(",
        "policy @p = union(@a,",
        "\\",
        "[1e+",
        "run js { // '\n",
        "output @a to ",
        "show \"a\" with {",
        "run sh { # '",
    ];
    let seconds = |text: &str, flavour| {
        let least = (0..2).map(|_| {
            let start = processor_time();
            std::hint::black_box(parse(text, flavour));
            processor_time().saturating_sub(start)
        });
        least.min().unwrap_or_default()
    };
    for prefix in ["", "policy { a: [", "show \"", "guard @g before x = when [\n", "run {\n", "/for @x ["] {
        for seed in seeds {
            for flavour in [Mld, Markdown] {
                let text = |length: usize| format!("{prefix}{}", seed.repeat(length / seed.len()));
                let (small, large) = (text(2_000), text(16_000));
                // Eight times the text; quadratic would be 64 times the time. A machine that is busy gets more chances.
                let measured = (0..6).map(|_| (seconds(&small, flavour), seconds(&large, flavour)));
                let fits = |(short, long): (Duration, Duration)| long <= short * 30 + Duration::from_millis(3);
                assert!(measured.into_iter().any(fits), "{prefix:?} {seed:?}");
            }
        }
    }
}

/// The time that this thread has run: other threads and programs have no part in it.
#[cfg(target_os = "linux")]
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// The time of day, in which others run too.
#[cfg(not(target_os = "linux"))]
fn processor_time() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// Cuts a text into words, signs and blanks.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| {
        if c.is_alphanumeric() {
            0
        } else if c.is_whitespace() {
            1
        } else {
            2
        }
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        if last.is_some_and(|last| last != kind(c) || last == 2) {
            tokens.push(&text[start..at]);
            start = at;
        }
        last = Some(kind(c));
    }
    tokens.push(&text[start..]);
    tokens
}

fn mutated() -> impl Strategy<Value = String> {
    let change = (0..5_u8, any::<prop::sample::Index>(), any::<prop::sample::Index>());
    (any::<bool>(), proptest::collection::vec(change, 1..8)).prop_map(|(mld, changes)| {
        let mut tokens = tokens(if mld { FILE } else { MARKDOWN });
        for (kind, at, other) in changes {
            let (at, other) = (at.index(tokens.len()), other.index(tokens.len()));
            match kind {
                0 if tokens.len() > 1 => _ = tokens.remove(at),
                1 => tokens.insert(at, tokens[other]),
                2 => tokens.insert(at, tokens[at]),
                3 => tokens.swap(at, other),
                _ => tokens.truncate(at + 1),
            }
        }
        tokens.concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check(&text, Mld);
        check(&text, Markdown);
        prop_assert!(parse_literal(&text).err().is_none_or(|problems| !problems.is_empty()));
    }

    #[test]
    fn any_signs_are_read(text in r#"([ \n]|policy|@p|=|when|\[|\]|\{|\}|\(|\)|"|'|`|\\|,|:|=>|>>|run|cmd|show|var|guard|before|x|with|1|é|/|\*|union|for|\+){0,40}"#) {
        check(&text, Mld);
        check(&text, Markdown);
        prop_assert!(parse_literal(&text).err().is_none_or(|problems| !problems.is_empty()));
    }

    #[test]
    fn any_page_is_read(text in r#"([ \n\t]|Policy|policy|/|@p|=|\{|\}|\[|\]|"|:|```|~~~|<!--|-->|---|union|guard|before|run|\u{a0}|\u{200b}|о|import|from|export){0,40}"#) {
        check(&text, Mld);
        check(&text, Markdown);
    }

    #[test]
    fn changed_files_are_read(text in mutated()) {
        check(&text, Mld);
        check(&text, Markdown);
    }

    /// Where nothing is wrong, comments and blank lines between directives change nothing.
    #[test]
    fn comments_say_nothing(comment in "(>>|<<) [ -~é]{0,20}") {
        let text = format!("{comment}\n{FILE}{comment}");
        let text = text.replacen("---\nname: module\n---\n", "", 1);
        prop_assert_eq!(check(&text, Mld).problems, []);
    }
}

/// What is kept as text is what the reader of conditions takes.
#[test]
fn conditions_are_kept_whole() {
    let mut conditions = 0;
    for directive in parse(FILE, Mld).directives {
        let DirectiveKind::Guard(guard) = directive.kind else { continue };
        for rule in guard.rules.iter().filter(|rule| rule.condition.value != "*") {
            Condition::parse(&rule.condition.value).unwrap();
            conditions += 1;
        }
    }
    assert_eq!(conditions, 2);
}
