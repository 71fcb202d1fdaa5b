//! The tables of docs/conditions.md.

use super::*;

const PAGE: &str = include_str!("../../../../docs/conditions.md");

/// A cell in backticks; `\|` is a `|` in a table.
fn code(cell: &str) -> Option<String> {
    Some(cell.trim().strip_prefix('`')?.strip_suffix('`')?.replace("\\|", "|"))
}

fn cells(row: &str) -> Option<(String, String)> {
    let row = row.strip_prefix('|')?.strip_suffix('|')?;
    let (left, right) =
        row.match_indices('|').find(|(at, _)| !row[..*at].ends_with('\\')).map(|(at, _)| row.split_at(at))?;
    Some((left.trim().to_owned(), right[1..].trim().to_owned()))
}

#[test]
fn every_row_of_the_page_is_true() {
    let mut world = World::new("{}");
    let mut json: Option<String> = None;
    let mut head = String::new();
    let (mut failures, mut rows) = (Vec::new(), 0);
    for line in PAGE.lines() {
        match (&mut json, line) {
            (None, "```json") => json = Some(String::new()),
            (Some(text), "```") => {
                world = World::new(text);
                json = None;
            }
            (Some(text), line) => text.push_str(line),
            (None, line) => {
                let Some((left, right)) = cells(line) else {
                    head.clear();
                    continue;
                };
                if head.is_empty() {
                    head = left;
                    continue;
                }
                if left.starts_with("---") {
                    continue;
                }
                if head == "path" {
                    continue;
                }
                rows += 1;
                let (left, right) = (code(&left).unwrap(), code(&right).unwrap());
                let wrong = match head.as_str() {
                    "expression" => {
                        let found = world.value(&left).map_or_else(|_| "fails".to_owned(), |value| value.to_string());
                        (found != right).then_some(found)
                    }
                    "text" => {
                        let template = Template::parse(&left).unwrap();
                        let found = template.value(&world.scope(), &Steps::new()).unwrap().to_string();
                        (found != right).then_some(found)
                    }
                    "instead of" => match (Condition::parse(&left), right.starts_with("an ")) {
                        (Ok(_), _) => Some("it is in the language".to_owned()),
                        (Err(error), _) if error.suggestion.is_none() => Some(error.to_string()),
                        (Err(_), true) => None,
                        (Err(_), false) => Condition::parse(&right).err().map(|error| error.to_string()),
                    },
                    _ => panic!("the table {head}"),
                };
                failures.extend(wrong.map(|found| format!("{left} is {found}, not {right}")));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(rows > 120, "{rows} rows");
}

#[test]
fn every_method_and_operator_has_a_row() {
    for (name, ..) in super::super::tree::METHODS {
        assert!(PAGE.contains(&format!(".{name}(")), "{name}");
    }
    for (operator, ..) in super::super::tree::OPERATORS {
        let written = operator.replace('|', "\\|");
        assert!(PAGE.contains(&format!(" {written} ")), "{operator}");
    }
}
