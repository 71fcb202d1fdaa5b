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

/// Lines that say it otherwise, and what is the rest of a directive that ended too early.
const LOOSE: &[(&str, &str)] = &[
    ("needs\n  sh", "1:6 expected `{` after `needs`, found the end of the line"),
    ("needs:\n  cmd: curl", "1:6 expected `{` after `needs`, found `:`"),
    ("guard before secret:\n  deny", "1:21 expected `=`, found"),
    ("/policy @p = {}\n  - deny: sh", "2:3 this belongs to no directive (is a bracket above closed too early?)"),
    ("/policy @p = {}\n\n    }", "3:5 this belongs to no directive (is a bracket above closed too early?)"),
    ("/guard @g before secret = when [ * -> deny ]", "1:36 expected `=>` after the condition, found `-` (write `=>`)"),
    (
        "/policy @p = { allow: [git] }\n  deny: [curl]\n}",
        "2:3 this belongs to no directive (is a bracket above closed too early?)",
    ),
    ("/policy @p = { allow: [git] }\n}", "2:1 this belongs to no directive (is a bracket above closed too early?)"),
    (
        "/policy @p = { allow: [git] }\n  deny: { sh }\n",
        "2:3 this belongs to no directive (is a bracket above closed too early?)",
    ),
    ("/policy @p = { allow: [git] }\n]", "2:1 this belongs to no directive (is a bracket above closed too early?)"),
    (
        "/policy @p = { allow: [git] }\n  \"deny\": [\"x\"]",
        "2:3 this belongs to no directive (is a bracket above closed too early?)",
    ),
    (
        "/policy @p = { allow: [git] }\n  name: \"x\"",
        "2:3 this belongs to no directive (is a bracket above closed too early?)",
    ),
    ("/policy @p = {}\n  allow: git", "2:3 this belongs to no directive (is a bracket above closed too early?)"),
    ("/policy @p = {}\n  deny: [sh]", "2:3 this belongs to no directive (is a bracket above closed too early?)"),
    ("/policy @p = {}\n\n  deny: [sh]", "3:3 this belongs to no directive (is a bracket above closed too early?)"),
    ("/policy @p = {}\n\n  deny: [sh]\n}", "3:3 this belongs to no directive (is a bracket above closed too early?)"),
    (
        "/policy @p = {\n  deny: [sh] }\n\n  labels: { x: {} }\n}",
        "4:3 this belongs to no directive (is a bracket above closed too early?)",
    ),
    ("/policy @p = { allow: [git]\n}, deny: [curl] }", "2:2 expected the end of the line, found `,`"),
    (
        "/policy @p = { deny: [sh] }\n  cmd:curl,\n  cmd:rm ] }",
        "3:3 this belongs to no directive (is a bracket above closed too early?)",
    ),
    (
        "/guard @g before secret = when [ @mx.x => allow ]\n  * => deny \"x\"\n]",
        "2:3 this belongs to no directive (is a bracket above closed too early?)",
    ),
    (
        "/guard @g before secret = when [ @mx.x => allow ]\n  * => deny \"x\"",
        "2:3 this belongs to no directive (is a bracket above closed too early?)",
    ),
    (
        "/guard @g before secret = deny \"x\"\n  with { privileged: true }",
        "2:3 this belongs to no directive (is a bracket above closed too early?)",
    ),
    ("/run cmd { echo }\n }", "2:2 this belongs to no directive (is a bracket above closed too early?)"),
    (
        "/wants [ {tier: \"a\"} ]\n  { tier: \"b\" }\n]",
        "2:3 this belongs to no directive (is a bracket above closed too early?)",
    ),
    ("/needs { sh }\n[ x ]", "2:1 this belongs to no directive (is a bracket above closed too early?)"),
    ("imprt policy @p from \"./p\"", "1:1 unknown directive `imprt` (did you mean `import`?)"),
    ("improt policy @p from \"./p\"", "1:1 unknown directive `improt` (did you mean `import`?)"),
    ("imports policy @p from \"./p\"", "1:1 unknown directive `imports` (did you mean `import`?)"),
    ("Imprt policy @p from \"./p\"", "1:1 unknown directive `Imprt` (did you mean `import`?)"),
    ("importpolicy @p from \"./p\"", "1:1 no directive begins with `importpolicy` (did you mean `import policy`?)"),
    ("import-policy @p from \"./p\"", "1:1 no directive begins with `import-policy` (did you mean `import policy`?)"),
    (
        "import\u{200b}policy @p from \"./p\"",
        "1:1 no directive begins with `import\\u{200b}policy` (did you mean `import policy`?)",
    ),
    (
        "import policies from ./x",
        "1:8 expected `policy` after `import`, found `policies` (of other files only policies are read: `import policy @name from \"./file\"`)",
    ),
    ("imprt policies from ./x", "1:1 unknown directive `imprt` (did you mean `import`?)"),
    (
        "import polic\n@p from \"./x\"",
        "1:8 expected `policy` after `import`, found `polic` (of other files only policies are read: `import policy @name from \"./file\"`)",
    ),
    (
        "import polic @p from \"./x\"",
        "1:8 expected `policy` after `import`, found `polic` (of other files only policies are read: `import policy @name from \"./file\"`)",
    ),
    ("imprt p from \"./p\"", "1:1 unknown directive `imprt` (did you mean `import`?)"),
    ("exprot policy @p = {", "1:1 unknown directive `exprot` (did you mean `policy`?)"),
    ("policy:\n  deny: [cmd:curl]", "1:7 expected `{` or `@name =` after `policy`, found `:`"),
    ("policy\n  deny: [cmd:curl]", "1:7 expected `{` or `@name =` after `policy`, found the end of the line"),
    ("policy:\n  deny:\n    - cmd:curl", "1:7 expected `{` or `@name =` after `policy`, found `:`"),
    ("policy p:\n{ deny: [sh] }", "1:8 expected `{` or `@name =` after `policy`, found `p:` (did you mean `@p`?)"),
    ("policy p\n{ deny: [sh] }", "1:8 expected `{` or `@name =` after `policy`, found `p` (did you mean `@p`?)"),
    ("Policy p\n{ deny: [sh] }", "1:1 unknown directive `Policy` (did you mean `policy`?)"),
    ("policy deny: cmd:curl", "1:8 expected `{` or `@name =` after `policy`, found `deny:` (did you mean `@deny`?)"),
    ("guard before secret\nwhen [ * => deny ]", "1:20 expected `=`, found the end of the line"),
    ("guard:\n  before secret = deny", "1:6 expected `before`, `after`, `always` or `for`, found `:` (delete the `:`)"),
    ("guard g\nbefore secret = deny", "1:7 expected `before`, `after`, `always` or `for`, found `g`"),
    ("guard g before op:cmd:curl deny", "1:7 expected `before`, `after`, `always` or `for`, found `g`"),
    (
        "guard before: x deny",
        "1:13 expected a label, an operation such as `op:cmd:git`, or a function such as `@deploy`, found `:`",
    ),
    (
        "guard secret: deny",
        "1:7 expected `before`, `after`, `always` or `for`, found `secret:` (did you mean `before secret:`?)",
    ),
    ("guard secret -> deny", "1:7 expected `before`, `after`, `always` or `for`, found `secret`"),
    ("needs: sh", "1:6 expected `{` after `needs`, found `:`"),
    ("needs sh", "1:7 expected `{` after `needs`, found `sh`"),
    ("needs: cmd:curl", "1:6 expected `{` after `needs`, found `:`"),
    ("needs: sh, js", "1:6 expected `{` after `needs`, found `:`"),
    ("wants\n  - tier: a", "1:6 expected `[` after `wants`, found the end of the line"),
    ("wants:\n  - tier: a", "1:6 expected `[` after `wants`, found `:`"),
    ("gaurd before secret deny", "1:1 unknown directive `gaurd` (did you mean `guard`?)"),
    ("polcy:\n  deny: [cmd:curl]", "1:1 unknown directive `polcy` (did you mean `policy`?)"),
    ("/policy2 {", "1:1 no directive begins with `/policy2` (did you mean `policy`?)"),
    ("/policy-strict @b = {", "1:1 no directive begins with `/policy-strict` (did you mean `policy`?)"),
    ("/po1icy {", "1:1 no directive begins with `/po1icy` (did you mean `policy`?)"),
    ("/pol icy {", "1:1 no directive begins with `/pol`"),
    ("/@p = {", "1:1 no directive begins with `/@p`"),
    ("/{", "1:1 no directive begins with `/`"),
    ("/guard1 before", "1:1 no directive begins with `/guard1` (did you mean `guard`?)"),
    ("/deny: [cmd:curl]", "1:1 no directive begins with `/deny:`"),
    ("/include policy @p from \"./x\"", "1:1 no directive begins with `/include`"),
    ("//policy {", "1:1 no directive begins with `//policy` (did you mean `policy`?)"),
    ("\\/policy {", "1:1 no directive begins with `\\/policy` (did you mean `policy`?)"),
    ("/_policy {", "1:1 no directive begins with `/_policy` (did you mean `policy`?)"),
    ("/.policy {", "1:1 no directive begins with `/.policy` (did you mean `policy`?)"),
    ("/ /policy {", "1:1 no directive begins with `/ /policy` (did you mean `policy`?)"),
    ("policy1 = {", "1:1 no directive begins with `policy1` (did you mean `policy`?)"),
    ("policy-a: {", "1:1 no directive begins with `policy-a:` (did you mean `policy`?)"),
    ("@policy = {", "1:1 no directive begins with `@policy` (did you mean `policy`?)"),
    (":policy {", "1:1 no directive begins with `:policy` (did you mean `policy`?)"),
    ("<br>/policy {", "1:5 a directive begins its line (put it on a line of its own)"),
    ("<p>Policy { deny: [sh] }", "1:4 a directive begins its line (put it on a line of its own)"),
    ("&nbsp;/policy {", "1:7 a directive begins its line (put it on a line of its own)"),
    ("\u{2800}policy { deny: [sh] }", "1:1 a blank of another kind (U+2800) stands before `policy` (delete it)"),
    ("\u{2800}/policy { deny: [sh] }", "1:1 a blank of another kind (U+2800) stands before `policy` (delete it)"),
    ("policy\u{2800}{ deny: [sh] }", "1:7 a blank of another kind (U+2800) stands behind `policy` (write a blank)"),
    ("\u{2028}/policy { deny: [sh] }", "1:1 a blank of another kind (U+2028) stands before `policy` (delete it)"),
    ("\u{2029}policy { deny: [sh] }", "1:1 a blank of another kind (U+2029) stands before `policy` (delete it)"),
    ("\u{85}policy { deny: [sh] }", "1:1 a blank of another kind (U+0085) stands before `policy` (delete it)"),
    ("\u{b}policy { deny: [sh] }", "1:1 a blank of another kind (U+000B) stands before `policy` (delete it)"),
    ("\u{c}policy { deny: [sh] }", "1:1 a blank of another kind (U+000C) stands before `policy` (delete it)"),
    ("text\u{2028}/policy { deny: [sh] }", "1:6 a directive begins its line (put it on a line of its own)"),
    ("text\u{85}policy { deny: [sh] }", "1:6 a directive begins its line (put it on a line of its own)"),
    ("text\u{c}policy @p = { deny: [sh] }", "1:6 a directive begins its line (put it on a line of its own)"),
    ("text\u{b}Policy @p = { deny: [sh] }", "1:6 a directive begins its line (put it on a line of its own)"),
    ("\u{29f8}policy { deny: [sh] }", "1:1 `⧸` (U+29F8), which is no `/`, stands before `policy` (delete it)"),
    ("\u{2571}policy { deny: [sh] }", "1:1 `╱` (U+2571), which is no `/`, stands before `policy` (delete it)"),
    ("\u{27cb}policy { deny: [sh] }", "1:1 `⟋` (U+27CB), which is no `/`, stands before `policy` (delete it)"),
    ("po\u{301}licy { deny: [sh] }", "1:3 a mark over a letter (U+0301) stands within `policy` (delete it)"),
    ("policy\u{301} { deny: [sh] }", "1:7 a mark over a letter (U+0301) stands within `policy` (delete it)"),
    ("/policy\u{301} { deny: [sh] }", "1:8 a mark over a letter (U+0301) stands within `policy` (delete it)"),
    ("- run cmd { ls }", "1:3 a directive stands in a list (put it on a line of its own)"),
    ("run: cmd {", "1:4 expected a command in `{ }`, `cmd`, `sh` or another language, found `:`"),
    ("rnu cmd {", "1:1 unknown directive `rnu` (did you mean `run`?)"),
    ("ouput \"x\" to \"f\"", "1:1 unknown directive `ouput` (did you mean `output`?)"),
    ("vra secret @j = \"x\"", "1:1 unknown directive `vra` (did you mean `var`?)"),
    ("Import polic @p from \"./x\"", "1:1 unknown directive `Import` (did you mean `import`?)"),
    ("POLICY p:\n  deny: [sh]", "1:1 unknown directive `POLICY` (did you mean `policy`?)"),
    ("<div>\n/policy2 = {", "2:1 no directive begins with `/policy2` (did you mean `policy`?)"),
    ("policy\u{301}1 = {", "1:1 no directive begins with `policý1` (did you mean `policy`?)"),
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
    "Guard your keys before others deny you access.",
    "needs\nmore work",
    "guard before noon\nis hard",
    "Guard secrets: deny access to all.",
    "Policy:\n\n- be kind\n- deny nothing: ever",
    "Needs: node 18 or later",
    "Needs:\n\n- node 18",
    "Wants:\n\n- a car",
    "Policy for guests\nis described in [the handbook](x).",
    "/etc/passwd is a file { x }",
    "/users/{id} returns one user",
    "/search?q=x returns { y }",
    "/api/v1/policies = all",
    "/policies returns all of them",
    "Imports are read from \"./x\" first.",
    "Imported from ./src/old.rs",
    "Imported data from \"the old wiki\".",
    "Imports rose = 5",
    "import duties from 3 % to 5 %",
    "Important: read \"this\" first",
    "Importing { a } is easy",
    "Impart @wisdom from \"books\", they said",
    "The policy1 = {} thing",
    "<p>Run \"x\" first</p>",
    "<b>Policy</b> is all",
    "<br>Guard your keys",
    "AT&amp;T policy { x }",
    "- run the tests",
    "- run `cmd { x }`",
    "- run sh first",
    "Rum { x }",
    "ruin: cmd",
    "Outputs \"x\" and \"y\"",
    "Car @x is = 5",
    "bar = 5",
    "Very @good = fine",
    "\\policy of truth",
    "> } ]",
    "needs_drop is a function",
    "guards(x) = 5",
    "policy-making is hard",
    "profiles/x.json { y }",
    "/etc/policy is a file",
];

#[test]
fn a_line_that_is_almost_a_directive_is_a_problem() {
    for (text, told) in ALMOST.iter().chain(LOOSE) {
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

#[test]
fn text_may_follow_a_directive() {
    for text in [
        "Some text right below.",
        "See [the guide](x) => it helps.",
        "Note: this is fine",
        "[a link](x) follows",
        "- an item",
        "# Heading {#id}",
        ">> comment",
        "```\n}\n```",
        "\ndeny: [sh]",
        "\n    { code: [x] }",
    ] {
        assert_eq!(read(&format!("/show 1\n{text}\n"), Markdown), "show 1", "{text}");
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
