//! Declarations: needs, wanted tiers and profiles cross as JSON text each time, and what is said of them as objects.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::Engine;
use super::convert::{bad_declaration, to_object};
use super::input;
use crate::error::{DeclarationError, Problem, ProblemCode};
use crate::needs::{Needs, ProfileOrder, Tier, TierTable, read_needs, read_profiles, read_wants};
use crate::policy::value::{Data, Value};

#[wasm_bindgen]
impl Engine {
    /// Whether the policies grant all needs.
    ///
    /// # Errors
    ///
    /// `{ kind: "DeclarationError", problems }` with every problem of the needs.
    #[wasm_bindgen(js_name = checkNeeds)]
    pub fn check_needs(&self, needs: &str) -> Result<JsValue, JsValue> {
        let needs = self.needs(needs).map_err(|error| bad_declaration(&error))?;
        Ok(to_object(&self.engine.check_needs(&needs)))
    }

    /// The most permissive tier that the policies grant, beside the module's own needs.
    ///
    /// # Errors
    ///
    /// `{ kind: "DeclarationError", problems }` with every problem of the tiers and of the needs.
    #[wasm_bindgen(js_name = selectTier)]
    pub fn select_tier(&self, wants: &str, needs: &str) -> Result<JsValue, JsValue> {
        let (wants, needs) = self.tiers(wants, needs)?;
        Ok(to_object(&self.engine.select_tier(&wants, &needs)))
    }

    /// The same with the rule that decides about each need, and as text for a terminal.
    ///
    /// # Errors
    ///
    /// As for `selectTier`.
    #[wasm_bindgen(js_name = explainTier)]
    pub fn explain_tier(&self, wants: &str, needs: &str) -> Result<JsValue, JsValue> {
        #[derive(Serialize)]
        struct WithText {
            #[serde(flatten)]
            table: TierTable,
            text: String,
        }
        let (wants, needs) = self.tiers(wants, needs)?;
        let table = self.engine.explain_tier(&wants, &needs);
        Ok(to_object(&WithText { text: table.to_string(), table }))
    }

    /// The first profile that the policies grant, or the most permissive one.
    ///
    /// # Errors
    ///
    /// `{ kind: "DeclarationError", problems }` with every problem of the profiles and of the needs.
    #[wasm_bindgen(js_name = selectProfile)]
    pub fn select_profile(&self, profiles: &str, needs: &str, permissive: bool) -> Result<JsValue, JsValue> {
        let order = if permissive { ProfileOrder::Permissive } else { ProfileOrder::Declared };
        let profiles = self.read(profiles, "profiles", ProblemCode::InvalidWantsDeclaration, read_profiles);
        let (profiles, needs) = both(profiles, self.needs(needs))?;
        Ok(to_object(&self.engine.select_profile(&profiles, &needs, order)))
    }

    fn needs(&self, text: &str) -> Result<Needs, DeclarationError> {
        self.read(text, "needs", ProblemCode::InvalidNeedsDeclaration, read_needs)
    }

    fn tiers(&self, wants: &str, needs: &str) -> Result<(Vec<Tier>, Needs), JsValue> {
        let wants = self.read(wants, "wants", ProblemCode::InvalidWantsDeclaration, read_wants);
        both(wants, self.needs(needs))
    }

    /// Reads a declaration with this name; `code` is for one that is too large.
    fn read<T>(
        &self,
        text: &str,
        name: &str,
        code: ProblemCode,
        read: impl FnOnce(&Value, &[String]) -> Result<T, DeclarationError>,
    ) -> Result<T, DeclarationError> {
        let value = input::parse(text).map_err(|error| DeclarationError { problems: error.problems })?;
        if entries(&value) > MAX_ENTRIES {
            let problem = Problem::error(code, name, format!("more than {MAX_ENTRIES} entries"));
            return Err(DeclarationError { problems: vec![problem] });
        }
        read(&value, self.engine.capabilities())
    }
}

/// More than any module has. Tiers are compared with each other and each repeats what is denied in any case, so that time
/// and memory grow faster than the declaration.
const MAX_ENTRIES: usize = 500;

/// How many strings, numbers and switches there are: no need comes of less than one of them, or of an empty list.
fn entries(value: &Value) -> usize {
    match &value.data {
        Data::Array(items) => items.iter().map(entries).sum::<usize>().max(1),
        Data::Object(members) => members.iter().map(|member| entries(&member.value)).sum::<usize>().max(1),
        _ => 1,
    }
}

/// Two declarations, or the problems of both as they are thrown.
fn both<T>(first: Result<T, DeclarationError>, second: Result<Needs, DeclarationError>) -> Result<(T, Needs), JsValue> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (first, second) => {
            let problems = [first.err(), second.err()].into_iter().flatten().flat_map(|error| error.problems);
            Err(bad_declaration(&DeclarationError { problems: problems.collect() }))
        }
    }
}
