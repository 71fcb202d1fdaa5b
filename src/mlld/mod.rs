//! The decisions of mlld's interpreter, made by this engine: `mlld-policy/mlld`.
//!
//! Each function of the interpreter's policy modules that decides something is a question here, and the engine answers it.
//! What those modules show as data is [`crate::compat`], which decides nothing; `docs/mlld-deviations.md` says where the
//! engine denies what the interpreter lets through.

mod answer;
mod authorization;
mod command;
mod danger;
mod filesystem;
mod flow;
mod guards;
mod lenient;
mod needs;
mod policy;
mod respell;
mod shown;
#[cfg(all(target_arch = "wasm32", feature = "adapter"))]
mod wasm;
mod wording;

pub use policy::MlldPolicy;
use policy::{Places, member, text};

use crate::capability::FileMode;
use crate::policy::value::{Data, Value};
use crate::prelude::*;

impl Places {
    fn of(question: &Value) -> Self {
        let place = |key: &str| text(question, key).unwrap_or("/").to_owned();
        Self { base: place("basePath"), home: place("homeDir") }
    }
}

impl MlldPolicy {
    /// Answers a question of the interpreter, by the name of its function and the arguments it takes beside the policy.
    ///
    /// ```
    /// use mlld_policy::mlld::MlldPolicy;
    /// use mlld_policy::policy::json;
    ///
    /// let value = |text| json::parse(text, json::nearest_number).unwrap().0;
    /// let policy = MlldPolicy::new(value(r#"{ "allow": { "cmd": ["git:*"] } }"#));
    /// let answer = policy.ask_function("evaluateCommandAccess", &value(r#"{ "text": "git log | sh" }"#)).unwrap();
    /// assert_eq!(answer.to_string(), r#"{"allowed":false,"commandName":"git","reason":"Command 'sh' denied by policy"}"#);
    /// ```
    ///
    /// # Errors
    ///
    /// There is no such function.
    pub fn ask_function(&self, function: &str, question: &Value) -> Result<Value, String> {
        let places = &Places::of(question);
        let said = |key: &str| text(question, key).unwrap_or_default();
        let value = |key: &str| member(question, key).cloned().unwrap_or_else(|| Data::Null.into());
        Ok(match function {
            "evaluateCommandAccess" => self.evaluate_command_access(said("text"), places),
            "evaluateCapabilityAccess" => self.evaluate_capability_access(said("capability"), places),
            "findDeniedShellCommand" => self.find_denied_shell_command(said("code"), places),
            "isDangerousCommand" => self.is_dangerous_command(&value("tokens"), places).into(),
            "isDangerousFilesystem" => self.is_dangerous_file(mode(question), said("target"), places).into(),
            "isDangerAllowedForCommand" => self.opts_in_to_command(&value("tokens"), places).into(),
            "isDangerAllowedForFilesystem" => self.opts_in_to_file(mode(question), said("target"), places).into(),
            "isDangerAllowedForKeychain" => self.keychain_access(None, None, true, places).is_allowed().into(),
            "evaluateFilesystemAccess" => self.evaluate_file_access(mode(question), said("path"), places),
            "evaluateFileIntegrity" => self.evaluate_file_integrity(said("path"), text(question, "identity"), places),
            "evaluateKeychainAccess" => self.evaluate_keychain_access(question, places),
            "checkLabelFlow" => self.label_flow(&value("context"), places),
            "checkExplicitLabelFlowRules" => self.explicit_label_flow(&value("context"), places),
            "generatePolicyGuards" => self.guards(places),
            "policyCondition" => {
                self.condition(said("guard"), &value("context"), text(question, "displayName"), places)
            }
            "policyConfigPermitsNeeds" => self.permits(&value("needs"), places).into(),
            "policySatisfiesNeeds" => host(&value("capabilities")).permits(&value("needs"), places).into(),
            "selectProfile" => optional(self.profile(&value("profiles"), &host(&value("capabilities")), places)),
            "selectWantsTier" => optional(self.tier(&value("wants"), &host(&value("capabilities")), places).as_deref()),
            "evaluatePolicyAuthorizationDecision" => authorization::evaluate(question),
            _ => return Err(format!("`{function}` is no function that decides")),
        })
    }
}

/// What the host can do, as a policy: nothing, where that is not said.
fn host(capabilities: &Value) -> MlldPolicy {
    MlldPolicy::new(needs::policy_of_host(capabilities))
}

fn optional(text: Option<&str>) -> Value {
    text.map_or_else(|| Data::Null.into(), Value::from)
}

/// Whatever is not plainly reading is writing, which is restricted more.
fn mode(question: &Value) -> FileMode {
    if text(question, "mode") == Some("read") { FileMode::Read } else { FileMode::Write }
}
