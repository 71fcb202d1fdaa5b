//! Prints the JSON Schema of policy documents: `cargo run --example schema > schema.json`.

fn main() -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string_pretty(&mlld_policy::policy::json_schema())?);
    Ok(())
}
