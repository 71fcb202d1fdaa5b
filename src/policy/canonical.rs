//! The canonical form of a document: one way of writing everything, which reads back as the same document.

use super::document::PolicyDocument;
use super::value::Value;

impl PolicyDocument {
    /// (in work)
    #[must_use]
    pub fn to_value(&self) -> Value {
        std::iter::empty::<(String, Value)>().collect()
    }
}
