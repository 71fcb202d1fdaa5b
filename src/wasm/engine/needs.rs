//! Declarations: needs, wanted tiers and profiles cross as JSON text each time, and what is said of them as objects.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::Engine;
use super::convert::bad_declaration;
use crate::error::DeclarationError;
use crate::list::List;
use crate::needs::{Needs, ProfileOrder, Tier, TierTable, read_needs, read_profiles, read_wants};
use crate::policy::value::Value;
use crate::prelude::*;
use crate::wasm::convert::to_object;
use crate::wasm::input;

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
        let profiles = self.read(profiles, read_profiles);
        let (profiles, needs) = both(profiles, self.needs(needs))?;
        Ok(to_object(&self.engine.select_profile(&profiles, &needs, order)))
    }

    fn needs(&self, text: &str) -> Result<Needs, DeclarationError> {
        self.read(text, read_needs)
    }

    fn tiers(&self, wants: &str, needs: &str) -> Result<(Vec<Tier>, Needs), JsValue> {
        let wants = self.read(wants, read_wants);
        both(wants, self.needs(needs))
    }

    fn read<T>(
        &self,
        text: &str,
        read: impl FnOnce(&Value, &[String]) -> Result<T, DeclarationError>,
    ) -> Result<T, DeclarationError> {
        let value = input::parse(text).map_err(|error| DeclarationError { problems: error.problems })?;
        read(&value, self.engine.capabilities())
    }
}

/// Two declarations, or the problems of both as they are thrown.
fn both<T>(first: Result<T, DeclarationError>, second: Result<Needs, DeclarationError>) -> Result<(T, Needs), JsValue> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (first, second) => {
            let problems = [first.err(), second.err()].into_iter().flatten().flat_map(|error| error.problems);
            Err(bad_declaration(&DeclarationError { problems: problems.list() }))
        }
    }
}
