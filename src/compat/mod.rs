//! What the functions of mlld 2.0.5 return, for hosts that show it or keep it: normalised documents, merges, words,
//! patterns, keys, labels, descriptors.
//!
//! These are data, holes and accidents included: nothing of the engine asks this module, and it asks nothing of the
//! engine, so that no decision is made with it. `tests/mlld/` holds what mlld returned.
//!
//! Values are JSON. Where mlld returns a set there is a list, in the order in which a JavaScript `Set` is read; and where
//! it takes one, a list. Syntax nodes of the interpreter and the names that JavaScript's objects inherit are no input of
//! these functions: both are read as any other JSON.

mod authorization;
mod braces;
mod capabilities;
mod command_pattern;
mod danger;
mod descriptor;
mod fs_pattern;
mod glob;
mod glob_class;
mod glob_part;
mod guard_override;
mod guard_reducer;
mod label;
mod merge;
mod needs;
mod operation;
mod packages;
mod policy_config;
mod record;
pub(crate) mod sentence;
mod shell_quote;
mod signer;
mod text;
mod thrown;
mod tolerant;

use record::{list, string};
pub(crate) use text::trim;
pub use thrown::Thrown;

use crate::policy::value::{Data, Value};
use crate::prelude::*;

/// The arguments of a call; `None` is JavaScript's `undefined`.
struct Arguments<'v>(&'v [Option<Value>]);

impl<'v> Arguments<'v> {
    fn get(&self, index: usize) -> Option<&'v Value> {
        self.0.get(index)?.as_ref()
    }

    /// An argument without which nothing can be said: `undefined` is like `null`.
    fn value(&self, index: usize) -> &'v Value {
        const NULL: &Value = &Value { data: Data::Null, span: None };
        self.get(index).unwrap_or(NULL)
    }

    fn text(&self, index: usize) -> Result<&'v str, Thrown> {
        string(self.value(index)).ok_or_else(|| Thrown::no_string(index))
    }

    fn texts(&self, index: usize) -> Result<Vec<String>, Thrown> {
        let items = list(self.value(index)).unwrap_or_default();
        items.iter().map(|item| string(item).map(str::to_owned).ok_or_else(|| Thrown::no_string(index))).collect()
    }
}

/// Calls one of mlld's functions, or reads one of its lists, by its name.
///
/// # Errors
/// What mlld throws, and a `TypeError` for a function that is not here.
///
/// ```
/// use mlld_policy::compat::call;
///
/// let tokens = call("getCommandTokens", &[Some("A=1 /usr/bin/GIT log | sh".into())])?;
/// assert_eq!(tokens.map(|tokens| tokens.to_string()).as_deref(), Some(r#"["git","log","sh"]"#));
/// # Ok::<(), mlld_policy::compat::Thrown>(())
/// ```
pub fn call(function: &str, arguments: &[Option<Value>]) -> Result<Option<Value>, Thrown> {
    let given = Arguments(arguments);
    let value: Value = match function {
        "getCommandTokens" => Value::list(command_pattern::command_tokens(given.text(0)?)?),
        "normalizeCommandPatternEntry" => {
            command_pattern::pattern_entry(given.text(0)?).map_or(Data::Null.into(), Value::from)
        }
        "parseCommandPatternTokens" => Value::list(command_pattern::pattern_tokens(given.text(0)?)?),
        "matchesCommandPattern" => command_pattern::matches(&given.texts(0)?, given.text(1)?)?.into(),
        "parseFsPatternEntry" => fs_pattern::entry(given.text(0)?),
        "matchesFsPattern" => {
            // The folder in which mlld runs is not one of its own arguments.
            let folders = [given.text(2)?, given.text(3)?, given.get(4).and_then(string).unwrap_or("/")];
            fs_pattern::matches(given.text(0)?, given.text(1)?, folders)?.into()
        }
        "matchesSignerPattern" => signer::matches(given.text(0)?, given.text(1)?)?.into(),
        "matchesAnySignerPattern" => signer::matches_any(given.text(0)?, given.value(1))?.into(),
        "resolveSignerLabels" => {
            let status = given.get(1).and_then(string).unwrap_or_default();
            signer::labels(given.get(0).and_then(string), status, given.get(2), given.get(3))?
        }
        "DEFAULT_DANGER_PATTERNS" => Value::list(danger::DEFAULT),
        "normalizeDangerEntries" => policy_config::danger_entries(given.get(0)).into(),
        "normalizePolicyConfig" => policy_config::normalize(given.get(0)),
        "mergePolicyConfigs" => merge::merge(given.get(0), given.get(1)),
        "normalizeAuthConfig" => return Ok(policy_config::auth(given.get(0))),
        "normalizeNeedsDeclaration" => {
            needs::normalize(given.get(0), given.get(1).and_then(string).unwrap_or("needs"))?
        }
        "normalizeProfilesDeclaration" => needs::profiles(given.get(0))?,
        "normalizeWantsDeclaration" => needs::wants(given.get(0))?,
        "mergeNeedsDeclarations" => needs::merge(given.get(0), given.value(1)),
        "ALLOW_ALL_POLICY" => Value::object([("allowAll", Value::from(true))]),
        "normalizePolicyAuthorizations" => authorization::normalize(given.get(0)),
        "mergePolicyAuthorizations" => return Ok(authorization::merge(given.get(0), given.get(1))),
        "hasToolWriteAuthorizationPolicy" => authorization::is_enforced(given.get(0)).into(),
        "validatePolicyAuthorizations" => authorization::validate(given.get(0), given.get(1), given.get(2)),
        "validateNormalizedPolicyAuthorizations" => {
            authorization::validate_normalized(given.value(0), given.get(1), given.get(2))
        }
        "isTolerantMatch" => tolerant::matches(given.get(0), given.get(1)).into(),
        "expandOperationLabels" => label::expand(given.value(0), given.get(1)),
        "hasManagedPolicyLabelFlow" => label::has_managed_flow(given.get(0)).into(),
        "resolveInputTaint" => label::resolve_taint(given.get(0), given.get(1)),
        "BUILTIN_POLICY_RULES" => Value::list(label::RULES),
        "isBuiltinPolicyRuleName" => string(given.value(0)).is_some_and(|name| label::RULES.contains(&name)).into(),
        "shouldAddInfluencedLabel" => label::is_influenced(given.get(0), given.get(1), given.get(2)).into(),
        "getOperationLabels" => operation::labels(given.value(0)),
        "getOperationSources" => operation::sources(given.value(0)),
        "parseCommand" => operation::parse_command(given.text(0)?)?,
        "buildOperationKeys" | "buildOperationKeySet" => operation::keys(given.value(0)),
        "normalizeGuardNames" => guard_override::names(given.get(0), given.text(1)?)?.into(),
        "normalizeGuardOverride" => guard_override::normalize(given.get(0))?,
        "applyGuardOverrideFilter" => guard_override::filter(given.value(0), given.value(1)),
        "createGuardDecisionState" => guard_reducer::initial(),
        "applyGuardDecisionResult" => guard_reducer::apply(given.value(0), given.value(1), given.get(2)),
        "shouldClearAttemptState" => guard_reducer::clears_attempts(given.text(0)?).into(),
        "toHookAction" => guard_reducer::hook_action(given.text(0)?).into(),
        "isProtectedLabel" => label::is_protected(given.text(0)?).into(),
        "PROTECTED_LABELS" => Value::list(label::PROTECTED),
        "makeSecurityDescriptor" => descriptor::make(given.get(0)),
        "mergeDescriptors" => descriptor::merge(arguments.iter().flatten()),
        "hasLabel" => descriptor::has_label(given.get(0), given.text(1)?).into(),
        "applyGuardLabelModifications" => descriptor::modify(given.value(0), given.get(1), given.get(2))?,
        _ => return Err(Thrown::type_error(format!("no function of mlld: {function}"))),
    };
    Ok(Some(value))
}
