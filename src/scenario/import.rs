//! Files that a scenario imports.

use super::mistakes::{File, Mistake};
use super::page::{MAX_SOURCE, Reading};
use crate::error::Problem;
use crate::notation::{Flavour, Named, Spanned};
use crate::policy::json;
use crate::prelude::*;
use crate::span::Span;
use crate::text::{quoted, shown};

/// How deep imports go.
const DEEPEST: usize = 16;

/// What may be left out at the end of a path.
const ENDINGS: [&str; 5] = ["", ".mld", ".mld.md", ".md", ".json"];

impl Reading<'_> {
    /// Reads a file that another imports: its policies come in force, its guards are asked.
    pub(super) fn import(&mut self, name: &Named, path: &Spanned<String>, file: usize, span: Span) {
        let importer = self.importing.last().map(String::as_str).unwrap_or_default();
        let found = beside(importer, &path.value).and_then(|path| self.find(&path));
        let refusal = match &found {
            None => Some(format!("there is no file {}", quoted(&path.value))),
            Some((found, _)) if self.importing.contains(found) => {
                Some(format!("{} imports itself: {}", quoted(found), self.circle(found)))
            }
            Some((_, text)) if text.len() > MAX_SOURCE => Some(format!("a file has at most {MAX_SOURCE} bytes")),
            Some(_) if self.importing.len() >= DEEPEST => {
                Some(format!("files import each other at most {DEEPEST} deep"))
            }
            Some(_) => None,
        };
        if let Some(message) = refusal {
            return self.refuse(Some((file, path.span)), "IMPORT_FAILED", message);
        }
        let Some((found, text)) = found else { return };
        self.name_policies(name, file);
        // Where it was imported before, what it says is in force already.
        if !self.imported.insert(&found, ()) {
            return;
        }
        let (before, _) = self.progress();
        self.files.push(File::new(found.clone(), text));
        let place = self.files.len().saturating_sub(1);
        self.importing.push(found.clone());
        self.read_imported(place, &found, &name.value, span);
        self.importing.pop();
        if self.progress() == (before, true) {
            let message = format!("there is no policy in {}", quoted(&found));
            self.refuse(Some((file, path.span)), "IMPORT_FAILED", message);
        }
    }

    fn read_imported(&mut self, file: usize, found: &str, name: &str, span: Span) {
        let flavour = match found.rsplit_once('.') {
            Some((_, "md" | "markdown")) => Flavour::Markdown,
            Some((_, "json")) => return self.read_json(file, name, span),
            _ => Flavour::Mld,
        };
        self.read_file(file, flavour, Some((span, name)));
    }

    fn read_json(&mut self, file: usize, name: &str, span: Span) {
        let text = self.files.get(file).map(|file| file.text.clone()).unwrap_or_default();
        match json::parse(&text, self.options.number) {
            Ok((value, duplicates)) => {
                let refuse = |problem: Problem| Mistake::of_problem(problem, file, None);
                duplicates.into_iter().map(refuse).for_each(|mistake| self.report(mistake));
                self.document(Some(name), &value, file, span, Some(name));
            }
            Err(problem) => self.report(Mistake::of_problem(problem, file, None)),
        }
    }

    fn find(&self, path: &str) -> Option<(String, String)> {
        ENDINGS.iter().find_map(|ending| {
            let path = format!("{path}{ending}");
            // Paths of files may be given with a `./`.
            let text = self.options.files.get(&path).or_else(|| self.options.files.get(&format!("./{path}")));
            text.map(|text| (path, text.clone()))
        })
    }

    /// `a.mld, b.mld, a.mld`
    fn circle(&self, back_to: &str) -> String {
        let path = self.importing.iter().map(String::as_str).skip_while(|file| *file != back_to).chain([back_to]);
        path.map(shown).collect::<Vec<_>>().join(", ")
    }
}

/// A path that is written in a file, as seen from the main file; `None` where it leads out of its folder.
fn beside(file: &str, path: &str) -> Option<String> {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
