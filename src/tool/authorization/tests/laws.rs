//! A small world: four arguments, of which the tool may declare some and call some control arguments. What labels.md says of
//! it sentence by sentence, and what a policy that says more must not authorise.

use proptest::prelude::*;

use super::{member, value};
use crate::policy::value::{Data, Value};
use crate::policy::{Authorization, Clause, Names, Origin};
use crate::tool::{Tools, authorize, read_tools, tolerantly_equal};

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

type Arguments = Vec<(&'static str, Value)>;

fn values() -> impl Strategy<Value = Value> {
    let texts = ["null", r#""""#, "[]", "[null]", r#""x""#, r#""y""#, r#"["x"]"#, r#"["x", "y"]"#, "1", r#""1""#, "{}"];
    prop::sample::select(texts.map(value).to_vec())
}

fn arguments() -> impl Strategy<Value = Arguments> {
    prop::collection::vec(prop::option::of(values()), NAMES.len())
        .prop_map(|values| NAMES.into_iter().zip(values).filter_map(|(name, value)| Some((name, value?))).collect())
}

fn clauses() -> impl Strategy<Value = Vec<Clause>> {
    let clause = prop_oneof![
        3 => values().prop_map(Clause::Eq),
        1 => prop::collection::vec(values(), 0..3).prop_map(Clause::OneOf),
    ];
    prop::collection::vec(clause, 0..3)
}

type Listed = Vec<(&'static str, Vec<Clause>)>;

/// What an entry says: `None` is `true`.
fn entry() -> impl Strategy<Value = Option<Listed>> {
    let listed = prop::collection::vec(prop::option::weighted(0.4, clauses()), NAMES.len())
        .prop_map(|all| NAMES.into_iter().zip(all).filter_map(|(name, clauses)| Some((name, clauses?))).collect());
    prop::option::weighted(0.8, listed)
}

/// For each argument, whether the tool declares it, and whether as a control argument; `None` is a tool without description.
type Declared = Option<Vec<(&'static str, bool)>>;

fn declared() -> impl Strategy<Value = Declared> {
    let arguments = prop::collection::vec(prop::option::of(any::<bool>()), NAMES.len())
        .prop_map(|all| NAMES.into_iter().zip(all).filter_map(|(name, control)| Some((name, control?))).collect());
    prop::option::weighted(0.8, arguments)
}

fn described(declared: &Declared) -> Tools {
    let Some(arguments) = declared else { return Tools::default() };
    let args = Value::object(arguments.iter().map(|(name, _)| (*name, Data::Null.into())));
    let control = Value::list(arguments.iter().filter(|(_, control)| *control).map(|(name, _)| *name));
    read_tools(&Value::object([("t", Value::object([("args", args), ("controlArgs", control)]))])).unwrap()
}

fn listing(entry: &Option<Listed>) -> Names<Authorization> {
    let args = entry
        .as_ref()
        .map(|listed| listed.iter().map(|(name, clauses)| ((*name).to_owned(), clauses.clone())).collect());
    let origin = Origin { path: "authorizations.allow.t".into(), span: None };
    Names::from_iter([("t".to_owned(), Authorization { args, origin })])
}

fn ask(entry: &Option<Listed>, declared: &Declared, given: &Arguments) -> bool {
    let given: Vec<_> = given.iter().map(|(name, value)| member(name, value.clone())).collect();
    authorize(&listing(entry), &described(declared), "t", &given).is_ok()
}

/// What labels.md says, sentence by sentence, of each of the four names.
fn by_the_sentences(entry: &Option<Listed>, declared: &Declared, given: &Arguments) -> bool {
    let value_of = |name: &str| given.iter().find(|(given, _)| *given == name).map(|(_, value)| value);
    let declaration =
        |name: &str| declared.iter().flatten().find(|(declared, _)| *declared == name).map(|(_, control)| *control);
    let has = |name: &str| value_of(name).is_some() || declaration(name).is_some();
    let controls = |name: &str| has(name) && declaration(name).unwrap_or(true);
    let Some(listed) = entry else { return !NAMES.into_iter().any(controls) };
    NAMES.into_iter().all(|name| {
        let text = value_of(name).map(Value::to_string);
        let empty = matches!(text.as_deref(), None | Some("null" | "[]" | "\"\""));
        match listed.iter().find(|(listed, _)| *listed == name) {
            Some((_, clauses)) => {
                let mut unsatisfied = clauses.iter().filter(|clause| match clause {
                    Clause::Eq(expected) => !tolerantly_equal(value_of(name), Some(expected)),
                    Clause::OneOf(all) => !all.iter().any(|expected| tolerantly_equal(value_of(name), Some(expected))),
                });
                !clauses.is_empty() && unsatisfied.next().is_none()
            }
            None => !controls(name) || empty,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5000))]

    #[test]
    fn agrees_with_the_sentences(entry in entry(), declared in declared(), given in arguments()) {
        prop_assert_eq!(ask(&entry, &declared, &given), by_the_sentences(&entry, &declared, &given));
    }

    /// An argument without clauses is the exception: nothing matches none, something may match one.
    #[test]
    fn a_further_clause_authorises_nothing_more(
        entry in entry(), declared in declared(), given in arguments(), at in 0..4_usize, more in clauses(),
    ) {
        let mut wider = entry.clone();
        if let Some((_, clauses)) = wider.iter_mut().flatten().nth(at).filter(|(_, clauses)| !clauses.is_empty()) {
            clauses.extend(more);
        }
        prop_assert!(ask(&entry, &declared, &given) || !ask(&wider, &declared, &given));
    }

    /// Where an entry comes to list an argument, it newly authorises only what the policy now says of it: a call that
    /// gives that control argument as listed. Any other argument is only restricted.
    #[test]
    fn a_further_listed_argument_authorises_only_itself(
        entry in entry(), declared in declared(), given in arguments(), name in prop::sample::select(NAMES.to_vec()), clauses in clauses(),
    ) {
        let Some(listed) = &entry else { return Ok(()) };
        if listed.iter().any(|(listed, _)| *listed == name) {
            return Ok(());
        }
        let wider = Some(listed.iter().cloned().chain([(name, clauses)]).collect());
        if ask(&wider, &declared, &given) && !ask(&entry, &declared, &given) {
            let control = declared.iter().flatten().find(|(declared, _)| *declared == name).is_none_or(|(_, control)| *control);
            prop_assert!(control);
            let without: Arguments = given.iter().filter(|(given, _)| *given != name).cloned().collect();
            prop_assert!(ask(&entry, &declared, &without));
        }
    }

    /// A description can only say that an argument is none that controls.
    #[test]
    fn without_a_description_nothing_more_is_authorised(entry in entry(), declared in declared(), given in arguments()) {
        if entry.is_some() && ask(&entry, &None, &given) {
            prop_assert!(ask(&entry, &declared, &given));
        }
    }
}
