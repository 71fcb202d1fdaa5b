//! What a scenario is warned of, and guards that are about nothing on its page.

use super::ScenarioError;
use super::mistakes::{Mistake, error_of};
use super::page::{MAIN, Page, Reading, StepKind};
use crate::guard::OPERATIONS;
use crate::label::{covers, idle_rules};
use crate::names::Names;
use crate::notation::{DirectiveKind, Guard};
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::suggest::nearest;
use crate::text::quoted;
use crate::tool::Tools;

/// No more warnings are told.
const MOST: usize = 50;

/// Labels that data or operations have without being given them.
const LABELS: [&str; 22] = [
    "*",
    "op",
    "secret",
    "sensitive",
    "pii",
    "untrusted",
    "trusted",
    "influenced",
    "known",
    "src",
    "dir",
    "net",
    "net:r",
    "net:w",
    "fs:r",
    "fs:w",
    "tool:r",
    "tool:w",
    "exfil",
    "destructive",
    "privileged",
    "llm",
];

impl Reading<'_> {
    /// Looks at what can only be told once all is read.
    pub(super) fn doubt(&mut self) {
        if !self.progress().1 {
            return;
        }
        let mut functions = Names::default();
        let mut given = Vec::new();
        for step in &self.steps {
            if let StepKind::Do(DirectiveKind::Exe { labels: own, name, .. }) = &step.kind {
                functions.insert(&name.value, ());
                given.extend(own.iter().map(|label| label.value.as_str()));
            }
            if let StepKind::Do(DirectiveKind::Var { labels: own, .. }) = &step.kind {
                given.extend(own.iter().map(|label| label.value.as_str()));
            }
            if let StepKind::Guard(definition) = &step.kind {
                texts_of(definition, false, &mut given);
            }
        }
        for (document, file, span) in &self.layers {
            let mut document = document.clone();
            for label in &given {
                if !document.operations.contains(label) {
                    document.operations.insert(label, Vec::new());
                }
            }
            let idle = idle_rules(&document, &Tools::default());
            self.warnings.extend(idle.into_iter().map(|problem| Mistake::of_problem(problem, *file, *span)));
        }
        for (document, ..) in &self.layers {
            given.extend(document.operations.names().chain(document.labels.names()));
        }
        let given: Vec<String> = given.into_iter().map(str::to_owned).collect();
        let labels = || given.iter().map(String::as_str);
        for filter in core::mem::take(&mut self.filters) {
            let told = |message: String, near: Option<String>| {
                Mistake::new(MAIN, filter.span, "INVALID_GUARD", message).suggest(near)
            };
            let text = filter.value.strip_suffix(":*").unwrap_or(&filter.value);
            if let Some(name) = text.strip_prefix('@') {
                if !functions.contains(name) {
                    let near = nearest(name, functions.names()).map(|near| format!("did you mean `@{near}`?"));
                    let message = format!("no function is called {} here", quoted(text));
                    self.report(Mistake::new(MAIN, filter.span, "UNKNOWN_NAME", message).suggest(near));
                }
                continue;
            }
            let label = text.strip_prefix("op:").unwrap_or(text);
            let is_operation = label.len() < text.len();
            let kind = label.split(':').next().unwrap_or_default();
            let is_given = labels().any(|known| covers(label, known) || covers(known, label) && !is_operation);
            let is_kind = OPERATIONS.contains(&kind);
            let is_whole = kind == label || matches!(kind, "cmd" | "net" | "fs" | "tool");
            let is_label = || LABELS.iter().any(|known| covers(known, label) && *known != "*" || *known == label);
            if is_given || is_kind && (is_whole && (is_operation || kind == label)) || is_label() {
                continue;
            }
            let near = nearest(label, labels().chain(LABELS).filter(|_| !is_operation));
            let meant = near.map_or_else(|| format!("op:cmd:{label}"), str::to_owned);
            let near = Some(format!("did you mean {}?", quoted(&meant)));
            if is_operation && !is_kind {
                self.report(told(format!("no operation is known to be {}", quoted(text)), near));
            } else if is_operation {
                self.warnings.push(told(format!("no operation is known to be {}", quoted(text)), None));
            } else {
                self.warnings.push(told(format!("nothing on this page carries the label {}", quoted(label)), near));
            }
        }
    }

    /// Keeps what a guard of the page itself is about; those of other files may be about what other pages have.
    pub(super) fn keep_filter(&mut self, guard: &Guard, file: usize) {
        if file == MAIN {
            self.filters.push(guard.filter.clone());
        }
    }
}

/// The labels that the actions of a guard give.
fn texts_of<'v>(value: &'v Value, inside: bool, labels: &mut Vec<&'v str>) {
    match &value.data {
        Data::String(text) if inside => labels.push(text),
        Data::Array(items) => items.iter().for_each(|item| texts_of(item, inside, labels)),
        Data::Object(members) => {
            members.iter().for_each(|member| texts_of(&member.value, inside || member.key == "labels", labels));
        }
        _ => {}
    }
}

/// The warnings of a page as they are told.
pub(super) fn told(page: &Page, warnings: Vec<Mistake>) -> Vec<ScenarioError> {
    warnings.into_iter().take(MOST).map(|warning| error_of(vec![warning], &page.files)).collect()
}

#[cfg(test)]
mod tests {
    use crate::scenario::{ScenarioOptions, run_scenario};

    /// The first line of what stops a page, and those of its warnings.
    fn told(page: &str) -> Vec<String> {
        let result = run_scenario(page, &ScenarioOptions::default());
        let all = result.error.into_iter().chain(result.warnings);
        all.map(|told| told.message.lines().next().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn guards_about_nothing_on_the_page_are_told() {
        for (page, line) in [
            ("/guard before @snd = deny", "example.md:1:15: no function is called `@snd` here (did you mean `@send`?)"),
            (
                "/guard before op:curl = deny",
                "example.md:1:15: no operation is known to be `op:curl` (did you mean `op:cmd:curl`?)",
            ),
            ("/guard before op:show:x = deny", "example.md:1:15: no operation is known to be `op:show:x`"),
            (
                "/guard before curl = deny",
                "example.md:1:15: nothing on this page carries the label `curl` (did you mean `op:cmd:curl`?)",
            ),
            (
                "/guard before secrte = deny",
                "example.md:1:15: nothing on this page carries the label `secrte` (did you mean `secret`?)",
            ),
        ] {
            assert_eq!(told(&format!("{page}\n/exe publish @send() = \"x\"\n")), [line]);
        }
        for filter in [
            "@send",
            "op:cmd:curl",
            "publish",
            "op:publish",
            "secret",
            "secret:api",
            "src:mcp",
            "net",
            "op:net:w",
            "draft",
            "show",
            "cmd",
            "op:fs:w",
        ] {
            let page = format!("/guard before {filter} = deny\n/exe publish @send() = \"x\"\n/var draft @d = 1\n");
            assert_eq!(told(&page), [""; 0], "{filter}");
        }
    }

    #[test]
    fn what_a_lint_tells_of_policies_is_told() {
        let page = "/policy { labels: { secret: { deny: [publish, pubilsh] } }, deny: [\"cmd:g\u{456}t\"] }\n/exe publish @send() = \"x\"\n/show \"a\"\n";
        let result = run_scenario(page, &ScenarioOptions::default());
        assert_eq!(result.error, None);
        let lines = told(page);
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].contains("only looks like `i`"), "{lines:?}");
        assert!(lines[1].ends_with("no operation is known to be `pubilsh` (did you mean `publish`?)"), "{lines:?}");
    }
}
