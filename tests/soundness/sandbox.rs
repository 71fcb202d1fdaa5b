//! Outside the sandbox: starts it once, hands it lines, gets what was seen.

use std::io::{Read, Result, Write};

/// Writes a length, then that many bytes.
pub(crate) fn write_frame(to: &mut impl Write, bytes: &[u8]) -> Result<()> {
    to.write_all(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes())?;
    to.write_all(bytes)?;
    to.flush()
}

/// Reads what [`write_frame`] wrote; nothing at the end.
pub(crate) fn read_frame(from: &mut impl Read) -> Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    if from.read_exact(&mut length).is_err() {
        return Ok(None);
    }
    let mut bytes = vec![0; usize::try_from(u32::from_le_bytes(length)).unwrap_or(0)];
    from.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}

#[cfg(target_os = "linux")]
pub(crate) use linux::Sandbox;

#[cfg(target_os = "linux")]
mod linux {
    use std::path::PathBuf;
    use std::process::{Child, Command, Stdio};

    use super::super::observe::{Observed, Runs};
    use super::super::world::{REAL, STUBS};
    use super::{read_frame, write_frame};

    /// The version of bash whose behaviour is recorded: others differ in details.
    const BASH: &str = "version 5.2.";

    /// A runner in namespaces of its own.
    pub(crate) struct Sandbox {
        runner: Child,
        root: PathBuf,
    }

    impl Sandbox {
        /// Starts one, or says in a sentence why there cannot be one here.
        pub(crate) fn start() -> Result<Self, String> {
            let version = Command::new("bash").arg("--version").output().map_err(|_| "there is no bash".to_owned())?;
            if !String::from_utf8_lossy(&version.stdout).contains(BASH) {
                return Err(format!("bash is not {BASH}x"));
            }
            let root = fresh_folder().map_err(|error| format!("no folder can be made: {error}"))?;
            let program = std::env::current_exe().map_err(|error| error.to_string())?;
            let mut command = Command::new("unshare");
            command.args(["--user", "--map-root-user", "--mount", "--net", "--pid", "--ipc", "--uts", "--fork"]);
            command.args([
                "--kill-child",
                "--propagation",
                "private",
                "bash",
                "-c",
                include_str!("setup.sh"),
                "setup.sh",
            ]);
            command.arg(&root).arg(program).arg(REAL.join(" ")).arg(STUBS.join(" "));
            let stderr = if std::env::var_os("SOUNDNESS_DEBUG").is_some() { Stdio::inherit() } else { Stdio::null() };
            let runner = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(stderr).spawn();
            let runner = runner.map_err(|error| format!("`unshare` does not start: {error}"))?;
            let mut sandbox = Self { runner, root };
            match sandbox.receive().as_deref() {
                Some(b"ready") => Ok(sandbox),
                _ => Err("no user namespace with a root of its own can be made".to_owned()),
            }
        }

        /// Runs a line; nothing where the sandbox broke, which ends it.
        pub(crate) fn run(&mut self, shell: Runs, line: &str) -> Option<Observed> {
            let mut request = vec![u8::from(shell == Runs::Dash)];
            request.extend_from_slice(line.as_bytes());
            write_frame(self.runner.stdin.as_mut()?, &request).ok()?;
            Observed::from_json(&serde_json::from_slice(&self.receive()?).ok()?)
        }

        fn receive(&mut self) -> Option<Vec<u8>> {
            read_frame(self.runner.stdout.as_mut()?).ok()?
        }
    }

    impl Drop for Sandbox {
        fn drop(&mut self) {
            // All of it ends with its first process; a folder that stays behind is no failure.
            drop(self.runner.stdin.take());
            let _ = self.runner.kill();
            let _ = self.runner.wait();
            let _ = std::fs::remove_dir(&self.root);
        }
    }

    fn fresh_folder() -> std::io::Result<PathBuf> {
        use std::sync::atomic::{AtomicU32, Ordering};
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let path = std::env::temp_dir().join(format!("mlld-policy-soundness-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(path)
    }
}
