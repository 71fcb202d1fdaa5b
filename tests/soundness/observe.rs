//! What was seen of a command line that ran, and its form in recordings.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// The shell that ran a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runs {
    Bash,
    Dash,
}

/// One program that ran.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Run {
    /// The file that was executed, by its base name: what the program is told it is called may differ.
    pub(crate) name: String,
    /// The base name of the program that started it.
    pub(crate) parent: String,
    /// The names of environment variables that the host did not set, or set to something else; not those that shells
    /// and wrappers set of their own accord.
    pub(crate) environment: Vec<String>,
    pub(crate) arguments: Vec<String>,
}

/// Everything that was seen of a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Observed {
    /// What ran, each once.
    pub(crate) runs: BTreeSet<Run>,
    /// Absolute paths of what was created, changed or removed; a folder's ends with `/`.
    pub(crate) written: BTreeSet<String>,
    /// It did not end by itself; what ran until then is compared all the same.
    pub(crate) timed_out: bool,
}

impl Observed {
    pub(crate) fn to_json(&self) -> Value {
        let runs: Vec<Value> =
            self.runs.iter().map(|run| json!([run.name, run.parent, run.environment, run.arguments])).collect();
        json!([runs, self.written, self.timed_out])
    }

    pub(crate) fn from_json(value: &Value) -> Option<Self> {
        let texts = |value: &Value| -> Option<Vec<String>> {
            value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
        };
        let run = |value: &Value| {
            let [name, parent, environment, arguments] = value.as_array()?.as_slice() else { return None };
            Some(Run {
                name: name.as_str()?.to_owned(),
                parent: parent.as_str()?.to_owned(),
                environment: texts(environment)?,
                arguments: texts(arguments)?,
            })
        };
        let [runs, written, timed_out] = value.as_array()?.as_slice() else { return None };
        Some(Self {
            runs: runs.as_array()?.iter().map(run).collect::<Option<_>>()?,
            written: texts(written)?.into_iter().collect(),
            timed_out: timed_out.as_bool()?,
        })
    }
}
