//! The danger list
