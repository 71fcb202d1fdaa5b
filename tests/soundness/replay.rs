//! Runs that were recorded, for machines on which no sandbox is possible.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::check::Tally;
use super::observe::{Observed, Runs};

/// Lines of JSON, compressed: the shell, the line, what was seen.
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/soundness/runs.jsonl.gz");

/// The file that a variable of the environment names; where it says `1`, the one that is kept.
fn file(variable: &str) -> PathBuf {
    std::env::var_os(variable).filter(|path| path != "1").map_or_else(|| PathBuf::from(PATH), PathBuf::from)
}

/// Lines that were counterexamples once, minimised. Every run begins with them.
pub(crate) static FOUND: LazyLock<Vec<(Runs, String)>> = LazyLock::new(|| {
    let text = include_str!("../data/soundness/found.jsonl");
    let line = |line| serde_json::from_str::<(String, String)>(line).unwrap();
    text.lines().map(line).map(|(shell, line)| (shell_named(&shell), line)).collect()
});

fn shell_named(name: &str) -> Runs {
    if name == "sh" { Runs::Dash } else { Runs::Bash }
}

/// Runs that are being recorded, in the order of their numbers.
#[derive(Default)]
pub(crate) struct Recording {
    runs: Mutex<BTreeMap<u64, String>>,
}

impl Recording {
    pub(crate) fn add(&self, number: u64, shell: Runs, line: &str, observed: &Observed) {
        // What a line did until it was ended is different every time.
        if !observed.timed_out {
            let shell = if shell == Runs::Dash { "sh" } else { "bash" };
            let run = json!([shell, line, observed.to_json()]).to_string();
            self.runs.lock().unwrap().insert(number, run);
        }
    }

    pub(crate) fn save(self) -> std::io::Result<()> {
        let mut file = GzEncoder::new(std::fs::File::create(file("SOUNDNESS_RECORD"))?, Compression::best());
        for run in self.runs.into_inner().unwrap().values() {
            writeln!(file, "{run}")?;
        }
        file.finish().map(drop)
    }
}

/// Holds every recorded run against the plan of today.
pub(crate) fn replay() -> Result<Tally, String> {
    let path = file("SOUNDNESS_REPLAY");
    let name = path.display();
    let file = std::fs::File::open(&path).map_err(|error| format!("{name}: {error}"))?;
    let mut tally = Tally::default();
    for (number, line) in (0..).zip(BufReader::new(GzDecoder::new(file)).lines()) {
        let line = line.map_err(|error| format!("{name}: {error}"))?;
        let (shell, text, observed) = read(&line).ok_or_else(|| format!("{name}, line {number}: not a run"))?;
        tally.add(number, shell, &text, &observed);
    }
    Ok(tally)
}

fn read(line: &str) -> Option<(Runs, String, Observed)> {
    let value: Value = serde_json::from_str(line).ok()?;
    let [shell, text, observed] = value.as_array()?.as_slice() else { return None };
    let shell = shell_named(shell.as_str()?);
    Some((shell, text.as_str()?.to_owned(), Observed::from_json(observed)?))
}
