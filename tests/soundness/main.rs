//! x
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::panic, reason = "a test")]
mod observe;
#[cfg(target_os = "linux")]
mod runner;
mod sandbox;
#[cfg(target_os = "linux")]
mod stub;
mod world;
mod compare;
fn main() -> std::process::ExitCode {
    #[cfg(target_os = "linux")]
    if std::path::Path::new(world::HIDDEN).exists() {
        let exe = std::env::current_exe().unwrap_or_default();
        if exe == std::path::Path::new(world::RUNNER) {
            return match runner::serve() { Ok(()) => 0.into(), Err(e) => { eprintln!("{e}"); 1.into() } };
        }
        return stub::run(&exe).into();
    }
    let mut s = sandbox::Sandbox::start().unwrap();
    for l in std::env::args().skip(1) {
        println!("{l:?} {:?}", s.run(observe::Runs::Bash, &l));
    }
    let t = std::time::Instant::now();
    for i in 0..1000 { s.run(observe::Runs::Bash, "rm x; env foo $U > c").unwrap(); let _ = i; }
    println!("{:?}", t.elapsed());
    0.into()
}
