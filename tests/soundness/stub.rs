//! What stands in the sandbox under the name of every program: it writes down what it was started with. The wrappers
//! among them then become the real program.

use std::ffi::{OsStr, OsString};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::{CommandExt, parent_id};
use std::path::Path;
use std::process::Command;

use super::world::{ENVIRONMENT, LOG, REAL, REAL_FOLDER};

/// How much a line may log before its programs begin to fail, which ends its loops.
const ENOUGH: u64 = 4 << 10;

/// Writes down what it was started with, and prints what its name stands for; its exit status.
pub(crate) fn run(executable: &Path) -> u8 {
    let name = executable.file_name().unwrap_or_default();
    let mut arguments = std::env::args_os();
    let called = arguments.next().unwrap_or_default();
    let arguments: Vec<OsString> = arguments.collect();
    let logged = log(name, &arguments);
    let text = name.to_str().unwrap_or_default();
    if REAL.contains(&text) {
        // Returns only where it failed.
        let _ = Command::new(Path::new(REAL_FOLDER).join(name)).arg0(called).args(arguments).exec();
        return 127;
    }
    let first = arguments.first().and_then(|first| first.to_str()).unwrap_or_default();
    // Nobody may read it any more.
    let _ = std::io::stdout().write_all(output(text, first).as_bytes());
    u8::from(text == "false" || logged > ENOUGH)
}

/// Adds a record to the log: how many fields, then each, all ended by NUL. The length of the log.
fn log(name: &OsStr, arguments: &[OsString]) -> u64 {
    let parent = std::fs::read_link(format!("/proc/{}/exe", parent_id())).unwrap_or_default();
    let parent = parent.file_name().unwrap_or_default();
    let environment: Vec<OsString> = std::env::vars_os()
        .filter(|(name, value)| !ENVIRONMENT.iter().any(|(known, usual)| name == known && value == usual))
        .map(|(name, _)| name)
        .collect();
    let mut record = format!("{}\0{}\0", environment.len(), arguments.len()).into_bytes();
    let fields = [name, parent].into_iter().chain(environment.iter().chain(arguments).map(OsString::as_os_str));
    for field in fields {
        record.extend_from_slice(field.as_bytes());
        record.push(0);
    }
    let Ok(mut file) = OpenOptions::new().append(true).open(LOG) else { return u64::MAX };
    let _ = file.write_all(&record);
    file.metadata().map_or(u64::MAX, |data| data.len())
}

/// What a stub prints: words that hurt where a shell splits, runs or evaluates them, and numbers where the real
/// program prints nothing else.
fn output(name: &str, first: &str) -> &'static str {
    match (name, first) {
        ("foo", _) => "a[$(rm subscript)]\n",
        ("bar", _) => "rm -rf x\n",
        ("baz", _) => "-delete\n",
        ("seq", _) => "1\n2\n3\n",
        ("nproc" | "wc", _) | ("date", "+%s") | ("grep", "-c") => "3\n",
        ("date" | "grep", _) => "a[$(rm text)]\n",
        ("ls", _) => "a.txt\n-exec\n",
        ("echo", _) => "x\n",
        _ => "",
    }
}
