//! Scenarios that take more than a folder, and what nobody should write.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::fmt::Write as _;

use mlld_policy::notation::Flavour;
use mlld_policy::policy::Names;
use mlld_policy::policy::value::Value;
use mlld_policy::scenario::{ScenarioOptions, ScenarioResult, run_scenario};

fn with_files(source: &str, files: &[(&str, &str)]) -> ScenarioResult {
    let files: Names<String> = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    run_scenario(source, &ScenarioOptions { files, ..ScenarioOptions::default() })
}

fn run(source: &str) -> ScenarioResult {
    with_files(source, &[])
}

fn message(result: &ScenarioResult) -> &str {
    result.error.as_ref().map_or("", |error| error.message.as_str())
}

/// The operations with their decisions.
fn tried(result: &ScenarioResult) -> Vec<String> {
    result.decisions.iter().map(|decision| format!("{} {}", decision.decision, decision.operation)).collect()
}

#[test]
fn operations_are_told_in_one_line() {
    let page = r#"
var secret @key = "hunter2"
var @file = "notes.md"
exe @send(body) = run cmd { curl -d "@body" https://api.example.com/ }
exe @greet(name) = "Hello @name"
run cmd { git   status }
run sh {
  git log |
    head
}
run js { console.log("@key") }
run @send("hello")
run @send(@key)
show @greet("Ann")
output "text" to "out/@file"
output "text" to "out/@key"
var @log = run cmd { git log }
show @log.mx.taint
"#;
    let result = run(page);
    assert_eq!(message(&result), "");
    assert_eq!(
        tried(&result),
        [
            "allow run: git status",
            "allow sh: git log | head",
            "allow js: console.log(\"@key\")",
            "allow exe send: curl -d \"hello\" https://api.example.com/",
            "allow exe send: curl -d \"[REDACTED]\" https://api.example.com/",
            "allow exe greet",
            "allow show",
            "allow output: out/notes.md",
            "allow output: [REDACTED]",
            "allow run: git log",
            "allow show",
        ]
    );
    assert_eq!(result.output, "Hello Ann\n[\"src:exec\"]\n");
}

#[test]
fn a_denied_file_with_a_secret_in_its_path_does_not_tell_it() {
    let page = "policy { deny: { filesystem: { write: [\"**\"] } } }\nvar secret @key = \"hunter2\"\noutput \"a\" to \"@key.txt\"";
    let result = run(page);
    assert!(message(&result).contains("denied by policy"), "{}", message(&result));
    assert!(!serde_json::to_string(&result).unwrap().contains("hunter2"));
}

#[test]
fn results_are_objects_of_javascript() {
    let result =
        run("policy @house = { deny: { cmd: [curl] } }\nshow \"a\"\n  run cmd { ls; curl https://api.example.com/ }");
    let result = serde_json::to_value(&result).unwrap();
    assert_eq!(result["output"], "a\n");
    assert_eq!(result["decisions"][0]["denial"], serde_json::Value::Null);
    let denial = &result["decisions"][1]["denial"];
    assert_eq!(
        (&denial["code"], &denial["policy"], &denial["span"]),
        (&"POLICY_CAPABILITY_DENIED".into(), &"house".into(), &serde_json::Value::Null)
    );
    let error = serde_json::json!({
        "message": "Command 'curl' denied by policy", "code": "POLICY_CAPABILITY_DENIED",
        "file": "example.md", "line": 3, "column": 3,
    });
    assert_eq!(result["error"], error);
}

#[test]
fn mistakes_are_told_with_their_line_and_a_caret() {
    let error = run("show \"é🦀\"\nshow \"é🦀 @nmae\"").error.unwrap();
    assert_eq!((error.line, error.column, error.code.as_deref()), (Some(2), Some(11), Some("UNKNOWN_NAME")));
    assert_eq!(
        error.message,
        "example.md:2:11: no variable is called `@nmae` here\n  show \"é🦀 @nmae\"\n           ^"
    );
    let several =
        run("/policy { dney: [sh] }\n/needs { netwrok }\n/guard before show = when [ @mx.op.tpye == 1 => allow ]");
    let places: Vec<&str> = message(&several).lines().filter(|line| line.starts_with("example.md:")).collect();
    assert_eq!(
        places,
        [
            "example.md:1:11: unknown key `dney` (did you mean `deny`?)",
            "example.md:2:10: unknown key `netwrok` (did you mean `network`?)",
            "example.md:3:36: expected one of `type`, `subtype`, `name`, `command`, `labels` after `@mx.op`, found `tpye` \
             (did you mean `type`?)",
        ]
    );
}

#[test]
fn what_can_be_seen_to_be_wrong_stops_before_anything_runs() {
    for (source, part) in [
        ("var @a = 1\nvar @a = 2", "example.md:3:5: `@a` is declared twice"),
        ("var @mx = 1", "`@mx` is a name of mlld"),
        ("exe @a() = \"a\"\nvar @a = 2", "`@a` is declared twice"),
        ("needs { git }\nneeds { sh }", "`needs` stands twice"),
        ("show \"a\" with { gaurds: false }", "unknown key `gaurds` behind `with` (did you mean `guards`?)"),
        ("exe @a() = \"a\"\nexe @b() = @a()", "a function is a command or a template"),
        ("var a: @x = 1", "is no label"),
        ("guard before show = allow @name", "a guard sees `@input`, `@output` and `@mx`, found `@name`"),
        ("guard before show = allow with { label: { add: [\"a\"] } }", "unknown key `label`"),
        ("guard @a before show = allow\nguard @a before run = allow", "example.md:3:7: a guard is called `@a` already"),
        ("guard @a before show = when [ * => env { provider: \"docker\", policy: @x } ]", "example.md:2:"),
        ("policy { deny: [sh] }\npolicy @p = union(@a)", "no policy is called `@a` here"),
        ("import policy @p from \"../p\"", "there is no file `../p`"),
        (
            "policy @a = { name: \"x\", deny: [sh] }\npolicy @b = { name: \"x\" }",
            "example.md:3:13: two different policies",
        ),
    ] {
        let result = run(&format!("show \"never\"\n{source}"));
        assert!(message(&result).contains(part), "{source}: {}", message(&result));
        assert_eq!(result.output, "", "{source}");
        assert!(result.decisions.is_empty(), "{source}");
    }
}

#[test]
fn what_only_running_shows_stops_there() {
    for (source, part) in [
        ("show @mx.policy.teir", "example.md:2:16: nothing is called `teir` here (did you mean `tier`?)"),
        ("show @mx.polcy", "did you mean `policy`?"),
        ("show @mx", "the path ends too early"),
        ("var @a = 1\nshow @a.mx.lables", "did you mean `labels`?"),
        ("exe @f(a, b) = \"@a @b\"\nshow @f(1)", "the function `@f` takes 2 arguments, found 1"),
        ("show @f(1)", "no function is called `@f` here"),
        ("var @git = \"git\"\nrun cmd { @gti status }", "no variable is called `@gti` here (did you mean `@git`?)"),
        ("run { @npm test }", "no variable is called `@npm` here"),
        ("show \"a\" with { guards: true }", "guards must be `false`"),
    ] {
        let result = run(&format!("show \"first\"\n{source}"));
        assert!(message(&result).contains(part), "{source}: {}", message(&result));
        assert_eq!(result.output, "first\n", "{source}");
    }
}

#[test]
fn what_nobody_knows_decides_nothing() {
    let declared = "exe @fetch() = run cmd { curl https://api.example.com/ }\nvar @page = @fetch()\nvar @text = \"x @page\"\nexe @say(what) = \"<@what>\"\nexe @count(text) = run cmd { wc -c \"@text\" }\nexe tool:w @send(body) = run js { send(body) }\nexe @js(code) = run js { go(code) }\n";
    for source in [
        "run cmd { rm @page }",
        "run cmd { echo @text.field }",
        "run sh { echo '@text' }",
        "run @count(@page)",
        "run @count(@say(@page))",
        "output \"a\" to \"out/@page\"",
        "guard before show = when [ @input.includes(\"key\") => deny \"a key\" ]\nshow @text",
        "guard before @js = when [ @mx.args.code == \"rm\" => deny \"rm\" ]\nrun @js(@page)",
        "guard after @fetch = when [ @output == \"key\" => deny \"a key\" ]\nshow @fetch()",
        "policy { authorizations: { allow: { send: { args: { body: \"\" } } } } }\nrun @send(@page)",
    ] {
        let result = run(&format!("{declared}{source}"));
        let code = result.error.as_ref().and_then(|error| error.code.as_deref());
        assert_eq!(code, Some("UNKNOWN_VALUE"), "{source}: {}", message(&result));
    }
    for (source, output) in [
        ("show @page", "\n"),
        ("show @text.mx.taint", "[\"src:exec\"]\n"),
        ("run @js(@page)", ""),
        ("output @page to \"page.html\"", ""),
        ("var secret @key = run cmd { ./next-key }\nshow @key.mx.labels\nshow @key", "[\"secret\"]\n\n"),
    ] {
        let result = run(&format!("{declared}{source}"));
        assert_eq!((message(&result), result.output.as_str()), ("", output), "{source}");
    }
}

#[test]
fn values_come_from_everywhere() {
    for (source, output) in [
        // A name that nobody declared is text in a command, and an error in a template.
        (
            "guard before run = when [ @mx.op.command == \"curl -d @file\" => deny \"seen\" ]\nrun cmd { curl -d @file }",
            "error: seen",
        ),
        ("exe @name() = \"Ann\"\nexe @greet(n) = \"Hello @n\"\nshow @greet(@name())", "Hello Ann\n"),
        ("exe @five() = 5\nexe @same(x) = @x\nshow @five()\nshow @same(\"a\")", "5\na\n"),
        (
            "var @o = { mx: { labels: \"own\" } }\nshow @o[\"mx\"].labels\nshow @o.mx.labels\nshow @o.nothing",
            "own\n[]\nnull\n",
        ),
        ("var secret @k = \"a\"\nexe @f(x) = \"@x.mx.labels\"\nshow @f(@k)", "[\"secret\"]\n"),
        ("show @mx.policy.configs\nshow @mx.policy.activePolicies\nshow @mx.profile", "{}\n[]\nnull\n"),
        (
            "policy { deny: [sh] }\nshow @mx.policy.configs.deny\nshow \"<@mx.policy.activePolicies[0]>\"",
            "{\"sh\":[\"*\"]}\n<policy>\n",
        ),
        ("var @n = [1e21, -0.5, 1e-7]\nshow @n\nshow \"@n[1]\"", "[1e+21,-0.5,1e-7]\n-0.5\n"),
        ("guard after @f = when [ * => allow \"<@output>\" ]\nexe @f(x) = \"f @x\"\nshow @f(1)", "<f 1>\n"),
        (
            "guard after run = when [ @output.mx.taint.includes(\"src:exec\") => deny \"from a command\" ]\nrun cmd { ls }",
            "error: from a command",
        ),
        (
            "guard @no before @f = deny \"no\"\nexe @f() = \"f\"\nexe @g(x) = \"g @x\"\nshow @g(@f()) with { guards: false }",
            "error: no",
        ),
        ("guard @no before @f = deny \"no\"\nexe @f() = \"f\"\nshow @f() with { guards: false }", "f\n"),
        ("guard before run = deny \"no run\"\nrun py { print(1) }", "error: no run"),
        (
            "guard before draft = allow \"@input.to\\@b.c \\\\@x\"\nvar draft @d = { to: \"a\" }\nshow @d",
            "a@b.c \\@x\n",
        ),
    ] {
        let result = run(source);
        let found = result.error.as_ref().map_or(result.output.clone(), |error| format!("error: {}", error.message));
        assert_eq!(found, output, "{source}");
    }
}

#[test]
fn a_replaced_argument_is_part_of_the_command() {
    let page = r#"
policy { deny: { cmd: [rm] } }
guard before draft = allow "x; rm build"
exe @f(a, b) = run cmd { echo @a.name @b @a.name }
var draft @a = { name: "ann" }
run @f("x", "y")
run @f(@a, "y")
"#;
    let result = run(page);
    // What replaces the object has no such field.
    assert_eq!(tried(&result), ["allow exe f: echo null y null", "allow exe f: echo ann y ann"]);
    let page = page.replace("@a.name", "@a");
    assert_eq!(message(&run(&page)), "Command 'rm' denied by policy");
}

#[test]
fn imports_follow_their_files() {
    let nested = with_files(
        "import policy @a from \"./teams/a\"\nshow @mx.policy.activePolicies\nrun cmd { curl https://api.example.com/ }",
        &[
            (
                "teams/a.mld",
                "import policy @b from \"../house\"\npolicy { deny: { cmd: [wget] } }\npolicy @all = union(@b)",
            ),
            ("house.md", "/policy @house = { deny: { cmd: [curl] } }\n/needs { sh }"),
        ],
    );
    assert_eq!(nested.output, "[\"house\",\"a\"]\n");
    assert_eq!(message(&nested), "Command 'curl' denied by policy");

    let circle = with_files(
        "import policy @a from \"./a\"\nshow \"never\"",
        &[("a.mld", "import policy @b from \"./b\""), ("b.mld", "import policy @a from \"./a.mld\"")],
    );
    assert!(
        message(&circle).contains("b.mld:1:23: `a.mld` imports itself: a.mld, b.mld, a.mld"),
        "{}",
        message(&circle)
    );
    assert_eq!(circle.output, "");

    // Twice is once, by whatever way.
    let twice = with_files(
        "import policy @a from \"./a\"\nimport policy @b from \"./a.mld\"\nimport policy @c from \"./c\"\nshow @mx.policy.activePolicies",
        &[
            ("a.mld", "policy @p = { deny: [sh] }\nguard @g before run = allow"),
            ("c.mld", "import policy @p from \"a\"\npolicy @c = {}"),
        ],
    );
    assert_eq!((twice.output.as_str(), message(&twice)), ("[\"p\",\"c\"]\n", ""));

    let empty = with_files("import policy @a from \"./a\"", &[("a.md", "polcies are for everybody\n")]);
    assert!(message(&empty).contains("there is no policy in `a.md`"), "{}", message(&empty));
}

#[test]
fn imports_go_sixteen_deep() {
    let chain = |length: usize| {
        let file = |index: usize| {
            let text = match index {
                index if index == length => "policy @last = { deny: [sh] }".to_owned(),
                index => format!("import policy @p from \"./f{}\"", index + 1),
            };
            (format!("f{index}.mld"), text)
        };
        let files: Names<String> = (1..=length).map(file).collect();
        run_scenario(
            "import policy @p from \"./f1\"\nshow @mx.policy.activePolicies",
            &ScenarioOptions { files, ..ScenarioOptions::default() },
        )
    };
    assert_eq!(chain(16).output, "[\"last\"]\n");
    assert!(message(&chain(17)).contains("at most 16 deep"), "{}", message(&chain(17)));
}

#[test]
fn a_host_may_permit_privileged_guards_of_files() {
    let files: Names<String> =
        [("g.mld".to_owned(), "guard privileged @g before show = deny \"held\"".to_owned())].into_iter().collect();
    let options = ScenarioOptions { files, allow_privileged: true, ..ScenarioOptions::default() };
    let result = run_scenario("import policy @g from \"./g\"\nshow \"a\" with { guards: false }", &options);
    assert_eq!(message(&result), "held");
}

#[test]
fn options_that_are_wrong_are_told() {
    let of = |options: ScenarioOptions| message(&run_scenario("show \"a\"", &options)).to_owned();
    let config = Value::object([("security", Value::object([("allowGuardBypas", false.into())]))]);
    let wrong = of(ScenarioOptions { config: Some(config), ..ScenarioOptions::default() });
    assert!(wrong.contains("allowGuardBypas"), "{wrong}");
    let wrong = of(ScenarioOptions { base: Some("project".to_owned()), ..ScenarioOptions::default() });
    assert!(wrong.contains("base"), "{wrong}");
    let mld = ScenarioOptions { flavour: Flavour::Mld, ..ScenarioOptions::default() };
    assert!(
        message(&run_scenario("show \"a\"\npolcy { }", &mld)).starts_with("example.mld:2:1: unknown directive `polcy`")
    );
}

#[test]
fn text_does_not_grow_without_end() {
    let mut page = "var @v0 = \"xxxxxxxxxxxxxxxx\"\n".to_owned();
    for index in 1..64 {
        writeln!(page, "var @v{index} = \"@v{0} @v{0}\"", index - 1).unwrap();
    }
    assert!(message(&run(&page)).contains("at most 4194304 bytes of text"));
    let shows = format!("var @a = \"{}\"\n{}", "x".repeat(500_000), "show @a\n".repeat(9_000));
    assert!(run(&shows).output.len() <= 4 << 20);
    assert!(message(&run(&"/show 1\n".repeat(20_000))).contains("at most 10000 directives"));
    assert!(message(&run(&"policy { deny: [sh] }\n".repeat(200))).contains("at most 100 policies"));
    assert!(message(&run(&"x".repeat(2 << 20))).contains("at most 1048576 bytes"));
    assert!(message(&run(&"guard before show = allow\n".repeat(600))).contains("at most 500 guards"));
}

#[test]
fn guards_that_double_a_value_end() {
    let guards = "guard before draft = allow \"@input @input\"\n".repeat(100);
    let result = run(&format!("{guards}var draft @a = \"0123456789\"\nshow @a"));
    assert_eq!(result.error.unwrap().code.as_deref(), Some("GUARD_FAILED"));
    assert!(result.output.is_empty());
}
