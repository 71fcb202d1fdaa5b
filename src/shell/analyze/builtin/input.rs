//! Commands that read into variables.

use super::{EVALUATED, arguments};
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::analyze::field::Field;
use crate::shell::analyze::simple::Call;
use crate::shell::analyze::variable::{Value, Variable};
use crate::shell::analyze::{Analyzer, is_identifier};
use crate::shell::plan::OpaqueKind;

impl Analyzer<'_> {
    pub(super) fn read(&mut self, call: &Call<'_>) {
        let mut fields = arguments(call).iter();
        let mut names = 0_usize;
        while let Some(field) = fields.next() {
            let Some(text) = field.literal() else {
                // What comes from the host names variables of the host's choosing.
                if !field.host {
                    self.opaque_at(OpaqueKind::Code, EVALUATED, field.span);
                }
                continue;
            };
            match text.strip_prefix('-').filter(|letters| !letters.is_empty() && names == 0) {
                Some(letters) => {
                    let Some(at) = letters.find(['a', 'd', 'i', 'n', 'N', 'p', 't', 'u']) else { continue };
                    let takes_array = letters.get(at..).is_some_and(|rest| rest.starts_with('a'));
                    let attached = letters.get(at.saturating_add(1)..).filter(|rest| !rest.is_empty());
                    let value = attached
                        .map(str::to_owned)
                        .or_else(|| fields.next().and_then(Field::literal).map(str::to_owned));
                    if takes_array {
                        match value {
                            Some(name) if is_identifier(&name) => {
                                let value = Value::Array(vec![Word::unknown()]);
                                self.assign(&name, Variable { value, ..Variable::unknown() }, field.span);
                            }
                            _ => self.opaque_at(OpaqueKind::Code, EVALUATED, field.span),
                        }
                    }
                }
                None => {
                    names = names.saturating_add(1);
                    self.assign_to(Some(field), Variable::unknown(), field.span);
                }
            }
        }
        if names == 0 {
            self.assign("REPLY", Variable::unknown(), call.span);
        }
    }

    pub(super) fn mapfile(&mut self, call: &Call<'_>) {
        let mut fields = arguments(call).iter();
        let mut name = "MAPFILE".to_owned();
        while let Some(field) = fields.next() {
            match field.literal() {
                Some("-t") => {}
                Some("-d" | "-n" | "-O" | "-s" | "-u") => drop(fields.next()),
                Some(text) if is_identifier(text) => name = text.to_owned(),
                Some(text) if text.len() > 2 && !text.contains(['C', 'c']) && text.starts_with('-') => {}
                // `-C code` is evaluated for every so many lines.
                _ => self.opaque_at(OpaqueKind::Code, EVALUATED, field.span),
            }
        }
        let value = Value::Array(vec![Word::unknown()]);
        self.assign(&name, Variable { value, ..Variable::unknown() }, call.span);
    }

    pub(super) fn getopts(&mut self, call: &Call<'_>) {
        self.assign_to(arguments(call).get(1), Variable::unknown(), call.span);
        self.assign("OPTARG", Variable::unknown(), call.span);
        self.assign("OPTIND", Variable::number(), call.span);
    }
}
