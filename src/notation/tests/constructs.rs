//! What each construct says.

use super::read;
use crate::notation::Flavour::{Markdown, Mld};

macro_rules! says {
    ($($name:ident: $text:expr => $shown:expr;)*) => {$(
        #[test]
        fn $name() {
            assert_eq!(read($text, Mld), $shown);
            // With a slash it is the same in both kinds of file; with other lines around it too.
            let slashed = format!("Text.\n\n  /{}\n\n- list\n", $text);
            assert_eq!(read(&slashed, Markdown), $shown);
        }
    )*};
}

says! {
    policy: "policy { deny: { sh: true } }" => r#"policy {"deny":{"sh":true}}"#;
    named_policy: "policy @p = {\n  allow: [cmd, js],\n}" => r#"policy @p {"allow":["cmd","js"]}"#;
    close_policy: "policy{deny:[sh]}" => r#"policy {"deny":["sh"]}"#;
    union: "policy @p = union(@a, @b-2,\n  @c)" => "policy @p union(@a,@b-2,@c)";
    import: "import policy @p from \"./file\"" => r#"import @p "./file""#;
    needs: "needs { sh, cmd: [git] } >> what it needs" => r#"needs {"sh":true,"cmd":["git"]}"#;
    wants: "wants [\n  { tier: \"full\", sh },\n  { tier: \"readonly\" }\n]" => r#"wants [{"tier":"full","sh":true},{"tier":"readonly"}]"#;
    profiles: "profiles { full: { requires: { sh } } }" => r#"profiles {"full":{"requires":{"sh":true}}}"#;

    guard_of_one_action: "guard @blocker before show = deny \"Blocked\"" => r#"guard @blocker before show: <*> deny "Blocked""#;
    guard_without_name: "guard for secret = allow" => "guard for secret: <*> allow";
    guard_of_a_function: "guard after @deploy = retry 'again'" => r#"guard after @deploy: <*> retry "again""#;
    guard_with_quoted_filter: "guard always \"dir:/a b\" = deny" => "guard always dir:/a b: <*> deny";
    privileged_guard: "guard privileged @hole before op:exe = when [ * => allow ]" =>
        "guard privileged! @hole before op:exe: <*> allow";
    privileged_with: "guard before op:cmd:git = when [ * => allow ] with { privileged: true }" =>
        "guard privileged! before op:cmd:git: <*> allow";
    privileged_action_with: "guard before pii = allow with { privileged: true, add: [x] }" =>
        r#"guard privileged! before pii: <*> allow with {"add":["x"]}"#;
    not_privileged: "guard before pii = deny \"x\" with { privileged: false }" => r#"guard before pii: <*> deny "x""#;
    rules: "guard @no-secrets before secret = when [\n  @mx.op.type == \"exe\" => deny \"never @mx.op.name\" >> reason\n  \
            @input.any.mx.labels.includes('a ] => b') && @input[0] != null =>\n    retry \"hint\",\n\n  * => allow\n]" =>
        "guard @no-secrets before secret: <@mx.op.type == \"exe\"> deny <\"never \" @mx/op/name>; \
         <@input.any.mx.labels.includes('a ] => b') && @input[0] != null> retry \"hint\"; <*> allow";
    rules_on_one_line: "guard before x = when [ @mx.args[\"a-b\"] >= 1 => deny, * => allow, ]" =>
        "guard before x: <@mx.args[\"a-b\"] >= 1> deny; <*> allow";
    condition_of_lines: "guard before x = when [\n  @a == 1 &&\n    (@b == 2\n      || @c)\n    && @d\n    => deny\n]" =>
        "guard before x: <@a == 1 &&\n    (@b == 2\n      || @c)\n    && @d> deny";
    actions: "guard before x = when [\n @a => allow @input\n @b => allow \"text\"\n @c => allow { a: [b] } with { add: [known] }\n \
             @d => env { tools: [x] } with { policy: { deny: [sh] } }\n @e => allow with { remove: [secret] }\n @f => allow null\n]" =>
        "guard before x: <@a> allow @input; <@b> allow \"text\"; <@c> allow {\"a\":[\"b\"]} with {\"add\":[\"known\"]}; \
         <@d> env {\"tools\":[\"x\"]} with {\"policy\":{\"deny\":[\"sh\"]}}; <@e> allow with {\"remove\":[\"secret\"]}; <@f> allow null";

    var: "var @x = \"a\"" => r#"var [] @x = "a""#;
    var_with_labels: "var secret:api, pii, src:mcp @k = [1, two]" => r#"var [secret:api,pii,src:mcp] @k = [1,"two"]"#;
    var_of_a_template: "var @x = \"Hi @name.first[0]['last name'], mail a@b.c or \\@me. @end.\"" =>
        "var [] @x = <\"Hi \" @name/first/0/last name \", mail a@b.c or @me. \" @end \".\">";
    var_of_a_plain_string: "var @x = 'no @path'" => r#"var [] @x = "no @path""#;
    var_of_a_path: "var @x = @y.mx.labels" => "var [] @x = @y/mx/labels";
    var_of_a_call: "var @x = @f(@y, \"a\", @g(), [1], -2,)" => "var [] @x = @f(@y, \"a\", @g(), [1], -2)";
    var_of_a_command: "var @o = run cmd { echo hi | tr h j }" => "var [] @o = cmd<\" echo hi | tr h j \">";
    var_of_code: "var @o = js { return \"pwned\" }" => "var [] @o = js<\" return \\\"pwned\\\" \">";
    var_of_words: "var @x = true" => "var [] @x = true";
    var_of_an_object: "var @frag = {\n  labels: { secret: { allow: [\"net:w\"] } }, allow: true\n}" =>
        r#"var [] @frag = {"labels":{"secret":{"allow":["net:w"]}},"allow":true}"#;

    exe: "exe net:w @send(x) = run cmd { curl -d @x https://a }" =>
        "exe [net:w] @send(x) = cmd<\" curl -d \" @x \" https://a \">";
    exe_of_code: "exe tool:w, net:w @send(from, @to) = js { return \"to:\" + to + import('@scope/x') }" =>
        "exe [tool:w,net:w] @send(from,@to) = js<\" return \\\"to:\\\" + to + import('@scope/x') \">";
    exe_of_a_template: "exe @greet(name) = `Hello @name,\nbye`" => "exe [] @greet(name) = <\"Hello \" @name \",\\nbye\">";
    exe_of_a_string: "exe @f() = run \"git status\"" => "exe [] @f() = -<\"git status\">";

    run: "run { git status }" => "run -<\" git status \">";
    run_language: "run sh { for f in *; do echo \"${f}}\"; done }" => "run sh<\" for f in *; do echo \\\"${f}}\\\"; done \">";
    run_lines: "run cmd {\n  git status\n  git log >> not a comment\n}" =>
        "run cmd<\"\\n  git status\\n  git log >> not a comment\\n\">";
    run_comment: "run sh {\n  # don't { stop }\n  ls\n}" => "run sh<\"\\n  # don't { stop }\\n  ls\\n\">";
    run_hidden_braces: "run cmd { echo '}' \"}\" \\} a#b }" => "run cmd<\" echo '}' \\\"}\\\" \\\\} a#b \">";
    run_mail: "run { mail user@example.com \\@x @to.mail }" => "run -<\" mail user@example.com @x \" @to/mail \" \">";
    run_prose: "run prose { Don't say @word. }" => "run prose<\" Don't say \" @word \". \">";
    run_call: "run @send(@k) with { guards: false }" => "run @send(@k) with {\"guards\":false}";
    run_with: "run cmd { ls } with { guards: { only: [\"@a\"] } }" => r#"run cmd<" ls "> with {"guards":{"only":["@a"]}}"#;
    run_string: "run \"echo @x\"" => "run -<\"echo \" @x>";

    show: "show \"test\" with { guards: false }" => r#"show "test" with {"guards":false}"#;
    show_path: "show @mx.policy.tier" => "show @mx/policy/tier";
    show_template: "show `Tier: @mx.policy.tier`" => "show <\"Tier: \" @mx/policy/tier>";
    show_call: "show @send(\n  @k,\n  'x'\n) << called" => "show @send(@k, \"x\")";
    show_empty: "show ''" => "show \"\"";
    show_list: "show [1, { a }]" => "show [1,{\"a\":true}]";

    output: "output @x.y to \"out-@n-1.txt\" with { guards: false }" =>
        "output @x/y to <\"out-\" @n \"-1.txt\"> with {\"guards\":false}";
    output_to_path: "output \"text\" to @file.name" => "output \"text\" to <@file/name>";
}

#[test]
fn paths_after_words_are_text() {
    assert_eq!(
        read("show \"a@b é@x _@y 1@z @a@b (@c) \\n@d\"", Mld),
        "show <\"a@b é@x _@y 1@z \" @a \"@b (\" @c \") \\n\" @d>"
    );
}

#[test]
fn paths_end_where_text_goes_on() {
    assert_eq!(
        read(r#"show "@a. @b[x] @c[01] @d.1 @e['k'].f @g[\"k\"] @h.""#, Mld),
        r#"show <@a ". " @b "[x] " @c "[01] " @d ".1 " @e/k/f " " @g "[\"k\"] " @h ".">"#
    );
}

#[test]
fn files_of_directives() {
    let text = ">> A policy.\r\n\r\npolicy @a = { deny: [sh] } >> no shell\r\n/show \"x\"\r\n<< end\r\n  show 'y'";
    assert_eq!(read(text, Mld), "policy @a {\"deny\":[\"sh\"]}\nshow \"x\"\nshow \"y\"");
    assert_eq!(read("---\nname: x\npolicy: strict\noutput: \"html\"\nlist:\n  - a\n---\nshow 1", Mld), "show 1");
    assert_eq!(read("", Mld), "");
    assert_eq!(read("\n \t\n>> only this", Mld), "");
}

#[test]
fn markdown_around_directives_is_ignored() {
    let text = "---\ntitle: x\n---\n# Policy\n\nshow me the way to `run`, guard it, and run `make`.\nRun `x`.\n\
                policy is a word. var is one, exe too.\nneeds more\n/show \"a\"\n\n```mlld\n/show \"b\"\n~~~\n/show \"c\"\n```\n\
                ~~~~\n```\n/show \"d\"\n~~~\n~~~~~\n\n- /show \"e\"\n/usr/bin/env\n/var/log/x @y = 1\n/run/user\n\
                policy @p = { deny: [sh] }\nvar pii @x = \"1\"\nshow @x\nguard @g before pii = deny\nrun cmd { ls }\n> show \"q\"\n\
                output @x to \"f\"\nguard your secrets\noutput goes to a\n";
    assert_eq!(
        read(text, Markdown),
        "show \"a\"\npolicy @p {\"deny\":[\"sh\"]}\nvar [pii] @x = \"1\"\nshow @x\nguard @g before pii: <*> deny\n\
         run cmd<\" ls \">\noutput @x to <\"f\">"
    );
}

/// The cases that the language was made for.
#[test]
fn cases_of_the_interpreter() {
    let tiers = "/policy {\n    deny: { network: true }\n  }\n  /needs { network }\n  /wants [\n    { tier: \"full\", network },\n    \
                 { tier: \"limited\", network }\n  ]\n  /show @mx.policy.tier\n";
    let shown = "policy {\"deny\":{\"network\":true}}\nneeds {\"network\":true}\n\
                 wants [{\"tier\":\"full\",\"network\":true},{\"tier\":\"limited\",\"network\":true}]\nshow @mx/policy/tier";
    let bypass = ">> With config security.allowGuardBypass: false\n/guard @blocker before show = deny \"Blocked\"\n\
                  /show \"test\" with { guards: { except: [\"@blocker\"] } }\n";
    for flavour in [Mld, Markdown] {
        assert_eq!(read(tiers, flavour), shown);
        assert_eq!(
            read(bypass, flavour),
            "guard @blocker before show: <*> deny \"Blocked\"\nshow \"test\" with {\"guards\":{\"except\":[\"@blocker\"]}}"
        );
    }
}
