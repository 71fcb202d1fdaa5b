//! The JSON Schema of policy documents, for editors.

use schemars::generate::SchemaSettings;

use super::written;
use crate::prelude::*;

/// The JSON Schema (draft 2020-12) of policy documents as users may write them, with descriptions.
///
/// It is a little more permissive than the reader, which also reads patterns and names. Capabilities that a host
/// registers are unknown to it.
#[must_use]
pub fn json_schema() -> serde_json::Value {
    let generator = SchemaSettings::draft2020_12().with_transform(Plain).into_generator();
    generator.into_root_schema_for::<written::Policy>().to_value()
}

/// Takes away what schemars adds from Rust: the `null` of optional keys (the only way to say nothing is to leave the
/// key out), and formats like `uint64`, which JSON Schema does not know.
#[derive(Debug, Clone)]
struct Plain;

impl schemars::transform::Transform for Plain {
    fn transform(&mut self, schema: &mut schemars::Schema) {
        schemars::transform::transform_subschemas(self, schema);
        schema.remove("format");
        let Some(properties) = schema.get_mut("properties").and_then(serde_json::Value::as_object_mut) else { return };
        for property in properties.values_mut() {
            without_null(property);
        }
    }
}

fn without_null(property: &mut serde_json::Value) {
    let Some(property) = property.as_object_mut() else { return };
    if let Some(types) = property.get_mut("type").and_then(serde_json::Value::as_array_mut) {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            property.insert("type".to_owned(), only);
        }
    }
    if let Some(serde_json::Value::Array(mut choices)) = property.remove("anyOf") {
        choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
        match (choices.len(), choices.first().and_then(serde_json::Value::as_object)) {
            (1, Some(only)) => property.extend(only.clone()),
            _ => {
                property.insert("anyOf".to_owned(), choices.into());
            }
        }
    }
}
