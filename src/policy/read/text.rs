//! Policies as text: JSON, or the notation of mlld.

use super::{Accepted, ReadOptions, finish};
use crate::error::{PolicyError, Problem, ProblemCode, locate};
use crate::notation::{Directive, DirectiveKind, Flavour, PolicyBody, parse, parse_literal};
use crate::policy::json;
use crate::policy::value::Value;

const ONE_A_LAYER: &str = "pass one text a layer: all layers must permit, and none is lost in a merge";

/// Reads a policy from text: strict JSON, one literal of mlld (`{ allow: [git] }`), or source of mlld in which there is one
/// policy. Its problems have lines and columns.
///
/// Of source, what is no policy (`exe`, `run`, `needs`, …) is passed over; guards with a warning, since they have to be
/// registered.
///
/// # Errors
/// All problems of the text at once, warnings included, if one of them is an error.
pub fn read_text(text: &str, options: &ReadOptions) -> Result<Accepted, PolicyError> {
    match json::parse(text, options.number) {
        Ok((value, duplicates)) => finish(options, duplicates, &value, Some(text)),
        Err(_) if is_notation(text) => read_notation(text, options),
        Err(problem) => Err(refused(vec![problem], text)),
    }
}

fn refused(mut problems: Vec<Problem>, text: &str) -> PolicyError {
    locate(&mut problems, text);
    PolicyError { problems }
}

/// Whether a text that is not JSON is meant for mlld: an object of JSON begins with a key in quotes.
fn is_notation(text: &str) -> bool {
    let text = text.trim_start();
    match text.strip_prefix('{') {
        Some(inner) => !inner.trim_start().starts_with(['"', '}']) && !inner.trim_start().is_empty(),
        None => {
            text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '@'))
                || ["---", ">>", "<<"].iter().any(|beginning| text.starts_with(beginning))
        }
    }
}

fn read_notation(text: &str, options: &ReadOptions) -> Result<Accepted, PolicyError> {
    if text.trim_start().starts_with('{') {
        let value = parse_literal(text).map_err(|problems| PolicyError { problems })?;
        return finish(options, Vec::new(), &value, Some(text));
    }
    let parsed = parse(text, Flavour::Mld);
    if !parsed.problems.is_empty() {
        return Err(PolicyError { problems: parsed.problems });
    }
    let (name, value) = the_policy(&parsed.directives, text)?;
    let mut accepted = finish(options, Vec::new(), value, Some(text))?;
    accepted.document.name = accepted.document.name.or_else(|| name.map(str::to_owned));
    let guards = parsed.directives.iter().filter(|directive| matches!(directive.kind, DirectiveKind::Guard(_)));
    accepted.warnings.extend(guards.map(|guard| {
        let message = "a guard is no part of a policy and is not asked";
        let warning = Problem::warning(ProblemCode::IneffectiveRule, "", message);
        warning.at(Some(guard.span)).suggest("register it with a guard pipeline")
    }));
    locate(&mut accepted.warnings, text);
    Ok(accepted)
}

/// The policy in a text as a value with places, if there is one.
pub(super) fn value_of(text: &str, options: &ReadOptions) -> Option<Value> {
    if let Ok((value, _)) = json::parse(text, options.number) {
        return Some(value);
    }
    if text.trim_start().starts_with('{') {
        return parse_literal(text).ok();
    }
    let parsed = parse(text, Flavour::Mld);
    the_policy(&parsed.directives, text).ok().map(|(_, value)| value.clone())
}

/// The only policy among directives, with its name.
fn the_policy<'d>(directives: &'d [Directive], text: &str) -> Result<(Option<&'d str>, &'d Value), PolicyError> {
    let mut policies = Vec::new();
    let mut problems = Vec::new();
    for Directive { span, kind } in directives {
        let message = match kind {
            DirectiveKind::Policy { name, body: PolicyBody::Document(value) } => {
                policies.push((name.as_ref().map(|name| name.value.as_str()), value, *span));
                continue;
            }
            DirectiveKind::Policy { body: PolicyBody::Union(_), .. } => {
                "a layer is one policy, and no union of several"
            }
            DirectiveKind::ImportPolicy { .. } => "a layer is one policy, and imports no other",
            _ => continue,
        };
        problems.push((message, *span));
    }
    if problems.is_empty() {
        match policies.as_slice() {
            [(name, value, _)] => return Ok((*name, value)),
            [] => {
                let problem = Problem::error(ProblemCode::NoPolicy, "", "the text declares no policy");
                return Err(PolicyError {
                    problems: vec![problem.suggest("write `policy { … }`, or `{ … }` alone")]
                });
            }
            [_, others @ ..] => {
                let message = "the text declares several policies";
                problems.extend(others.iter().map(|(_, _, span)| (message, *span)));
            }
        }
    }
    let problem = |(message, span): (&str, _)| {
        Problem::error(ProblemCode::InvalidValue, "", message).at(Some(span)).suggest(ONE_A_LAYER)
    };
    Err(refused(problems.into_iter().map(problem).collect(), text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Severity;

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

    #[test]
    fn guards_are_not_passed_over_in_silence() {
        let warnings = accepted("policy { deny: [sh] }\nguard before show = deny \"no\"").warnings;
        let places: Vec<_> = warnings.iter().map(|warning| (warning.severity, warning.line)).collect();
        assert_eq!(places, [(Severity::Warning, Some(2))]);
    }
}
