//! Scenarios: a file of mlld in which policies are tried out. Nothing of it is executed: every operation becomes a decision.
//!
//! First the whole file is read, with all that it imports (`page`): a mistake in it is told before anything happens. Then its
//! steps are taken in order (`run`), each operation through the guards of an engine with the policies that are in force by
//! then, until one is denied.
//!
//! ```
//! use mlld_policy::scenario::{ScenarioOptions, run_scenario};
//!
//! let page = "policy { deny: { cmd: [curl] } }\nshow \"so far\"\nrun cmd { curl https://api.example.com/ }\n";
//! let result = run_scenario(page, &ScenarioOptions::default());
//! assert_eq!(result.output, "so far\n");
//! assert_eq!(result.decisions[1].operation, "run: curl https://api.example.com/");
//! assert_eq!(result.error.unwrap().message, "Command 'curl' denied by policy");
//! ```

mod calls;
mod declarations;
mod directives;
mod doubts;
mod guards;
mod import;
mod mistakes;
mod operation;
mod page;
mod pieces;
mod run;
mod show;
mod state;
mod values;

use serde::Serialize;

use crate::decision::Denial;
use crate::names::Names;
use crate::notation::Flavour;
use crate::policy::json;
use crate::policy::value::Value;
use crate::prelude::*;

/// What a scenario is run with.
#[derive(Debug, Clone)]
pub struct ScenarioOptions {
    /// What kind of file it is; it is called `example.mld` or `example.md`.
    pub flavour: Flavour,
    /// The files that it can import, by their paths beside it.
    pub files: Names<String>,
    /// The configuration of the host: `{ "security": { "allowGuardBypass": false } }`.
    pub config: Option<Value>,
    /// Whether files that are imported may declare privileged guards.
    pub allow_privileged: bool,
    /// The project; `None`: `/project`.
    pub base: Option<String>,
    /// The home folder; `None`: `/home/user`.
    pub home: Option<String>,
    /// How numbers in files of JSON are read.
    pub number: json::ReadNumber,
}

impl Default for ScenarioOptions {
    fn default() -> Self {
        Self {
            flavour: Flavour::Markdown,
            files: Names::default(),
            config: None,
            allow_privileged: false,
            base: None,
            home: None,
            number: json::nearest_number,
        }
    }
}

/// What came of a scenario.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioResult {
    /// What it shows, up to the error.
    pub output: String,
    /// Every operation that was tried, in order.
    pub decisions: Vec<ScenarioDecision>,
    /// What stopped it.
    pub error: Option<ScenarioError>,
    /// What may mean something else than was thought: of its policies what a lint tells, and guards about nothing on the page.
    pub warnings: Vec<ScenarioError>,
}

/// The decision about one operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioDecision {
    /// The operation in one line, without secrets: `run: git status`, `show`, `exe send: curl …`.
    pub operation: String,
    /// The line of its directive, from 1.
    pub line: u32,
    /// `allow` or `deny`.
    pub decision: &'static str,
    /// Why it is denied. What of the command is denied is its subject; it has no span, since nobody sees the command.
    pub denial: Option<Denial>,
}

/// What stopped a scenario: a denial, or a mistake. Or what it is warned of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioError {
    /// What is wrong. A mistake with its file, line and column, and what was written there; there may be several.
    pub message: String,
    /// The code of the denial, or of the first mistake.
    pub code: Option<String>,
    /// The file of the first mistake, or of the operation that was denied.
    pub file: Option<String>,
    /// The line there, from 1.
    pub line: Option<u32>,
    /// The column there, from 1, in UTF-16 code units.
    pub column: Option<u32>,
}

/// Runs a scenario.
#[must_use]
pub fn run_scenario(source: &str, options: &ScenarioOptions) -> ScenarioResult {
    match page::read_page(source, options) {
        Ok((page, warnings)) => ScenarioResult { warnings: doubts::told(&page, warnings), ..run::run(&page) },
        Err(error) => ScenarioResult { error: Some(error), ..ScenarioResult::default() },
    }
}
