//! The module that decides.
//!
//! Policies and options cross once, as JSON text; a check passes its strings in and gets a number back. What is said
//! (denials, traces) crosses as plain objects, with spans in UTF-16 code units. Declarations of needs cross as JSON text
//! with each question about them, and are answered by plain objects.

mod convert;
mod guards;
mod labels;
mod needs;
mod shapes;

use alloc::rc::Rc;
use core::cell::RefCell;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use super::convert::{failure, thrown, to_object};
use super::input;
use crate::capability::{FileMode, RealPath};
use crate::decision::{Decision, Denial};
use crate::engine;
use crate::label::{PreparedOperation, PreparedValue};
use crate::list::List;
use crate::pattern::danger;
use crate::policy::{is_notation, read_json};
use crate::prelude::*;
use crate::shell::Shell;
use crate::span::Utf16Offsets;

/// The result of a check that allows.
const ALLOWED: u32 = 0;
/// The result of a check that denies: the denial waits to be taken.
const DENIED: u32 = 1;

/// An engine with the denial that its last check left behind.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine {
    engine: Rc<engine::Engine>,
    denial: RefCell<Option<Denial>>,
    values: labels::Table<PreparedValue>,
    operations: labels::Table<PreparedOperation>,
}

#[wasm_bindgen]
impl Engine {
    /// Compiles layers (a JSON array of `{ "text" }` or `{ "document" }`) with options (a JSON object).
    ///
    /// # Errors
    ///
    /// `{ kind: "PolicyError", problems }` with every problem of every layer and of the options;
    /// `{ kind: "Notation", message }` where a text is in notation, of which this module reads none.
    #[wasm_bindgen(constructor)]
    pub fn new(layers: &str, options: &str, real_path: Option<js_sys::Function>) -> Result<Self, JsValue> {
        let entries = input::entries(layers).map_err(|error| failure(&error))?;
        if entries.iter().filter_map(input::text_of).any(is_notation) {
            return Err(thrown("Notation", "a policy is in mlld notation"));
        }
        let engine = input::engine(&entries, options, real_path.map(callback), read_json);
        let engine = engine.map_err(|error| failure(&error))?;
        Ok(Self {
            engine: Rc::new(engine),
            denial: RefCell::default(),
            values: labels::Table::default(),
            operations: labels::Table::default(),
        })
    }

    /// The denial of the last check, once.
    #[wasm_bindgen(js_name = takeDenial)]
    #[must_use]
    pub fn take_denial(&self) -> JsValue {
        self.denial.take().map_or(JsValue::NULL, |denial| to_object(&denial))
    }

    /// A command line.
    #[wasm_bindgen(js_name = checkCommand)]
    #[must_use]
    pub fn check_command(&self, text: &str, shell: u32) -> u32 {
        self.answer_about(self.engine.check_command(text, shell_of(shell)), text)
    }

    /// An argument list.
    #[wasm_bindgen(js_name = checkArgv)]
    #[must_use]
    pub fn check_argv(&self, argv: Vec<String>) -> u32 {
        self.answer(self.engine.check_argv(&argv))
    }

    /// A file access.
    #[wasm_bindgen(js_name = checkFile)]
    #[must_use]
    pub fn check_file(&self, write: bool, path: &str) -> u32 {
        self.answer(self.engine.check_file(mode(write), path))
    }

    /// A change of a file by an identity.
    #[wasm_bindgen(js_name = checkFileIntegrity)]
    #[must_use]
    pub fn check_file_integrity(&self, path: &str, identity: Option<String>) -> u32 {
        self.answer(self.engine.check_file_integrity(path, identity.as_deref()))
    }

    /// A URL or host.
    #[wasm_bindgen(js_name = checkNetwork)]
    #[must_use]
    pub fn check_network(&self, target: &str) -> u32 {
        self.answer(self.engine.check_network(target))
    }

    /// A capability.
    ///
    /// # Errors
    ///
    /// `{ kind: "TypeError", message }` for a name that is not known.
    #[wasm_bindgen(js_name = checkCapability)]
    pub fn check_capability(&self, name: &str) -> Result<u32, JsValue> {
        Ok(self.answer(self.engine.check_capability(name).map_err(|message| thrown("TypeError", &message))?))
    }

    /// An entry of the keychain.
    #[wasm_bindgen(js_name = checkKeychain)]
    #[must_use]
    pub fn check_keychain(&self, service: &str, account: &str, project_name: Option<String>) -> u32 {
        self.answer(self.engine.check_keychain(service, account, project_name.as_deref()))
    }

    /// A provider of execution environments.
    #[wasm_bindgen(js_name = checkProvider)]
    #[must_use]
    pub fn check_provider(&self, reference: &str) -> u32 {
        self.answer(self.engine.check_provider(reference))
    }

    /// A command line, explained.
    #[wasm_bindgen(js_name = explainCommand)]
    #[must_use]
    pub fn explain_command(&self, text: &str, shell: u32) -> JsValue {
        labels::trace_about(self.engine.explain_command(text, shell_of(shell)), text)
    }

    /// An argument list, explained.
    #[wasm_bindgen(js_name = explainArgv)]
    #[must_use]
    pub fn explain_argv(&self, argv: Vec<String>) -> JsValue {
        to_object(&self.engine.explain_argv(&argv))
    }

    /// A file access, explained.
    #[wasm_bindgen(js_name = explainFile)]
    #[must_use]
    pub fn explain_file(&self, write: bool, path: &str) -> JsValue {
        to_object(&self.engine.explain_file(mode(write), path))
    }

    /// A change of a file, explained.
    #[wasm_bindgen(js_name = explainFileIntegrity)]
    #[must_use]
    pub fn explain_file_integrity(&self, path: &str, identity: Option<String>) -> JsValue {
        to_object(&self.engine.explain_file_integrity(path, identity.as_deref()))
    }

    /// A URL or host, explained.
    #[wasm_bindgen(js_name = explainNetwork)]
    #[must_use]
    pub fn explain_network(&self, target: &str) -> JsValue {
        to_object(&self.engine.explain_network(target))
    }

    /// A capability, explained.
    ///
    /// # Errors
    ///
    /// `{ kind: "TypeError", message }` for a name that is not known.
    #[wasm_bindgen(js_name = explainCapability)]
    pub fn explain_capability(&self, name: &str) -> Result<JsValue, JsValue> {
        let trace = self.engine.explain_capability(name).map_err(|message| thrown("TypeError", &message))?;
        Ok(to_object(&trace))
    }

    /// An entry of the keychain, explained.
    #[wasm_bindgen(js_name = explainKeychain)]
    #[must_use]
    pub fn explain_keychain(&self, service: &str, account: &str, project_name: Option<String>) -> JsValue {
        to_object(&self.engine.explain_keychain(service, account, project_name.as_deref()))
    }

    /// A provider, explained.
    #[wasm_bindgen(js_name = explainProvider)]
    #[must_use]
    pub fn explain_provider(&self, reference: &str) -> JsValue {
        to_object(&self.engine.explain_provider(reference))
    }

    /// What a command line would run.
    #[wasm_bindgen(js_name = analyzeCommand)]
    #[must_use]
    pub fn analyze_command(&self, text: &str, shell: u32) -> JsValue {
        let mut plan = self.engine.analyze_command(text, shell_of(shell));
        let offsets = Utf16Offsets::new(text);
        plan.spans_mut().for_each(|span| *span = offsets.convert(*span));
        to_object(&plan)
    }

    /// The labels given to what `identity` signed.
    #[wasm_bindgen(js_name = signerLabels)]
    #[must_use]
    pub fn signer_labels(&self, identity: &str) -> Vec<String> {
        self.engine.signer_labels(identity)
    }

    /// The smallest of each limit.
    #[must_use]
    pub fn limits(&self) -> JsValue {
        to_object(&convert::Limits::from(self.engine.limits()))
    }

    /// The display names of the layers.
    #[must_use]
    pub fn layers(&self) -> Vec<String> {
        self.engine.layer_names().map(str::to_owned).list()
    }

    fn answer(&self, decision: Decision) -> u32 {
        match decision {
            Decision::Allow => ALLOWED,
            Decision::Deny(denial) => {
                self.denial.replace(Some(*denial));
                DENIED
            }
        }
    }
}

const fn shell_of(code: u32) -> Shell {
    match code {
        0 => Shell::Bash,
        1 => Shell::Sh,
        _ => Shell::Other,
    }
}

const fn mode(write: bool) -> FileMode {
    if write { FileMode::Write } else { FileMode::Read }
}

/// The host's function, every way it can fail being an error.
fn callback(function: js_sys::Function) -> RealPath {
    Box::new(move |path| match function.call1(&JsValue::UNDEFINED, &JsValue::from_str(path)) {
        Ok(real) => real.as_string().ok_or_else(|| "`realPath` returned no string".to_owned()),
        Err(thrown) => {
            let message = thrown.dyn_ref::<js_sys::Object>().and_then(|error| {
                js_sys::Reflect::get(error, &JsValue::from_str("message")).ok().and_then(|text| text.as_string())
            });
            Err(format!("`realPath` threw{}", message.map_or_else(String::new, |message| format!(": {message}"))))
        }
    })
}

/// The built-in danger list.
#[wasm_bindgen(js_name = dangerEntries)]
#[must_use]
pub fn danger_entries() -> JsValue {
    let entries: Vec<_> = danger::danger_entries().iter().map(convert::DangerEntry::from).list();
    to_object(&entries)
}

/// The version of the package.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
