//! The options of an engine as a host writes them: one object, checked key by key.

use crate::engine::EngineOptions;
use crate::error::{Problem, ProblemCode};
use crate::list::{AddAll, List};
use crate::policy::value::{Data, Value};
use crate::policy::{is_reserved, quoted};
use crate::prelude::*;
use crate::suggest::nearest;
use crate::tool::read_tools;

const KEYS: [&str; 9] =
    ["base", "capabilities", "caseSensitive", "config", "home", "platform", "programFolders", "projectName", "tools"];

/// Reads options; a callback (`realPath`) is not data and is set by the caller.
///
/// # Errors
///
/// All problems at once, each with the path of the option and code `INVALID_OPTION`.
pub fn read_options(value: &Value) -> Result<EngineOptions, Vec<Problem>> {
    let mut reader = OptionReader::default();
    let mut options = EngineOptions::default();
    let Data::Object(members) = &value.data else {
        return Err(vec![Problem::error(ProblemCode::InvalidOption, "options", "the options must be an object")]);
    };
    for member in members {
        let (key, value) = (member.key.as_str(), &member.value);
        match key {
            "base" => options.base = reader.text(key, value),
            "home" => options.home = reader.text(key, value),
            "projectName" => options.project_name = reader.text(key, value),
            "caseSensitive" => options.case_sensitive = reader.switch(key, value),
            "platform" => options.windows = reader.platform(key, value),
            "programFolders" => options.program_folders = Some(reader.texts(key, value)),
            "capabilities" => options.capabilities = reader.capabilities(key, value),
            "config" => options.allow_guard_bypass = reader.config(value),
            "tools" => match read_tools(value) {
                Ok(tools) => options.tools = tools,
                Err(problems) => reader.problems.add_all(problems),
            },
            _ => reader.unknown("options", key, &KEYS),
        }
    }
    if reader.problems.is_empty() { Ok(options) } else { Err(reader.problems) }
}

/// Why a host cannot register a capability of this name, if it cannot.
fn refused_name(name: &str) -> Option<&'static str> {
    let head = name.split(':').next().unwrap_or_default();
    if name.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '*' | '{' | '}')) {
        Some("holds a blank or a special character")
    } else if is_reserved(head) || is_reserved(name) || name.starts_with("x-") {
        Some("already means something in a policy")
    } else {
        None
    }
}

#[derive(Default)]
struct OptionReader {
    problems: Vec<Problem>,
}

impl OptionReader {
    fn refuse(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem::error(ProblemCode::InvalidOption, path, message));
    }

    fn unknown(&mut self, path: &str, key: &str, known: &[&str]) {
        let problem = Problem::error(ProblemCode::InvalidOption, path, format!("unknown option `{key}`"));
        self.problems.push(match nearest(key, known.iter().copied()) {
            Some(near) => problem.suggest(format!("did you mean `{near}`?")),
            None => problem.suggest(format!("known options are {}", known.join(", "))),
        });
    }

    fn text(&mut self, key: &str, value: &Value) -> Option<String> {
        match &value.data {
            Data::String(text) if !text.is_empty() => Some(text.clone()),
            Data::String(_) => {
                self.refuse(key, "the option is empty");
                None
            }
            _ => {
                self.refuse(key, "the option must be a string");
                None
            }
        }
    }

    fn texts(&mut self, key: &str, value: &Value) -> Vec<String> {
        let Data::Array(items) = &value.data else {
            self.refuse(key, "the option must be an array of strings");
            return Vec::new();
        };
        let path = |index| format!("{key}[{index}]");
        items.iter().enumerate().filter_map(|(index, item)| self.text(&path(index), item)).list()
    }

    /// Names of capabilities. One that a list or a map would read as something else could be registered, and never be
    /// denied.
    fn capabilities(&mut self, key: &str, value: &Value) -> Vec<String> {
        let names = self.texts(key, value);
        for (index, name) in names.iter().enumerate() {
            if let Some(why) = refused_name(name) {
                self.refuse(format!("{key}[{index}]"), format!("the name {} {why}", quoted(name)));
            }
        }
        names
    }

    fn switch(&mut self, key: &str, value: &Value) -> Option<bool> {
        if let Data::Bool(switch) = value.data {
            return Some(switch);
        }
        self.refuse(key, "the option must be true or false");
        None
    }

    fn platform(&mut self, key: &str, value: &Value) -> bool {
        match &value.data {
            Data::String(text) if text == "windows" => true,
            Data::String(text) if text == "posix" => false,
            _ => {
                self.refuse(key, "the option must be `posix` or `windows`");
                false
            }
        }
    }

    /// `config` is the host's configuration file; its `security` part concerns the engine.
    fn config(&mut self, value: &Value) -> Option<bool> {
        let mut allow_guard_bypass = None;
        let Data::Object(members) = &value.data else {
            self.refuse("config", "the option must be an object");
            return None;
        };
        for security in members.iter().filter(|member| member.key == "security") {
            let Data::Object(members) = &security.value.data else {
                self.refuse("config.security", "the option must be an object");
                continue;
            };
            for member in members {
                match member.key.as_str() {
                    "allowGuardBypass" => {
                        allow_guard_bypass = self.switch("config.security.allowGuardBypass", &member.value);
                    }
                    key => self.unknown("config.security", key, &["allowGuardBypass"]),
                }
            }
        }
        allow_guard_bypass
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_policy_reads_as_something_else_cannot_be_registered() {
        let refused = |name: &str| {
            let options = Value::object([("capabilities", Value::list([name]))]);
            read_options(&options).err().map(|problems| problems[0].path.clone())
        };
        for name in [
            "cmd",
            "cmd:rm",
            "fs:r:x",
            "net",
            "op:db",
            "sh",
            "bash",
            "keychain",
            "@keychain",
            "pkg:java",
            "all",
            "*",
            "db*",
            "a b",
            " db",
            "x-db",
            "{db}",
            "db\n",
        ] {
            assert_eq!(refused(name).as_deref(), Some("capabilities[0]"), "{name}");
        }
        for name in ["db", "db:write", "mcp__github__push", "__proto__", "constructor", "command", "shell"] {
            assert_eq!(refused(name), None, "{name}");
        }
    }

    #[test]
    fn every_wrong_option_is_reported() {
        let options =
            Value::object([("base", 5.0.into()), ("homee", "/h".into()), ("capabilities", Value::list([""]))]);
        let problems = read_options(&options).unwrap_err();
        assert!(problems.iter().all(|problem| problem.code == ProblemCode::InvalidOption));
        assert_eq!(problems.len(), 3);
    }
}
