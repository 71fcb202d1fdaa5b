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
    misspelt: "polcy { deny: [sh] }" => "";
    misspelt_guard: "gaurd @g before x = deny" => "";
    misspelt_var: "vra @x = 1" => "";
    misspelt_without_more: "polcy" => "";
    unknown: "frobnicate @x [\n  show \"a\"\n]" => "";
    not_read: "for @x in @y [\n  show @x\n]" => "";
    not_read_either: "/import { a } from \"b\"" => "";
    heading: "# Title\n\nSome text.\nMore text." => "";
    comment_of_another_language: "// x" => "";
    sign: "{ a: 1 }" => "";

    policy_without_body: "policy" => "";
    policy_without_at: "policy p = {}" => "";
    policy_list: "policy [sh]" => "";
    policy_without_sign: "policy @p { deny: [sh] }" => "";
    policy_of_a_name: "policy @p = @q" => "";
    policy_of_a_list: "policy @p = [sh]" => "";
    union_of_words: "policy @p = union(a, @b, {c: 1})" => "";
    union_without_brackets: "policy @p = union @a" => "";
    text_after_a_policy: "policy { deny: [sh] } and more" => "";
    policy_never_closed: "policy {\n  deny: [sh],\n" => "";
    policy_list_never_closed: "policy {\n  deny: [sh,\n  allow: [cmd]\n}" => "";
    policy_brackets: "policy {\n  deny: [sh},\n  allow: [cmd]\n}" => "";
    import_without_from: "import policy @p \"./f\"" => "";
    import_without_quotes: "import policy @p from ./f" => "";
    needs_list: "needs [sh]" => "";
    needs_colon: "needs: { sh }" => "";
    wants_object: "wants { tier: \"a\" }" => "";

    guard_without_timing: "guard @g secret = deny" => "";
    guard_with_misspelt_timing: "guard @g befor secret = deny" => "";
    guard_without_filter: "guard @g before = deny" => "";
    guard_without_sign: "guard @g before secret deny \"x\"" => "";
    guard_without_when: "guard @g before secret = [ * => deny ]" => "";
    guard_with_braces: "guard @g before secret = when { * => deny }" => "";
    guard_with_another_action: "guard @g before secret = block \"x\"" => "";
    guard_with_misspelt_action: "guard @g before secret = when [ * => denny \"x\" ]" => "";
    guard_with_bare_reason: "guard @g before secret = deny because" => "";
    guard_with_something_else: "guard @g before x = when [ * => deny ] with { privileged: true, x: 1 }" => "";
    guard_privileged_with_a_word: "guard @g before x = deny with { privileged: yes }" => "";
    rule_without_arrow: "guard @g before x = when [\n  @a == 1 deny \"x\"\n  * => allow\n]" => "";
    rule_without_condition: "guard @g before x = when [\n  => deny\n  deny \"x\"\n  * => allow\n]" => "";
    rules_side_by_side: "guard @g before x = when [ @a => deny \"x\" * => allow ]" => "";
    rule_with_open_string: "guard @g before x = when [\n  @a == \"b => deny\n  @c => deny \"d\n  * => allow\n]" => "";
    rules_never_closed: "guard @g before x = when [\n  * => deny" => "";
    rule_with_a_block: "guard @g before x = when [\n  @a => [ deny ]\n  * => alow\n]" => "";

    var_without_at: "var x = 1" => "";
    var_without_value: "var @x" => "";
    var_without_comma: "var secret pii @x = 1" => "";
    var_with_comma: "var secret, @x = 1" => "";
    var_word: "var @x = foo" => "";
    var_compared: "var @x == 1" => "";
    var_pipe: "var @r = @k | @send" => "";
    var_sum: "var @r = @a + 1" => "";
    var_method: "var @r = @a.b(1)" => "";
    var_index: "var @r = @a[x]" => "";
    var_list_of_names: "var @to = [@ok, @bad]" => "";
    exe_without_brackets: "exe @f = run { ls }" => "";
    exe_without_body: "exe @f(a, b) = 5x" => "";
    exe_parameters: "exe @f(a, 1, a) = run { ls }" => "";

    run_nothing: "run" => "";
    run_language: "run bsh { ls }" => "";
    run_without_braces: "run cmd ls" => "";
    run_name: "run @x" => "";
    run_open: "run cmd { git log { }" => "";
    run_open_quote: "run cmd { echo don't }" => "";
    show_nothing: "show" => "";
    show_word: "show hello" => "";
    show_open: "show \"hello" => "";
    show_open_call: "show @f(@a, " => "";
    show_at: "show @" => "";
    show_with: "show \"a\" with guards: false" => "";
    show_more: "show \"a\" \"b\" // c" => "";
    output_nowhere: "output @x" => "";
    output_word: "output @x to file.txt" => "";
    output_call: "output @x to @f()" => "";
}
