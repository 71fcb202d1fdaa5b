//! Inside the sandbox: runs one line after another, each in a fresh folder, and answers with what was seen.
//!
//! The runner is the first process of its namespace: whatever a line leaves behind becomes its child, so it can wait
//! for all of it, and end all of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use rustix::process::{Pid, Signal, WaitOptions};

use super::compare::is_the_shells_own;
use super::observe::{Observed, Run, Runs};
use super::sandbox::{read_frame, write_frame};
use super::world::{BASE, ENVIRONMENT, FILES, FILES_ELSEWHERE, HIDDEN, LOCAL_PROGRAM, LOG, RUNNER};

/// How long a line may run.
const TIME: Duration = Duration::from_secs(1);
/// How long what it left behind may go on.
const TIME_AFTER: Duration = Duration::from_millis(300);

/// Answers lines on standard input until it ends.
pub(crate) fn serve() -> std::io::Result<()> {
    let mut world = World::make()?;
    let clock = Clock::start();
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    write_frame(&mut output, b"ready")?;
    while let Some(line) = read_frame(&mut input)? {
        let (shell, line) = line.split_first().unwrap_or((&0, &[]));
        let shell = if *shell == 0 { Runs::Bash } else { Runs::Dash };
        let line = String::from_utf8_lossy(line).into_owned();
        let observed = world.run(shell, &line, &clock)?;
        write_frame(&mut output, observed.to_json().to_string().as_bytes())?;
        if !observed.written.is_empty() {
            // A line may have destroyed what this needs (`find / -delete`): then this sandbox is done for.
            world.restore(&observed.written)?;
        }
    }
    Ok(())
}

/// Ends every other process of the namespace when a line has had its time.
struct Clock {
    origin: Instant,
    /// Milliseconds after the origin; 0 while nothing runs.
    deadline: Arc<AtomicU64>,
}

impl Clock {
    fn start() -> Self {
        let clock = Self { origin: Instant::now(), deadline: Arc::default() };
        let (origin, deadline) = (clock.origin, Arc::clone(&clock.deadline));
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_millis(50));
                let end = deadline.load(Ordering::SeqCst);
                if end != 0 && milliseconds(origin.elapsed()) > end {
                    kill_everything();
                }
            }
        });
        clock
    }

    fn allow(&self, time: Duration) {
        self.deadline.store(milliseconds(self.origin.elapsed() + time), Ordering::SeqCst);
    }

    fn is_over(&self) -> bool {
        milliseconds(self.origin.elapsed()) > self.deadline.load(Ordering::SeqCst)
    }

    fn stop(&self) {
        self.deadline.store(0, Ordering::SeqCst);
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// All but the runner: `kill(-1)`, which is how the group of process 1 is spelled.
fn kill_everything() {
    // There may be nobody left.
    let _ = rustix::process::kill_process_group(Pid::INIT, Signal::KILL);
}

/// The files lines find, and what tells whether they have changed.
struct World {
    folders: Vec<(PathBuf, u32)>,
    files: Vec<(PathBuf, Vec<u8>, u32)>,
    state: BTreeMap<PathBuf, State>,
    log: File,
}

/// What differs for a file that was written, replaced, or made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    is_folder: bool,
    inode: u64,
    mode: u32,
    size: u64,
    modified: (i64, i64),
}

/// The folders that are writable.
const ROOTS: [&str; 4] = [BASE, "/home", "/tmp", "/etc"];

impl World {
    fn make() -> std::io::Result<Self> {
        for (path, content) in FILES {
            put(&Path::new(BASE).join(path), content)?;
        }
        for (path, content) in FILES_ELSEWHERE {
            put(Path::new(path), content)?;
        }
        let mut world = Self {
            folders: vec![],
            files: vec![],
            state: BTreeMap::new(),
            log: OpenOptions::new().read(true).write(true).open(LOG)?,
        };
        for (path, state) in look() {
            let mode = state.mode & 0o7777;
            match fs::read(&path) {
                Ok(content) => world.files.push((path, content, mode)),
                Err(_) => world.folders.push((path, mode)),
            }
        }
        // All of them, so that their times are old.
        world.state = look();
        let everything = world.state.keys().map(|path| path.to_string_lossy().into_owned()).collect();
        // Not made yet, and expected by what checks the restoration.
        let program = State { is_folder: false, inode: 0, mode: 0, size: 0, modified: (0, 0) };
        world.state.insert(Path::new(BASE).join(LOCAL_PROGRAM), program);
        world.restore(&everything)?;
        Ok(world)
    }

    /// Makes these files again as they were, and checks the others.
    fn restore(&mut self, changed: &BTreeSet<String>) -> std::io::Result<()> {
        let changed: BTreeSet<&Path> = changed.iter().map(Path::new).collect();
        // What is below a folder comes after it, and goes before it.
        for path in changed.iter().rev() {
            let removed =
                if path.is_dir() && !path.is_symlink() { fs::remove_dir(path) } else { fs::remove_file(path) };
            // A folder that was only changed still has its files.
            match removed {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound && !path.is_dir() => return Err(error),
                _ => {}
            }
        }
        for (path, mode) in self.folders.iter().filter(|(path, _)| changed.contains(path.as_path())) {
            fs::create_dir_all(path)?;
            fs::set_permissions(path, fs::Permissions::from_mode(*mode))?;
        }
        for (path, content, mode) in self.files.iter().filter(|(path, ..)| changed.contains(path.as_path())) {
            fs::write(path, content)?;
            fs::set_permissions(path, fs::Permissions::from_mode(*mode))?;
            // A clock may be too coarse to tell what was written in the same moment.
            let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
            File::options().write(true).open(path)?.set_modified(long_ago)?;
        }
        let program = Path::new(BASE).join(LOCAL_PROGRAM);
        if !program.exists() {
            fs::hard_link(RUNNER, program)?;
        }
        let before = std::mem::replace(&mut self.state, look());
        if before.keys().all(|path| self.state.contains_key(path)) && before.len() == self.state.len() {
            return Ok(());
        }
        Err(std::io::Error::other("a file could not be made again as it was"))
    }

    fn run(&mut self, shell: Runs, line: &str, clock: &Clock) -> std::io::Result<Observed> {
        self.log.set_len(0)?;
        clock.allow(TIME);
        let (program, name) = match shell {
            Runs::Bash => ("/.soundness/real/bash", "bash"),
            Runs::Dash => ("/.soundness/real/dash", "sh"),
        };
        let child = Command::new(program)
            .arg0(name)
            .args(["-c", line])
            .env_clear()
            .envs(ENVIRONMENT)
            .current_dir(BASE)
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let mut timed_out = false;
        // A line that no program can be given (a NUL, too long) runs nothing.
        if let Ok(child) = child {
            while let Ok(Some((pid, _))) = rustix::process::wait(WaitOptions::empty()) {
                if pid.as_raw_nonzero().get().unsigned_abs() == child.id() {
                    timed_out |= clock.is_over();
                    clock.allow(TIME_AFTER);
                }
            }
            timed_out |= clock.is_over();
        }
        clock.stop();
        let runs = self.read_log()?;
        let now = look();
        let differs = |path: &&PathBuf| now.get(*path) != self.state.get(*path);
        let written: BTreeSet<String> = now
            .keys()
            .chain(self.state.keys())
            .filter(differs)
            .map(|path| {
                let is_folder = now.get(path).or(self.state.get(path)).is_some_and(|state| state.is_folder);
                format!("{}{}", path.to_string_lossy(), if is_folder { "/" } else { "" })
            })
            .collect();
        Ok(Observed { runs, written, timed_out })
    }

    fn read_log(&mut self) -> std::io::Result<BTreeSet<Run>> {
        // The position stays where the last reader left it.
        let bytes = fs::read(LOG)?;
        let text = String::from_utf8_lossy(&bytes);
        let mut fields = text.split('\0').map(str::to_owned);
        let mut runs = BTreeSet::new();
        while let (Some(variables), Some(arguments)) = (fields.next(), fields.next()) {
            let (Ok(variables), Ok(arguments)) = (variables.parse(), arguments.parse()) else { break };
            let (name, parent) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
            let environment = fields.by_ref().take(variables).filter(|name| !is_the_shells_own(name)).collect();
            runs.insert(Run { name, parent, environment, arguments: fields.by_ref().take(arguments).collect() });
        }
        Ok(runs)
    }
}

/// What stands at the top of the sandbox.
const TOP: [&str; 14] = [
    HIDDEN, "/bin", "/dev", "/etc", "/home", "/lib", "/lib64", "/proc", "/sbin", "/tmp", "/usr", BASE, "/home/u",
    "/var",
];

fn put(path: &Path, content: &str) -> std::io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new("/")))?;
    fs::write(path, content)
}

/// Every file and folder that a line may change.
fn look() -> BTreeMap<PathBuf, State> {
    let mut found = BTreeMap::new();
    for root in ROOTS {
        look_below(Path::new(root), &mut found);
    }
    for entry in fs::read_dir("/").into_iter().flatten().flatten() {
        let path = entry.path();
        if !TOP.iter().any(|name| path == Path::new(name)) {
            found.extend(state(&path).map(|state| (path, state)));
        }
    }
    found
}

fn look_below(folder: &Path, found: &mut BTreeMap<PathBuf, State>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let Some(state) = state(&path) else { continue };
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder {
            look_below(&path, found);
        }
        found.insert(path, state);
    }
}

fn state(path: &Path) -> Option<State> {
    let data = fs::symlink_metadata(path).ok()?;
    // A folder changes with what is in it, which is seen by itself.
    let modified = if data.is_dir() { (0, 0) } else { (data.mtime(), data.mtime_nsec()) };
    let size = if data.is_dir() { 0 } else { data.size() };
    let inode = data.ino();
    Some(State { is_folder: data.is_dir(), inode, mode: data.mode(), size, modified })
}
