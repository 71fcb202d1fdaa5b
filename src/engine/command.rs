//! Decisions about command lines and argument lists.

use super::Engine;
use crate::capability::{CommandOperation, decide, explain};
use crate::decision::{Decision, Trace};
use crate::prelude::*;
use crate::shell::{Plan, Shell, analyze, analyze_argv};

impl Engine {
    /// Whether `shell -c text` may run: everything the shell would do with the text.
    pub fn check_command(&self, text: &str, shell: Shell) -> Decision {
        if self.allows_plainly(text, shell) {
            return Decision::Allow;
        }
        self.check_plan(text, self.analyze_command(text, shell))
    }

    /// The decision of [`Self::check_command`] with every layer and every rule considered.
    #[must_use]
    pub fn explain_command(&self, text: &str, shell: Shell) -> Trace {
        self.explain_plan(text, &self.analyze_command(text, shell))
    }

    /// Whether a program may be started without a shell: `argv[0]` with the rest as its arguments.
    pub fn check_argv(&self, argv: &[String]) -> Decision {
        if self.allows_plain_words(argv) {
            return Decision::Allow;
        }
        self.check_plan(&argv.join(" "), analyze_argv(argv, self.surroundings()))
    }

    /// The decision of [`Self::check_argv`] with every layer and every rule considered.
    #[must_use]
    pub fn explain_argv(&self, argv: &[String]) -> Trace {
        self.explain_plan(&argv.join(" "), &analyze_argv(argv, self.surroundings()))
    }

    /// Everything that `shell -c text` would do, as far as the text tells: what [`Self::check_command`] decides over.
    #[must_use]
    pub fn analyze_command(&self, text: &str, shell: Shell) -> Plan {
        analyze(text, shell, self.surroundings())
    }

    fn check_plan(&self, text: &str, mut plan: Plan) -> Decision {
        self.leave_out_open(&mut plan);
        decide(&CommandOperation::new(text, &plan, &self.context), &self.layers, &self.context)
    }

    fn explain_plan(&self, text: &str, plan: &Plan) -> Trace {
        explain(&CommandOperation::new(text, plan, &self.context), &self.layers, &self.context)
    }
}
