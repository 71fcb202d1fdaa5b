//! A value with the path to it: what readers of documents, declarations and options walk along.

use super::path::{self, DocumentPath};
use super::rules::Origin;
use super::value::{Data, Member, Value};
use crate::list::List;
use crate::prelude::*;

/// A value and the path to it.
#[derive(Debug, Clone)]
pub(crate) struct Node<'v> {
    pub(crate) value: &'v Value,
    pub(crate) path: DocumentPath,
}

impl<'v> Node<'v> {
    /// A value that is called `name`; the root of a document has no name.
    pub(crate) fn root(value: &'v Value, name: &str) -> Self {
        Self { value, path: name.into() }
    }

    pub(crate) fn key(&self, key: &str, value: &'v Value) -> Self {
        Self { value, path: path::key(&self.path, key).into() }
    }

    pub(crate) fn member(&self, member: &'v Member) -> Self {
        self.key(&member.key, &member.value)
    }

    pub(crate) fn item(&self, index: usize, value: &'v Value) -> Self {
        Self { value, path: DocumentPath::of_item(self.path.written(), index) }
    }

    /// The items of a list.
    pub(crate) fn list(&self) -> Option<Vec<Self>> {
        let Data::Array(items) = &self.value.data else { return None };
        Some(items.iter().enumerate().map(|(index, value)| self.item(index, value)).list())
    }

    /// What stands for a list: its items, or the value itself where it is no list.
    pub(crate) fn items(&self) -> impl Iterator<Item = Self> {
        let (items, alone) = match &self.value.data {
            Data::Array(items) => (items.as_slice(), None),
            _ => (&[][..], Some(self.clone())),
        };
        items.iter().enumerate().map(|(index, value)| self.item(index, value)).chain(alone)
    }

    /// The members of an object.
    pub(crate) fn members(&self) -> Option<&'v [Member]> {
        match &self.value.data {
            Data::Object(members) => Some(members),
            _ => None,
        }
    }

    pub(crate) fn origin(&self) -> Origin {
        Origin { path: self.path.clone(), span: self.value.span }
    }
}
