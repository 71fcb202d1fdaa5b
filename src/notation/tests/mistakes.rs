//! Every problem of directives, with its place and what to write.

use super::{problems, read};
use crate::notation::Flavour::{Markdown, Mld};
use crate::notation::parse;

macro_rules! refused {
    ($($name:ident: $text:expr => $($problem:expr),+;)*) => {$(
        #[test]
        fn $name() {
            assert_eq!(problems($text, Mld), [$($problem),+]);
            // What follows is read, and nothing else is said about it.
            let text = format!("{}\nshow \"next\"\n", $text);
            let parsed = parse(&text, Mld);
            assert_eq!(parsed.problems.len(), [$($problem),+].len(), "{:#?}", parsed.problems);
            let next = parsed.directives.last().map(|directive| &text[directive.span.start..directive.span.end]);
            assert_eq!(next, Some("show \"next\""));
        }
    )*};
}

refused! {
    misspelt: "polcy { deny: [sh] }" =>
        "1:1 unknown directive `polcy` (did you mean `policy`?)";
    misspelt_guard: "gaurd @g before x = deny" =>
        "1:1 unknown directive `gaurd` (did you mean `guard`?)";
    misspelt_var: "vra @x = 1" =>
        "1:1 unknown directive `vra` (did you mean `var`?)";
    misspelt_without_more: "polcy" =>
        "1:1 unknown directive `polcy` (did you mean `policy`?)";
    unknown: "frobnicate @x [\n  show \"a\"\n]" =>
        "1:1 unknown directive `frobnicate` (known are `policy`, `import`, `needs`, `wants`, `profiles`, `guard`, `var`, `exe`, `run`, `show`, `output`)";
    not_read: "for @x in @y [\n  show @x\n]" =>
        "1:1 the directive `for` is not read here (known are `policy`, `import`, `needs`, `wants`, `profiles`, `guard`, `var`, `exe`, `run`, `show`, `output`)";
    not_read_either: "/import { a } from \"b\"" =>
        "1:9 expected `policy` after `import`, found `{` (of other files only policies are read: `import policy @name from \"./file\"`)";
    heading: "# Title\n\nSome text.\nMore text." =>
        "1:1 expected a directive, found `#` (a comment begins with `>>`)";
    comment_of_another_language: "// x" =>
        "1:1 expected a directive, found `//` (a comment begins with `>>`)";
    sign: "{ a: 1 }" => "1:1 expected a directive, found `{`";

    policy_without_body: "policy" =>
        "1:7 expected `{` or `@name =` after `policy`, found the end of the text";
    policy_without_at: "policy p = {}" =>
        "1:8 expected `{` or `@name =` after `policy`, found `p` (did you mean `@p`?)";
    policy_list: "policy [sh]" =>
        "1:8 expected `{` or `@name =` after `policy`, found `[`";
    policy_without_sign: "policy @p { deny: [sh] }" => "1:11 expected `=`, found `{`";
    policy_of_a_name: "policy @p = @q" =>
        "1:13 expected `{` or `union(`, found `@q`";
    policy_of_a_list: "policy @p = [sh]" =>
        "1:13 expected `{` or `union(`, found `[`";
    union_of_words: "policy @p = union(a, @b, {c: 1})" =>
        "1:19 expected the name of a policy, such as `@base`, found `a` (did you mean `@a`?)",
        "1:26 expected the name of a policy, such as `@base`, found `{`";
    union_without_brackets: "policy @p = union @a" =>
        "1:19 expected `(` after `union`, found `@a`";
    text_after_a_policy: "policy { deny: [sh] } and more" =>
        "1:23 expected the end of the line, found `and`";
    policy_never_closed: "policy {\n  deny: [sh],\n" =>
        "1:8 expected `}` that closes this `{`, found the end of the text (write `}` where it ends)";
    policy_list_never_closed: "policy {\n  deny: [sh,\n  allow: [cmd]\n}" =>
        "3:3 expected an item or `]`, found `allow:`";
    policy_brackets: "policy {\n  deny: [sh},\n  allow: [cmd]\n}" =>
        "2:12 expected `,` or `]` after an item, found `}`";
    import_without_from: "import policy @p \"./f\"" => "1:18 expected `from`, found `\"`";
    import_without_quotes: "import policy @p from ./f" =>
        "1:23 expected the path of a file in quotes, found `./f`";
    needs_list: "needs [sh]" =>
        "1:7 expected `{` after `needs`, found `[`";
    needs_colon: "needs: { sh }" =>
        "1:6 expected `{` after `needs`, found `:`";
    wants_object: "wants { tier: \"a\" }" =>
        "1:7 expected `[` after `wants`, found `{`";

    guard_without_timing: "guard @g secret = deny" =>
        "1:10 expected `before`, `after`, `always` or `for`, found `secret` (did you mean `before secret`?)";
    guard_with_misspelt_timing: "guard @g befor secret = deny" =>
        "1:10 expected `before`, `after`, `always` or `for`, found `befor` (did you mean `before`?)";
    guard_without_filter: "guard @g before = deny" =>
        "1:17 expected a label, an operation such as `op:cmd:git`, or a function such as `@deploy`, found `=`";
    guard_without_sign: "guard @g before secret deny \"x\"" => "1:24 expected `=`, found `deny`";
    guard_without_when: "guard @g before secret = [ * => deny ]" =>
        "1:26 expected `when [` or an action, found `[`";
    guard_with_braces: "guard @g before secret = when { * => deny }" =>
        "1:31 expected `[` after `when`, found `{`";
    guard_with_another_action: "guard @g before secret = block \"x\"" =>
        "1:26 expected `allow`, `deny`, `retry` or `env`, found `block`";
    guard_with_misspelt_action: "guard @g before secret = when [ * => denny \"x\" ]" =>
        "1:38 expected `allow`, `deny`, `retry` or `env`, found `denny` (did you mean `deny`?)";
    guard_with_bare_reason: "guard @g before secret = deny because" =>
        "1:31 expected a value or the end of the action after `deny`, found `because` (text stands in quotes)";
    guard_with_something_else: "guard @g before x = when [ * => deny ] with { privileged: true, x: 1 }" =>
        "1:45 behind a guard stands `with { privileged: true }`, or nothing";
    guard_privileged_with_a_word: "guard @g before x = deny with { privileged: yes }" =>
        "1:45 `privileged` is `true` or `false`, found a string";
    rule_without_arrow: "guard @g before x = when [\n  @a == 1 deny \"x\"\n  * => allow\n]" =>
        "2:19 expected `=>` after the condition, found the end of the line";
    rule_without_condition: "guard @g before x = when [\n  => deny\n  deny \"x\"\n  * => allow\n]" =>
        "2:3 expected a condition, found `=>` (`*` always holds)",
        "3:11 expected `=>` after the condition, found the end of the line (a rule is `condition => action`; `*` always holds)";
    rules_side_by_side: "guard @g before x = when [ @a => deny \"x\" * => allow ]" =>
        "1:43 expected `,`, a new line or `]` after a rule, found `*`";
    rule_with_open_string: "guard @g before x = when [\n  @a == \"b => deny\n  @c => deny \"d\n  * => allow\n]" =>
        "2:9 expected `\"` at the end of the string (text of several lines stands in backticks)",
        "3:14 expected `\"` at the end of the string (text of several lines stands in backticks)";
    rules_never_closed: "guard @g before x = when [\n  * => deny" =>
        "1:26 expected `]` that closes this `[`, found the end of the text (write `]` where it ends)";
    rule_with_a_block: "guard @g before x = when [\n  @a => [ deny ]\n  * => alow\n]" =>
        "2:9 expected `allow`, `deny`, `retry` or `env`, found `[`",
        "3:8 expected `allow`, `deny`, `retry` or `env`, found `alow` (did you mean `allow`?)";

    var_without_at: "var x = 1" =>
        "1:7 expected the name of the variable, such as `@name`, found `=` (did you mean `@x`?)";
    var_without_value: "var @x" =>
        "1:7 expected `=`, found the end of the text";
    var_without_comma: "var secret pii @x = 1" =>
        "1:12 expected `,` between labels, found `pii` (write `,`)";
    var_with_comma: "var secret, @x = 1" => "1:13 expected a label after `,`";
    var_word: "var @x = foo" =>
        "1:10 expected a value, found `foo` (text stands in quotes, and a name begins with `@`)";
    var_compared: "var @x == 1" => "1:8 expected `=`, found `==`";
    var_pipe: "var @r = @k | @send" =>
        "1:13 expected the end of the line, found `|` (pipelines are not read: a function is called as `@name(…)`)";
    var_sum: "var @r = @a + 1" =>
        "1:13 expected the end of the line, found `+` (operators are read in conditions of guards only)";
    var_method: "var @r = @a.b(1)" =>
        "1:14 expected a path, found the call of a method (functions are called by their name: `@name(…)`)";
    var_index: "var @r = @a[x]" =>
        "1:13 expected an index or a key in quotes, and `]`, found `x`";
    var_list_of_names: "var @to = [@ok, @bad]" =>
        "1:12 a literal holds no variables, found `@ok` (write what it stands for; text with an `@` stands in single quotes)",
        "1:17 a literal holds no variables, found `@bad` (write what it stands for; text with an `@` stands in single quotes)";
    exe_without_brackets: "exe @f = run { ls }" =>
        "1:8 expected `(` after the name of the function, found `=` (a function without parameters is `@name()`)";
    exe_without_body: "exe @f(a, b) = 5x" =>
        "1:16 expected a command or a template, found `5x` (such as `run cmd { … }` or `\"text\"`)";
    exe_parameters: "exe @f(a, 1, a) = run { ls }" =>
        "1:11 expected the name of a parameter, found `1`",
        "1:14 the parameter `a` stands twice";

    run_nothing: "run" =>
        "1:4 expected a command in `{ }`, `cmd`, `sh` or another language, found the end of the text";
    run_language: "run bsh { ls }" =>
        "1:5 expected a command in `{ }`, `cmd`, `sh` or another language, found `bsh` (did you mean `sh`?)";
    run_without_braces: "run cmd ls" =>
        "1:9 expected `{` after `cmd`, found `ls`";
    run_name: "run @x" =>
        "1:7 expected `(` after the name of a function, found the end of the text";
    run_open: "run cmd { git log { }" =>
        "1:9 expected `}` that closes this `{` (a `{` within it needs a `}`, or a backslash before it)";
    run_open_quote: "run cmd { echo don't }" =>
        "1:9 expected `}` that closes this `{` (a `'` within it is never closed)";
    show_nothing: "show" =>
        "1:5 expected a value, found the end of the text";
    show_word: "show hello" =>
        "1:6 expected a value, found `hello` (text stands in quotes, and a name begins with `@`)";
    show_open: "show \"hello" =>
        "1:6 expected `\"` at the end of the string (text of several lines stands in backticks)";
    show_open_call: "show @f(@a, " =>
        "1:8 expected `)` that closes this `(`, found the end of the text (write `)` where it ends)";
    show_at: "show @" =>
        "1:6 expected a name after `@`, found `@`";
    show_with: "show \"a\" with guards: false" =>
        "1:15 expected `{` after `with`, found `guards:`";
    show_more: "show \"a\" \"b\" // c" =>
        "1:10 expected the end of the line, found `\"`";
    output_nowhere: "output @x" =>
        "1:10 expected `to` and a file, found the end of the text";
    output_word: "output @x to file.txt" =>
        "1:14 expected a file in quotes, found `file.txt`";
    output_call: "output @x to @f()" => "1:14 expected a file, found a call";
}

#[test]
fn a_file_with_five_mistakes() {
    let text = "polcy @a = { deny: [sh] }\n\
                policy @b = {\n  deny: [sh\n  allow: [cmd],\n  limits: { timeout: 5, timeout: 6 }\n}\n\
                guard @g befor secret = deny \"no\"\n\
                show \"ok\"\n\
                var @x = 'open\n";
    assert_eq!(
        problems(text, Mld),
        [
            "1:1 unknown directive `polcy` (did you mean `policy`?)",
            "4:3 expected `,` or `]` after an item, found `allow:`",
            "5:25 the key `timeout` stands twice in this object",
            "7:10 expected `before`, `after`, `always` or `for`, found `befor` (did you mean `before`?)",
            "9:10 expected `'` at the end of the string (text of several lines stands in backticks)",
        ]
    );
    assert_eq!(parse(text, Mld).directives.len(), 4);
}

#[test]
fn what_is_wrong_does_not_hide_what_is_right() {
    let text = "policy {\n  deny: [\"sh, py],\n  allow: { cmd: [git, +, npm] },\n}\nneeds { git }\n";
    let parsed = parse(text, Mld);
    assert_eq!(parsed.problems.len(), 2, "{:#?}", parsed.problems);
    assert_eq!(
        super::shown(text, &parsed.directives),
        "policy {\"deny\":[],\"allow\":{\"cmd\":[\"git\",\"npm\"]}}\nneeds {\"git\":true}"
    );
}

#[test]
fn of_mistakes_one_after_another_each_is_reported() {
    let text = "show +\nvar x = 1\npolicy p = {}\nguard = deny\nrun\n";
    assert_eq!(problems(text, Mld).iter().map(|line| &line[..1]).collect::<String>(), "12345");
}

#[test]
fn what_is_never_closed_ends_with_the_next_directive() {
    for (text, place) in [
        ("policy {\n  deny: [sh],\nshow \"a\"\nshow \"b\"\n", "1:8"),
        ("guard @g before x = when [\n  * => deny\nshow \"a\"\nshow \"b\"\n", "1:26"),
        ("show @f(\n  @a,\n\nshow \"a\"\nshow \"b\"\n", "1:8"),
        ("run cmd {\n  ls\nshow \"a\"\nshow \"b\"\n", "1:9"),
        ("var @x = `text\nshow \"a\"\nshow \"b\"\n", "1:10"),
    ] {
        let problems = problems(text, Mld);
        assert!(problems.len() == 1 && problems[0].starts_with(place), "{problems:?}");
        let shown = super::shown(text, &parse(text, Mld).directives);
        assert!(shown.ends_with("show \"a\"\nshow \"b\""), "{shown}");
    }
}

/// In Markdown what is no directive is text, but nothing that a policy depends on is passed over in silence.
#[test]
fn mistakes_in_markdown() {
    let text = "# T\npolcy is a word\n/polcy { deny: [sh] }\npolcy { deny: [py] }\nShow \"x\"\n/for @x in @y => show @x\nfor @x in y\n\
                /show\n/shows \"x\"\n/policy { deny: [sh }\nruns { fast }\n\u{feff}\n";
    assert_eq!(
        problems(text, Markdown),
        [
            "3:2 unknown directive `polcy` (did you mean `policy`?)",
            "4:1 unknown directive `polcy` (did you mean `policy`?)",
            "6:2 the directive `for` is not read here (known are `policy`, `import`, `needs`, `wants`, `profiles`, `guard`, `var`, `exe`, `run`, `show`, `output`)",
            "8:6 expected a value, found the end of the line",
            "9:2 unknown directive `shows` (did you mean `show`?)",
            "10:21 expected `,` or `]` after an item, found `}`",
        ]
    );
}

#[test]
fn a_fence_that_is_never_closed_hides_nothing() {
    assert_eq!(problems("# T\n```sh\n~~~\n/policy { deny: [sh] }\n", Markdown), ["2:1 this fence is never closed"]);
}

/// Editors write one and do not show it.
#[test]
fn a_byte_order_mark_says_nothing() {
    for flavour in [Mld, Markdown] {
        let text = "\u{feff}>> x\npolicy { deny: [sh] }\n";
        assert_eq!(read(text, flavour), r#"policy {"deny":["sh"]}"#);
        assert_eq!(read("\u{feff}---\nname: x\n---\n/show 1", flavour), "show 1");
        assert_eq!(problems("\u{feff}/policy [sh]", flavour)[0][..4], *"1:9 ");
        assert_eq!(problems("\u{feff}\u{feff}policy { deny: [sh] }", flavour).len(), 1);
    }
}

/// What an editor shows on a line of its own must not hide in a comment.
#[test]
fn carriage_returns_alone_are_named() {
    assert_eq!(
        problems(">> note\rpolicy { deny: [sh] }\r\nshow 1", Mld),
        ["1:8 a carriage return alone ends no line (lines end with a line feed)"]
    );
}

#[test]
fn columns_count_utf_16() {
    assert_eq!(
        problems("show '🦀é' +", Mld),
        ["1:12 expected the end of the line, found `+` (operators are read in conditions of guards only)"]
    );
    assert_eq!(read("show '🦀é'", Mld), "show \"🦀é\"");
}

#[test]
fn deep_calls_are_bounded() {
    let text = format!("show {}1{}", "@f(".repeat(100_000), ")".repeat(100_000));
    let problems = problems(&text, Mld);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].ends_with("the text is nested too deeply"), "{problems:?}");
}
