//! An operation as a host describes it.

use super::operation_labels::OperationLabels;
use crate::list::List;
use crate::prelude::*;
use crate::shell::Plan;

/// Languages with what they go by, as capabilities do.
const LANGUAGES: [(&str, &[&str]); 5] =
    [("sh", &["sh", "bash"]), ("js", &["js"]), ("node", &["node"]), ("py", &["py", "python"]), ("prose", &["prose"])];

/// An operation as a host describes it (labels.md, "Operations").
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Operation {
    /// `cmd`, `sh`, `js`, `show`, …: the operation is `op:<kind>`. `run` is `cmd`. `None` for what labels alone say.
    pub kind: Option<String>,
    /// More about the kind: the language of a `run`, which is `op:<subtype>` besides.
    pub subtype: Option<String>,
    /// Labels beside those that follow from kind and commands.
    pub labels: Vec<String>,
    /// Every text that may be the command: all of them are judged.
    pub commands: Vec<String>,
}

impl Operation {
    /// What the operation does. `plan` says what a command does; `with_data` whether it holds data, which a request then
    /// carries.
    ///
    /// ```
    /// use mlld_policy::label::Operation;
    /// use mlld_policy::shell::{Shell, Surroundings, analyze};
    ///
    /// let status = Operation { kind: Some("cmd".to_owned()), commands: vec!["git status".to_owned()], ..Operation::default() };
    /// let labels = status.all_labels(false, &|text| analyze(text, Shell::Bash, Surroundings::default()));
    /// assert_eq!(labels.all(), ["op:cmd", "op:cmd:git", "op:cmd:git:status"]);
    /// ```
    pub fn all_labels(&self, with_data: bool, plan: &dyn Fn(&str) -> Plan) -> OperationLabels {
        let of_plan = |plan: &Plan| {
            if with_data {
                OperationLabels::of_plan_with(plan, &[], OperationLabels::is_sent(plan, None))
            } else {
                OperationLabels::of_plan(plan)
            }
        };
        let commands = self.commands.iter().filter(|command| !command.is_empty());
        self.with_commands(&commands.map(|command| of_plan(&plan(command))).list())
    }

    /// The languages that its code is in, by the names that policies have for them: `sh` for `bash`.
    pub(crate) fn languages(&self) -> impl Iterator<Item = &'static str> {
        let words = || self.kind.as_deref().into_iter().chain(self.subtype.as_deref());
        LANGUAGES.iter().filter(move |(_, names)| words().any(|word| names.contains(&word))).map(|(name, _)| *name)
    }

    /// What the operation does, where `commands` is what its commands do.
    pub(crate) fn with_commands(&self, commands: &[OperationLabels]) -> OperationLabels {
        let kind = self.kind.as_deref().map(|kind| if kind == "run" { "cmd" } else { kind });
        let label = |kind: &str| format!("op:{kind}");
        let own = kind.map(label).into_iter().chain(self.languages().map(label));
        let mut labels = OperationLabels::default();
        commands.iter().for_each(|command| labels.join(command));
        labels.add_said(&own.chain(self.labels.iter().cloned()).list());
        labels
    }
}
