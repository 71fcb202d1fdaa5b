//! Policies as text: JSON, or the notation of mlld.

use super::{Accepted, ReadOptions, as_far, concluded, finish};
use crate::error::{MAX_PROBLEMS, PolicyError, Problem, ProblemCode, Severity, locate};
use crate::list::{AddAll, List};
use crate::notation::{Directive, DirectiveKind, Flavour, PolicyBody, literal_as_far, parse};
use crate::policy::PolicyDocument;
use crate::policy::json;
use crate::policy::value::{Data, Member, Value};
use crate::prelude::*;
use crate::span::BYTE_ORDER_MARK;
use crate::text::may_be_letter;

const ONE_A_LAYER: &str = "pass one text a layer: all layers must permit, and none is lost in a merge";

/// Reads a policy from text: strict JSON, one literal of mlld (`{ allow: [git] }`), or source of mlld in which there is one
/// policy. Its problems have lines and columns. One byte order mark may stand at the beginning.
///
/// Of source, what is no policy (`exe`, `run`, `needs`, …) is passed over; guards with a warning, since they have to be
/// registered.
///
/// # Errors
/// All problems of the text at once, of its notation and of what it means, warnings included, if one of them is an error.
pub fn read_text(text: &str, options: &ReadOptions) -> Result<Accepted, PolicyError> {
    if is_notation(text) { read_notation(text, options) } else { read_json(text, options) }
}

/// Reads a policy from strict JSON, as [`read_text`] does.
///
/// # Errors
/// All problems of the text at once, warnings included, if one of them is an error.
pub fn read_json(text: &str, options: &ReadOptions) -> Result<Accepted, PolicyError> {
    match json::parse(text, options.number) {
        Ok((value, duplicates)) => finish(options, duplicates, &value, Some(text)),
        Err(problem) => {
            let mut problems = vec![problem];
            locate(&mut problems, text);
            Err(PolicyError { problems })
        }
    }
}

/// The text from its first character on that is shown.
fn shown(text: &str) -> &str {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text).trim_start()
}

/// Whether a text is meant for mlld: it is not JSON and does not begin like an object of JSON, with a key in quotes.
#[must_use]
pub fn is_notation(text: &str) -> bool {
    let begins_so = match shown(text).strip_prefix('{') {
        Some(inner) => !inner.trim_start().starts_with(['"', '}']) && !inner.trim_start().is_empty(),
        None => {
            let text = shown(text);
            text.starts_with(|c: char| may_be_letter(c) || matches!(c, '/' | '@'))
                || ["---", ">>", "<<"].iter().any(|beginning| text.starts_with(beginning))
        }
    };
    // What begins so and is JSON is a word of it, such as `null`; there is no number in it to be read.
    begins_so && json::parse(text, |_| f64::NAN).is_err()
}

fn read_notation(text: &str, options: &ReadOptions) -> Result<Accepted, PolicyError> {
    let Source { policies, mut problems, unclosed, .. } = Source::of(text);
    // What is wrong with the text explains some of what is wrong with the policies.
    let slips: Vec<_> = problems.iter().filter(|problem| problem.code == ProblemCode::InvalidSyntax).cloned().list();
    let mut document = PolicyDocument::default();
    let mut unlisted = 0_usize;
    for Policy { name, value } in policies {
        let (read, found, more) = as_far(options, Vec::new(), &value);
        problems.add_all(found.into_iter().filter(|problem| !is_explained(problem, &slips, unclosed, text)));
        unlisted = unlisted.saturating_add(more);
        document = read;
        document.name = document.name.or(name);
    }
    if problems.len() > MAX_PROBLEMS {
        locate(&mut problems, text);
        let others = problems.split_off(MAX_PROBLEMS);
        let errors = others.iter().filter(|problem| problem.severity == Severity::Error).count();
        unlisted = unlisted.saturating_add(errors);
    }
    concluded(document, problems, unlisted, Some(text))
}

/// Whether a problem of a policy follows from one of its text: it is about what holds that, or about an item behind a comma
/// that is missing; or, where a bracket is never closed, about what would be right outside of it.
fn is_explained(problem: &Problem, slips: &[Problem], unclosed: bool, text: &str) -> bool {
    let Some(span) = problem.span else { return !slips.is_empty() };
    let is_item = problem.path.ends_with(']');
    let is_within = problem.path.contains(['.', '[']) && !is_item;
    let is_about_place = match problem.code {
        ProblemCode::UnknownKey | ProblemCode::UnknownCapability | ProblemCode::InvalidType => is_within,
        _ => false,
    };
    // No two words of one text stand further apart.
    let is_blank = |blank: &str| blank.len() < 9 && blank.bytes().all(|byte| byte == b' ');
    let explains = |slip: &Problem| {
        slip.span.is_some_and(|slip| {
            let holds = slip.start <= span.end && slip.end >= span.start;
            holds || is_item && text.get(slip.end..span.start).is_some_and(is_blank)
        })
    };
    unclosed && is_about_place || slips.iter().any(explains)
}

/// The policy in a text as a value with places, if there is one.
pub(super) fn value_of(text: &str, options: &ReadOptions) -> Option<Value> {
    if let Ok((value, _)) = json::parse(text, options.number) {
        return Some(value);
    }
    match Source::of(text) {
        Source { mut policies, is_single: true, .. } => policies.pop().map(|policy| policy.value),
        _ => None,
    }
}

/// The one policy in a text of notation as JSON text that says the same, in the same order under the same paths; `None` where
/// there is no such policy. `number` reads literals, as [`ReadOptions`] have it.
#[must_use]
pub fn in_json(text: &str, number: json::ReadNumber) -> Option<String> {
    let Policy { name, mut value } = match Source::of(text).policies {
        mut policies if policies.len() == 1 => policies.pop()?,
        _ => return None,
    };
    if let (Some(name), Data::Object(members)) = (name, &mut value.data)
        && !members.iter().any(|member| member.key == "name")
    {
        members.push(Member { key: "name".to_owned(), key_span: None, value: name.into() });
    }
    let json = value.to_string();
    // What went missing here could be what denies.
    let is_same = json::parse(&json, number).is_ok_and(|(read, twice)| twice.is_empty() && read == value);
    is_same.then_some(json)
}

struct Policy {
    name: Option<String>,
    value: Value,
}

/// What a text of notation holds.
struct Source {
    policies: Vec<Policy>,
    /// What is wrong with the text itself.
    problems: Vec<Problem>,
    /// Whether a bracket is never closed.
    unclosed: bool,
    /// Whether there is one policy and nothing that is to be one.
    is_single: bool,
}

impl Source {
    fn of(text: &str) -> Self {
        if shown(text).starts_with('{') {
            let parsed = literal_as_far(text);
            let is_single = parsed.problems.is_empty();
            let policies = parsed.value.map(|value| Policy { name: None, value }).into_iter().list();
            return Self { policies, problems: parsed.problems, unclosed: parsed.unclosed, is_single };
        }
        let parsed = parse(text, Flavour::Mld);
        let mut source =
            Self { policies: Vec::new(), problems: parsed.problems, unclosed: parsed.unclosed, is_single: false };
        source.take(parsed.directives);
        source
    }

    /// Takes the policies among directives, and says what else there must not be.
    fn take(&mut self, directives: Vec<Directive>) {
        let starts: Vec<_> = self.problems.iter().filter_map(|problem| Some(problem.span?.start)).list();
        let mut others = Vec::new();
        let mut several = Vec::new();
        for Directive { span, kind } in directives {
            let message = match kind {
                DirectiveKind::Policy { name, body: PolicyBody::Document(value) } => {
                    if !self.policies.is_empty() {
                        several.push(layer_problem("the text declares several policies").at(Some(span)));
                    }
                    self.policies.push(Policy { name: name.map(|name| name.value), value });
                    continue;
                }
                DirectiveKind::Policy { body: PolicyBody::Union(_), .. } => {
                    "a layer is one policy, and no union of several"
                }
                DirectiveKind::ImportPolicy { .. } => "a layer is one policy, and imports no other",
                DirectiveKind::Guard(_) => {
                    let message = "a guard is no part of a policy and is not asked";
                    let warning = Problem::warning(ProblemCode::IneffectiveRule, "", message).at(Some(span));
                    self.problems.push(warning.suggest("register it with a guard pipeline"));
                    continue;
                }
                _ => continue,
            };
            others.push(layer_problem(message).at(Some(span)));
        }
        self.is_single = self.policies.len() == 1 && others.is_empty();
        // A policy may be what could not be read.
        if self.policies.is_empty() && others.is_empty() && starts.is_empty() {
            let problem = Problem::error(ProblemCode::NoPolicy, "", "the text declares no policy");
            self.problems.push(problem.suggest("write `policy { … }`, or `{ … }` alone"));
        }
        // A union needs several.
        let found = if others.is_empty() { several } else { others };
        let is_new = |problem: &Problem| problem.span.is_none_or(|span| starts.binary_search(&span.start).is_err());
        self.problems.add_all(found.into_iter().filter(is_new));
    }
}

fn layer_problem(message: &str) -> Problem {
    Problem::error(ProblemCode::InvalidValue, "", message).suggest(ONE_A_LAYER)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::written;
    use super::*;
    use crate::error::Severity;
    use crate::notation::print_literal;

    fn accepted(text: &str) -> Accepted {
        read_text(text, &ReadOptions::default()).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn notation_says_what_json_says() {
        let json = accepted(r#"{ "deny": ["sh", "cmd:git:push"] }"#).document.to_value();
        for text in [
            "{ deny: [sh, cmd:git:push] }",
            "{ 'deny': ['sh', 'cmd:git:push'] }",
            " \n{\n  deny: [sh, \"cmd:git:push\",], >> no shells\n}\n",
            "policy { deny: [sh, cmd:git:push] }",
            ">> of the house\n/policy { deny: [sh, cmd:git:push] }",
            "needs { git }\npolicy { deny: [sh, cmd:git:push] }\nexe @f() = run cmd { ls }\nshow @f()\n",
        ] {
            assert_eq!(accepted(text).document.to_value(), json, "{text}");
        }
    }

    #[test]
    fn a_policy_is_called_as_its_variable_unless_it_has_a_name() {
        assert_eq!(accepted("policy @team = { deny: [sh] }").document.name.as_deref(), Some("team"));
        assert_eq!(accepted("policy @team = { name: \"house\" }").document.name.as_deref(), Some("house"));
        assert_eq!(accepted("policy { deny: [sh] }").document.name, None);
    }

    #[test]
    fn rules_know_their_place_in_the_text() {
        let text = "policy @team = {\n  deny: [\n    sh,\n    js\n  ] }";
        let document = accepted(text).document;
        let places: Vec<_> = document.deny.capabilities.iter().filter_map(|rule| rule.origin.span).collect();
        assert_eq!(places.iter().filter_map(|span| text.get(span.start..span.end)).collect::<Vec<_>>(), ["sh", "js"]);
    }

    #[test]
    fn problems_have_their_places() {
        for (text, line, column, message) in [
            ("policy @team = {\n  dney: [sh]\n}", 2, 3, "unknown key `dney`"),
            ("{\n  deny: [sh\n}", 3, 1, "expected `,` or `]` after an item, found `}`"),
            ("polcy { deny: [sh] }", 1, 1, "unknown directive `polcy`"),
            ("policy @a = { }\npolicy @b = { }", 2, 1, "the text declares several policies"),
            ("policy @a = { }\npolicy @c = union(@a, @a)", 2, 1, "a layer is one policy, and no union of several"),
            ("import policy @a from \"./a\"", 1, 1, "a layer is one policy, and imports no other"),
            // What looks like JSON is read as JSON.
            ("{ \"deny\": [sh] }", 1, 12, "expected value"),
            ("[sh]", 1, 2, "expected value"),
        ] {
            let problems = read_text(text, &ReadOptions::default()).unwrap_err().problems;
            let found: Vec<_> =
                problems.iter().map(|problem| (problem.line, problem.column, problem.message.as_str())).collect();
            assert_eq!(found, [(Some(line), Some(column), message)], "{text}");
        }
        let nothing = read_text("show \"a\"", &ReadOptions::default()).unwrap_err().problems;
        assert_eq!(nothing[0].message, "the text declares no policy");
    }

    /// What is told of a text, each with its place.
    fn told(text: &str) -> Vec<String> {
        let problems = read_text(text, &ReadOptions::default()).unwrap_err().problems;
        let told = |problem: &Problem| {
            format!("{}:{} {}", problem.line.unwrap_or(0), problem.column.unwrap_or(0), problem.message)
        };
        problems.iter().map(told).collect()
    }

    /// Of the notation, and of what it means.
    #[test]
    fn all_mistakes_of_a_text_are_told_at_once() {
        let text = "policy @p = {\n  allow: [git:* npm],\n  dney: [sh],\n  labels: { src:mcp: { deny: [op:sh] } },\n  \
                    defaults: { rules: [no-secrets] },\n  deny: [cmd:@tool, jss],\n  dеny: [js],\n}\npolcy { alow: [+] }\n";
        let all = [
            "2:16 expected `,` or `]` after an item, found `npm`",
            "3:3 unknown key `dney`",
            "4:13 the key `src:mcp` holds a `:`",
            "5:23 `no-secrets` is none of",
            "6:14 a literal holds no variables, found `@tool`",
            "6:21 `jss` is no known capability",
            "7:4 the letter `е` (U+0435) only looks like `e`",
            "9:1 unknown directive `polcy`",
            "9:9 unknown key `alow`",
            "9:16 expected a value, found `+`",
        ];
        let told_of_it = told(text);
        assert!(told_of_it.len() == all.len(), "{told_of_it:#?}");
        assert!(told_of_it.iter().zip(all).all(|(told, all)| told.starts_with(all)), "{told_of_it:#?}");
        let literal = "{\n  allow: [git:* npm],\n  dney: [sh],\n  deny: [jss, jss2 }\n";
        assert_eq!(told(literal).len(), 5, "{:#?}", told(literal));
    }

    /// An item or a bracket that is missing makes nothing else wrong.
    #[test]
    fn what_a_mistake_leads_to_is_not_told() {
        for (text, count) in [
            ("policy { allow: { cmd: [git], deny: [sh] }\n", 1),
            ("policy { labels: { secret: { deny: [op:sh] }, deny: [sh] }\nshow \"x\"", 1),
            ("policy { dney: [sh], allow: { cmd: [git] }\n", 2),
            ("policy { deny: [+] }\n", 1),
            ("policy { deny: [sh jss] }\n", 1),
            ("policy { deny: [sh] dney: [js] }\n", 2),
            ("policy { allow: @x, limits: { timeout: + } }\n", 2),
            ("policy [sh]\n", 1),
            ("Policy @a = { }\npolicy @b = { }\nPolicy @c = { }", 3),
            ("policy { deny: [\"sh, js],\n}\n", 1),
        ] {
            assert_eq!(told(text).len(), count, "{text}\n{:#?}", told(text));
        }
    }

    #[test]
    fn no_more_is_listed_than_anybody_reads() {
        let told = told(&format!("policy {{ {} {} }}", "a: +, ".repeat(900), "b: 1, cc: [js],".repeat(900)));
        assert_eq!(told.len(), MAX_PROBLEMS + 1);
        assert!(told[MAX_PROBLEMS].ends_with("more errors are not listed"));
    }

    /// All of a document but where it stands in its text.
    fn all_of(document: &PolicyDocument) -> String {
        let debug = format!("{document:?}");
        let mut parts = debug.split("span: ");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |all, part| {
            let end = if part.starts_with("None") { "None".len() } else { part.find("})").unwrap() };
            all + part.get(end..).unwrap()
        })
    }

    /// The texts of notation here say as JSON what they say.
    fn assert_same_in_json(text: &str) {
        assert!(is_notation(text), "{text}");
        let json = in_json(text, json::nearest_number).unwrap_or_else(|| panic!("{text}"));
        assert!(!is_notation(&json), "{json}");
        let read = read_json(&json, &ReadOptions::default()).unwrap_or_else(|error| panic!("{text}\n{json}: {error}"));
        assert_eq!(all_of(&read.document), all_of(&accepted(text).document), "{text}\n{json}");
    }

    #[test]
    fn in_json_nothing_is_lost() {
        for text in [
            "{ deny: [sh, cmd:git:push] }",
            "policy @team = { deny: [sh, sh, js], deny_cmd: [rm], allow: { cmd: [git:*], js, fs: { read: ['/etc/**'] } } }",
            "policy @team = { name: \"house\", limits: { timeout: 1.5, maxTokens: 100000 } }",
            ">> note\nneeds { git }\nguard @g before show = deny \"no\"\n/policy @p = { name: 'é🦀 \" \\\\', deny: { cmd: [7.50] }, x-note: null }",
            "\u{feff}policy { labels: { 'src:mcp': { deny: [op:sh] } }, defaults: { rules: [no-secret-exfil] } }",
            "policy { 'x-__proto__': { a: [1, 1e-7] } }",
        ] {
            assert_same_in_json(text);
        }
        for text in ["show \"x\"", "policy @a = { }\npolicy @b = { }", "policy @c = union(@a, @b)"] {
            assert_eq!(in_json(text, json::nearest_number), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_policy_of_notation_is_the_same_in_json(policy in written(), named in any::<bool>()) {
            let (value, _) = json::parse(&policy.to_string(), json::nearest_number).unwrap();
            let literal = print_literal(&value).unwrap();
            assert_same_in_json(&if named { format!("policy @team = {literal}") } else { format!("policy {literal}") });
        }
    }

    #[test]
    fn texts_are_told_apart_by_their_beginning_and_json_is_json() {
        for text in ["null", " true", "false\n", "{}", "{ }", "{", "", "[", "1", "{ \"a\": 1 }", "\"a\"", "{ \"a"] {
            assert!(!is_notation(text), "{text}");
        }
        for text in
            ["nul", "truely", "{ a", "{a}", "policy", "/x", "@", "---", ">> x", "<< x", "null null", "{ 'a': 1 }"]
        {
            assert!(is_notation(text), "{text}");
        }
    }

    /// Editors write one and do not show it.
    #[test]
    fn a_byte_order_mark_says_nothing() {
        let bare = accepted("{ \"deny\": [\"sh\"] }").document;
        for text in
            ["{ \"deny\": [\"sh\"] }", "{ deny: [sh] }", " policy { deny: [sh] }", ">> x\n/policy { deny: [sh] }"]
        {
            let document = accepted(&format!("\u{feff}{text}")).document;
            assert_eq!(document.to_value(), bare.to_value(), "{text}");
            let span = document.deny.capabilities[0].origin.span.unwrap();
            assert!(
                text.get(span.start - 3..span.end - 3).is_some_and(|rule| rule.trim_matches('"') == "sh"),
                "{text}"
            );
            let twice = format!("\u{feff}\u{feff}{text}");
            assert!(read_text(&twice, &ReadOptions::default()).is_err(), "{text}");
        }
        assert_eq!(told("\u{feff}{ \"dney\": [] }"), ["1:3 unknown key `dney`"]);
        assert_eq!(told("\u{feff}{ dney: [] }"), ["1:3 unknown key `dney`"]);
    }

    #[test]
    fn guards_are_not_passed_over_in_silence() {
        let warnings = accepted("policy { deny: [sh] }\nguard before show = deny \"no\"").warnings;
        let places: Vec<_> = warnings.iter().map(|warning| (warning.severity, warning.line)).collect();
        assert_eq!(places, [(Severity::Warning, Some(2))]);
    }
}
