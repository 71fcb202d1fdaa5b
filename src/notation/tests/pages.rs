//! Pages of Markdown: what is a directive in them, what is text, and what is neither and so a problem.

use super::{problems, read};
use crate::notation::Flavour::{Markdown, Mld};
use crate::notation::parse;

/// Lines that somebody may have meant as directives, with the beginning of what is said about them.
const ALMOST: &[(&str, &str)] = &[
    ("/policy: { deny: [sh] }", "1:8 expected `{` or `@name =` after `policy`, found `:`"),
    ("policy: { deny: [sh] }", "1:7 expected `{` or `@name =` after `policy`, found `:`"),
    ("policy = { deny: [sh] }", "1:8 expected `{` or `@name =` after `policy`, found `=`"),
    ("policy p = { deny: [sh] }", "1:8 expected `{` or `@name =` after `policy`, found `p` (did you mean `@p`?)"),
    ("policy [sh]", "1:8 expected `{` or `@name =` after `policy`, found `[`"),
    ("policy \"strict\"", "1:8 expected `{` or `@name =` after `policy`, found `\"`"),
    ("policy:\r\n{ deny: [sh] }", "1:7 expected `{` or `@name =` after `policy`, found `:`"),
    ("policy =\n\n{ deny: [sh] }", "1:8 expected `{` or `@name =` after `policy`, found `=`"),
    ("Policy\n@p = { deny: [sh] }", "1:1 unknown directive `Policy` (did you mean `policy`?)"),
    ("wants:\n[ { tier: a } ]", "1:6 expected `[` after `wants`, found `:`"),
    ("policies { deny: [sh] }", "1:1 unknown directive `policies` (did you mean `policy`?)"),
    ("/Policies = { deny: [sh] }", "1:2 unknown directive `Policies` (did you mean `policy`?)"),
    ("guard: before secret = deny", "1:6 expected `before`, `after`, `always` or `for`, found `:` (delete the `:`)"),
    ("guard before secret -> deny", "1:21 expected `=`, found `-`"),
    ("Guard before secret deny", "1:1 unknown directive `Guard` (did you mean `guard`?)"),
    ("policy\n{ deny: [sh] }", "1:7 expected `{` or `@name =` after `policy`, found the end of the line"),
    ("Policy { deny: [sh] }", "1:1 unknown directive `Policy` (did you mean `policy`?)"),
    ("POLICY @p = { deny: [sh] }", "1:1 unknown directive `POLICY` (did you mean `policy`?)"),
    ("/Policy { deny: [sh] }", "1:2 unknown directive `Policy` (did you mean `policy`?)"),
    ("Polcy: { deny: [sh] }", "1:1 unknown directive `Polcy` (did you mean `policy`?)"),
    ("polices = { deny: [sh] }", "1:1 unknown directive `polices` (did you mean `policy`?)"),
    ("pоlicy { deny: [sh] }", "1:1 the letter `о` (U+043E) only looks like `o` (write `policy`)"),
    ("/роlісу { deny: [sh] }", "1:2 the letter `р` (U+0440) only looks like `p` (write `policy`)"),
    ("ｐolicy { deny: [sh] }", "1:1 the letter `ｐ` (U+FF50) only looks like `p` (write `policy`)"),
    ("\u{a0}policy { deny: [sh] }", "1:1 a blank of another kind (U+00A0) stands before `policy` (delete it)"),
    ("policy\u{a0}{ deny: [sh] }", "1:7 a blank of another kind (U+00A0) stands behind `policy` (write a blank)"),
    (
        "policy \u{a0} @p = { deny: [sh] }",
        "1:8 a blank of another kind (U+00A0) stands behind `policy` (write a blank)",
    ),
    ("\u{200b}policy { deny: [sh] }", "1:1 an invisible character (U+200B) stands before `policy` (delete it)"),
    ("  \u{2060}/policy { deny: [sh] }", "1:3 an invisible character (U+2060) stands before `policy` (delete it)"),
    ("pol\u{ad}icy { deny: [sh] }", "1:4 an invisible character (U+00AD) stands within `policy` (delete it)"),
    ("policy\u{200d} { deny: [sh] }", "1:7 an invisible character (U+200D) stands within `policy` (delete it)"),
    ("/\u{a0}policy { deny: [sh] }", "1:2 a blank of another kind (U+00A0) stands before `policy` (delete it)"),
    ("/ policy { deny: [sh] }", "1:2 a blank stands before `policy` (delete it)"),
    ("／policy { deny: [sh] }", "1:1 `／` (U+FF0F), which is no `/`, stands before `policy` (delete it)"),
    ("/export policy @p = { deny: [sh] }", "1:2 the directive `export` is not read here"),
    ("export policy @p = { deny: [sh] }", "1:1 the directive `export` is not read here"),
    ("/let @x = 1", "1:2 the directive `let` is not read here"),
    ("union(@a, @b)", "1:1 a union is made of policies (write `policy @name = union(@a, @b)`)"),
    ("/union @p = @a", "1:2 a union is made of policies (write `policy @name = union(@a, @b)`)"),
    (
        "guard op:cmd:rm = deny \"x\"",
        "1:7 expected `before`, `after`, `always` or `for`, found `op:cmd:rm` (did you mean `before op:cmd:rm`?)",
    ),
    (
        "guard secret = deny \"x\"",
        "1:7 expected `before`, `after`, `always` or `for`, found `secret` (did you mean `before secret`?)",
    ),
    ("guard before secret\n  = deny \"x\"", "1:20 expected `=`, found the end of the line"),
    ("guard privileged @g before secret\n= deny", "1:34 expected `=`, found the end of the line"),
    ("Guard before secret = deny \"x\"", "1:1 unknown directive `Guard` (did you mean `guard`?)"),
    ("guards: { before: secret }", "1:1 unknown directive `guards` (did you mean `guard`?)"),
    ("Import policy @p from \"./f\"", "1:1 unknown directive `Import` (did you mean `import`?)"),
    ("import @p from \"./f\"", "1:8 expected `policy` after `import`, found `@p`"),
    ("import policy p from ./f", "1:15 expected `@name`, found `p`"),
    ("Import policy p from ./f", "1:1 unknown directive `Import` (did you mean `import`?)"),
    ("/import \"./f\"", "1:9 expected `policy` after `import`, found `\"`"),
    ("needs: { sh }", "1:6 expected `{` after `needs`, found `:`"),
    ("needs [sh]", "1:7 expected `{` after `needs`, found `[`"),
    ("/needs sh", "1:8 expected `{` after `needs`, found `sh`"),
    ("Wants [ { tier: a } ]", "1:1 unknown directive `Wants` (did you mean `wants`?)"),
    ("wants = [ { tier: a } ]", "1:7 expected `[` after `wants`, found `=`"),
    ("profiles: { a: {} }", "1:9 expected `{` after `profiles`, found `:`"),
    ("Var secret @key = \"x\"", "1:1 unknown directive `Var` (did you mean `var`?)"),
    ("var key = \"x\"", "1:9 expected the name of the variable, such as `@name`, found `=` (did you mean `@key`?)"),
    (
        "exe send(x) = run { ls }",
        "1:9 expected the name of the function, such as `@name`, found `(` (did you mean `@send`?)",
    ),
    ("Run sh { git push }", "1:1 unknown directive `Run` (did you mean `run`?)"),
    ("Run: @deploy()", "1:1 unknown directive `Run` (did you mean `run`?)"),
    ("Run { git push }", "1:1 unknown directive `Run` (did you mean `run`?)"),
    ("run: \"git push\"", "1:4 expected a command in `{ }`, `cmd`, `sh` or another language, found `:`"),
    ("output x to \"f\"", "1:8 expected a value, found `x`"),
    ("/Show \"x\"", "1:2 unknown directive `Show` (did you mean `show`?)"),
    ("/show: \"x\"", "1:6 expected a value, found `:`"),
];

/// Lines that are text.
const TEXT: &[&str] = &[
    "Policy is important.",
    "Policy: be kind to each other.",
    "policy",
    "A policy { is no directive here }",
    "Policies are made of rules (see below).",
    "Policy\n======",
    "policy\n---",
    "Run the tests, then commit.",
    "Run `npm test` first.",
    "Run [the tests](docs/tests.md) first.",
    "Run the tests with \"--all\", or in { }",
    "Run [the tests][1] and [others][2].",
    "run-time = 5",
    "Run's end = 5",
    "run.sh { x }",
    "/usr/bin/env { x }",
    "/var/log/x @y = 1",
    "/run/user",
    "/data is a folder",
    "/path/to/file = x",
    "Show me.",
    "Show \"x\" to everybody",
    "Showing { x }",
    "- Guard your keys",
    "- /policy { deny: [sh] }",
    "* policy { deny: [sh] }",
    "> /policy { deny: [sh] }",
    "# policy { deny: [sh] }",
    "| policy { x } | y |",
    "1. policy { deny: [sh] }",
    "Guard your keys",
    "guard dogs before noon",
    "guard: nobody",
    "import of goods from Italy",
    "Import duties rose, from 3 % to 5 %",
    "needs more work",
    "Needs[^1] are listed below",
    "wants to know",
    "Output goes to a file.",
    "Var is a river in France",
    "Union of two sets",
    "Mail ann@example.com { x }",
    "Export { a } from \"b\"",
    "for @x in @y [ show @x ]",
    "$ policy { x }",
    "`policy { deny: [sh] }`",
    "**policy** { deny: [sh] }",
    "Полис { x }",
    "policyholder = x",
    "The \"policy\" = {}",
];

#[test]
fn a_line_that_is_almost_a_directive_is_a_problem() {
    for (text, told) in ALMOST {
        for page in [(*text).to_owned(), format!("{text}\n\n/show \"next\"\n")] {
            let problems = problems(&page, Markdown);
            assert!(problems.len() == 1 && problems[0].starts_with(told), "{page}\n{problems:#?}");
        }
        let problems = problems(text, Mld);
        assert!(!problems.is_empty(), "{text}");
    }
}

#[test]
fn what_people_write_is_text() {
    for text in TEXT {
        assert_eq!(read(&format!("{text}\n\n/show \"next\"\n"), Markdown), "show \"next\"", "{text}");
    }
}

/// What can be read of it is, so that all mistakes are told at once.
#[test]
fn a_directive_with_a_slip_is_read_on() {
    assert_eq!(
        problems("Policy { deny: [+], a: 1, a: 2 }\n/show 1\n", Markdown),
        [
            "1:1 unknown directive `Policy` (did you mean `policy`?)",
            "1:17 expected a value, found `+` (text with other signs stands in quotes)",
            "1:27 the key `a` stands twice in this object",
        ]
    );
    assert_eq!(
        problems("policy p = { a: 1, a: 2 }\npolicy = { b: 1, b: 2 }\npolicy @q { c: 1, c: 2 }\npolicy: { d, d }", Mld)
            .len(),
        8
    );
}

#[test]
fn front_matter_hides_no_directive() {
    let text = "---\ntitle: \"x\"\n/policy { deny: [sh] }\nPolicy { }\npolicy: { deny: [sh] }\nrun: \"x\"\n- policy\n---\nshow @x\n";
    let told = "a directive within front matter is not read (move it below the front matter)";
    for flavour in [Markdown, Mld] {
        assert_eq!(problems(text, flavour), [format!("3:1 {told}"), format!("4:1 {told}"), format!("5:1 {told}")]);
    }
    assert_eq!(read("---\n/policy { deny: [sh] }\n", Markdown), "policy {\"deny\":[\"sh\"]}");
    assert_eq!(read("\n---\n/show 1\n---\n", Markdown), "show 1");
}

#[test]
fn fences_are_those_of_markdown() {
    for (text, shown) in [
        ("   ```\n   /show 1\n   ```\n/show 2\n", "show 2"),
        ("- ```\n  npm test\n  ```\n/show 1\n- ```\n  npm test\n  ```\n", "show 1"),
        ("> ```\n> npm test\n> ```\n/show 1\n> ~~~\n> x\n> ~~~\n", "show 1"),
        ("1. ```\n2. ```\n   x\n   ```\n/show 1\n", "show 1"),
        ("```\n/show 1\n    ```\n/show 2\n```\n/show 3\n", "show 3"),
        ("~~~ a `b`\n/show 1\n~~~\n/show 2\n", "show 2"),
        ("``` a `b`\n/show 1\n", "show 1"),
        ("    ```\n    npm test\n    ```\n/show 2\n", "show 2"),
        ("1. a\n\n\t```sh\n\tnpm test\n\t```\n/show 2\n", "show 2"),
    ] {
        assert_eq!(read(text, Markdown), shown, "{text}");
    }
    let told = "a directive stands in a fence that not every reader takes for one \
                (put the fence on lines of its own, further left, or close it above)";
    assert_eq!(problems("    ```\n/policy { deny: [sh] }\n    ```\n/show 1\n", Markdown), [format!("2:1 {told}")]);
    assert_eq!(problems("- a\n\t~~~\n\tpolicy @p = {\n\t  deny: [sh] }\n", Markdown), [format!("3:2 {told}")]);
    assert_eq!(problems("- ```\n  /policy { deny: [sh] }\n  ```\n", Markdown), [format!("2:3 {told}")]);
    assert_eq!(problems("- ```\n  x\n\n/policy { deny: [sh] }\n", Markdown), [format!("4:1 {told}")]);
    assert_eq!(problems("1. x\n   ```\n/policy { deny: [sh] }\n   ```\n", Markdown), [format!("3:1 {told}")]);
    assert_eq!(
        problems("- a\n  ```\n  x\n```\n/show 1\n", Markdown),
        ["4:1 this fence stands further left than the one that it closes (indent both alike)"]
    );
    assert_eq!(problems("# T\n```\n/policy { deny: [sh] }\n", Markdown), ["2:1 this fence is never closed"]);
}

#[test]
fn comments_hide_no_directive() {
    let within = "a directive within a comment is not read (move it out of `<!-- -->`, or delete it)";
    let behind = "a directive begins its line (put it on a line of its own)";
    for (text, place, told) in [
        ("<!--\n/policy { allow: [sh] }\n-->\n/show 1\n", "2:1", within),
        ("<!-- /policy { allow: [sh] } -->\n/show 1\n", "1:6", within),
        ("<!-- x\n\npolicy: { allow: [sh] }\n-->\n/show 1\n", "3:1", within),
        ("text <!-- x\n  policy @p = { allow: [sh] }\n--> more\n/show 1\n", "2:3", within),
        ("a <!-- b --> c <!-- /run { x } -->\n/show 1\n", "1:21", within),
        ("<!-- never closed\n\n/show 1\n", "3:1", within),
        ("<!-- a --> /policy { deny: [sh] }\n/show 1\n", "1:12", behind),
        ("<!--\n--> policy { deny: [sh] }\n/show 1\n", "2:5", behind),
    ] {
        assert_eq!(problems(text, Markdown), [format!("{place} {told}")], "{text}");
    }
    for text in [
        "<!-- a note about the policy, { x } -->\n/show 1\n",
        "<!--\n```\n-->\n/show 1\n",
        "Comments begin with `<!--`, you know.\n/show 1\n",
        "```\n<!--\n```\n/show 1\n",
        "text <!-- that is not closed\n\n/show 1\n",
        "<!-- a --> text <!-- b -->\n/show 1\n",
    ] {
        assert_eq!(read(text, Markdown), "show 1", "{text}");
    }
    assert_eq!(read("/show \"<!--\"\n/show 1\n", Markdown), "show \"<!--\"\nshow 1");
}

/// Whatever stands around it, a directive is read or told.
#[test]
fn nothing_makes_a_directive_vanish() {
    let lines = ["---", "```", "    ```", "~~~", "<!--", "-->", "text", "", "- item", "policy", "guard before x"];
    for a in lines {
        for b in lines {
            for c in lines {
                let page = format!("{a}\n{b}\n/policy {{ deny: [sh] }}\n{c}\n");
                let parsed = parse(&page, Markdown);
                let is_example = [a, b].iter().any(|line| line.starts_with(['`', '~'])) && parsed.directives.is_empty();
                let is_told = !parsed.problems.is_empty() || parsed.directives.len() == 1;
                assert!(is_told || is_example, "{page}");
            }
        }
    }
}
