//! What an operation names: an absolute path with `.`, `..` and doubled separators folded.

use super::places::Places;
use super::plain;
use super::segments::Segments;
use crate::fold::fold_text;
use crate::list::List;
use crate::pattern::TargetError;
use crate::pattern::{MAX_TARGET_BYTES, quoted};
use crate::prelude::*;

/// An absolute path in one spelling: a root, then segments parted by single `/`, without `.`, `..` or a trailing `/`.
///
/// On Windows the root is a drive (`C:/`, always upper case) or a share (`//server/share/`, always lower case).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TargetPath {
    text: String,
    /// Length of the root in `text`, with its `/`.
    root: usize,
}

impl TargetPath {
    /// Reads `text` as an operation would name a file: relative to the base, `~` and `@base` as in patterns.
    ///
    /// Links are not followed. Paths through the links of `/proc` that lead anywhere (`/proc/self/root`,
    /// `/proc/1/cwd`, below `/dev/fd/3`) are refused, since their text says nothing about what they open.
    ///
    /// # Errors
    /// Empty text, NUL, more than 64 KiB, a relative path without a base, `~` without a home folder, `~user`, and the
    /// spellings of Windows that cannot be told apart from another file's (`C:x`, `\\.\pipe\x`, `a.txt:stream`).
    ///
    /// ```
    /// use mlld_policy::pattern::path::{Places, TargetPath};
    /// let places = Places::new(Some("/work/proj"), Some("/home/u"), false, true).unwrap();
    /// assert_eq!(TargetPath::resolve("src/../.env", &places).unwrap().to_string(), "/work/proj/.env");
    /// assert_eq!(TargetPath::resolve("~/.ssh//id", &places).unwrap().to_string(), "/home/u/.ssh/id");
    /// assert!(TargetPath::resolve("~root/.ssh", &places).is_err());
    /// ```
    pub fn resolve(text: &str, places: &Places) -> Result<Self, TargetError> {
        if let Some(path) = plain::read(text, places) {
            return Ok(path);
        }
        Self::resolve_any(text, places)
    }

    /// Reads any path.
    pub(super) fn resolve_any(text: &str, places: &Places) -> Result<Self, TargetError> {
        check_text(text)?;
        let separated = separators(text, places.windows());
        let (place, rest) = split_place(&separated);
        let Some(folder) = place.folder(rest, text, places)? else {
            return read(&separated, places.windows(), places.base());
        };
        let depth = folder.segments().count();
        let resolved = Folding::from(folder, places.windows()).add(rest)?;
        // A program that is handed `@base/../x` sees a folder of that name; what stays inside the base is harmless.
        if place == Place::Base && resolved.lowest < depth {
            return Err(TargetError::new(format!("{} climbs out of the base folder", quoted(text)))
                .suggest("write the absolute path"));
        }
        resolved.finish()
    }

    /// The absolute text of a path with its `..` in place, for a callback that follows links: the system follows a
    /// link before the `..` after it, so `link/../x` need not be `x`. Match what the callback returns, and what
    /// [`Self::resolve`] does.
    ///
    /// # Errors
    /// As for [`Self::resolve`], which it calls.
    ///
    /// ```
    /// use mlld_policy::pattern::path::{Places, TargetPath};
    /// let places = Places::new(Some("/work/proj"), None, false, true).unwrap();
    /// assert_eq!(TargetPath::unfolded("link/../x", &places).unwrap(), "/work/proj/link/../x");
    /// ```
    pub fn unfolded(text: &str, places: &Places) -> Result<String, TargetError> {
        let folded = Self::resolve(text, places)?;
        let separated = separators(text, places.windows());
        let (place, rest) = split_place(&separated);
        match place.folder(rest, text, places)? {
            Some(folder) => Ok(format!("{}/{}", folder.text.trim_end_matches('/'), rest.trim_start_matches('/'))),
            // Windows itself folds `..` before it looks for links.
            None if places.windows() => Ok(folded.text),
            None => Ok(separated),
        }
    }

    /// What stands at `rest` below this folder, which is no root; nothing in `rest` may need to be folded.
    pub(super) fn joined(&self, rest: &str) -> Self {
        let mut text = String::with_capacity(self.text.len().saturating_add(rest.len()).saturating_add(1));
        text.push_str(&self.text);
        text.push('/');
        text.push_str(rest);
        Self { text, root: self.root }
    }

    /// The absolute text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The last segment, or `""` for a root.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.segments().last().unwrap_or_default()
    }

    /// The drive or share without its trailing `/`; empty where there is one root only.
    pub(super) fn root(&self) -> &str {
        self.text.get(..self.root).unwrap_or_default().trim_end_matches('/')
    }

    /// The text below the root.
    pub(super) fn below_root(&self) -> &str {
        self.text.get(self.root..).unwrap_or_default()
    }

    /// What stands below the root.
    pub(super) fn segments(&self) -> Segments<'_> {
        Segments::of(self.below_root())
    }

    /// The root, where there is more than one, and the segments below.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        Some(self.root()).filter(|root| !root.is_empty()).into_iter().chain(self.segments())
    }

    /// The names of the folder that is so many `ups` above.
    pub(super) fn above(&self, ups: usize) -> impl Iterator<Item = &str> {
        let root = Some(self.root()).filter(|root| !root.is_empty());
        // Most often nothing has to be counted.
        let kept = if ups == 0 { usize::MAX } else { self.segments().count().saturating_sub(ups) };
        root.into_iter().chain(self.segments().take(kept))
    }
}

impl core::fmt::Display for TargetPath {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.text)
    }
}

/// What a path starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// `/x`
    Absolute,
    /// `~`, `~/x`
    Home,
    /// `~user`
    OtherHome,
    /// `@base/x`, `@root/x`
    Base,
    /// Anything else.
    Relative,
}

impl Place {
    /// The folder that `rest` is to be added to, or nothing for a path that is absolute by itself. `text` is what was
    /// asked for.
    fn folder<'a>(self, rest: &str, text: &str, places: &'a Places) -> Result<Option<&'a TargetPath>, TargetError> {
        let known = match self {
            Self::Absolute => return Ok(None),
            Self::Relative if places.windows() && has_drive(rest) => return Ok(None),
            Self::OtherHome => {
                return Err(TargetError::new(format!("{} may be another user's home folder", quoted(text)))
                    .suggest("write the absolute path, or `./~…` for a file of that name"));
            }
            Self::Home => places.home().ok_or_else(|| {
                TargetError::new(format!("{} has no home folder to start from", quoted(text)))
                    .suggest("set the option `home`")
            }),
            Self::Base | Self::Relative => places.base().ok_or_else(|| {
                TargetError::new(format!("the relative path {} has no base folder", quoted(text)))
                    .suggest("set the option `base`")
            }),
        };
        known.map(Some)
    }
}

/// Where `text` starts from, and what remains to be added there. The same for patterns and targets.
pub(super) fn split_place(text: &str) -> (Place, &str) {
    let below = |name: &str| match text.strip_prefix(name) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => Some(rest),
        _ => None,
    };
    if text.starts_with('/') {
        (Place::Absolute, text)
    } else if let Some(rest) = below("~") {
        (Place::Home, rest)
    } else if text.starts_with('~') {
        (Place::OtherHome, text)
    } else if let Some(rest) = below("@base").or_else(|| below("@root")) {
        (Place::Base, rest)
    } else {
        (Place::Relative, text)
    }
}

/// Reads a path that must be absolute by itself.
pub(super) fn absolute(text: &str, windows: bool) -> Result<TargetPath, TargetError> {
    check_text(text)?;
    let separated = separators(text, windows);
    if separated.starts_with('/') || windows && has_drive(&separated) {
        read(&separated, windows, None)
    } else {
        Err(TargetError::new(format!("{} is not absolute", quoted(text))))
    }
}

/// Whether `text` starts with a drive, `C:`.
pub(super) fn has_drive(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

fn check_text(text: &str) -> Result<(), TargetError> {
    if text.is_empty() {
        return Err(TargetError::new("the path is empty"));
    }
    if text.len() > MAX_TARGET_BYTES {
        return Err(TargetError::new(format!("the path is longer than {MAX_TARGET_BYTES} bytes")));
    }
    match text.find('\0') {
        Some(at) => Err(TargetError::new(format!("the path {} holds NUL at byte {at}", quoted(text)))),
        None => Ok(()),
    }
}

pub(super) fn separators(text: &str, windows: bool) -> String {
    if windows { text.replace('\\', "/") } else { text.to_owned() }
}

/// Reads an absolute path with `/` for separators. `base` names the drive of a path without one (`/x` on Windows).
fn read(text: &str, windows: bool, base: Option<&TargetPath>) -> Result<TargetPath, TargetError> {
    if !windows {
        return Folding::new("/", false).add(text)?.finish();
    }
    let refused = |why: &str| TargetError::new(format!("{} {why}", quoted(text)));
    // `\\?\` and `\\.\` in front of a drive or share change nothing about the file; other devices are no files.
    let device = text.strip_prefix("//?/").or_else(|| text.strip_prefix("//./")).or_else(|| text.strip_prefix("/??/"));
    let plain = match device {
        None if text.starts_with("//") => return share(text.trim_start_matches('/'), text),
        None => text,
        Some(rest) if has_drive(rest) => rest,
        Some(rest) if rest.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("UNC/")) => {
            return share(rest.get(4..).unwrap_or_default(), text);
        }
        Some(_) => return Err(refused("names a device")),
    };
    // `/C:/x` is how file URLs spell a drive.
    let plain = plain.strip_prefix('/').filter(|rest| has_drive(rest)).unwrap_or(plain);
    if has_drive(plain) {
        let (drive, rest) = plain.split_at_checked(2).unwrap_or((plain, ""));
        if !rest.starts_with('/') && !rest.is_empty() {
            return Err(refused("is relative to the current folder of a drive").suggest("write `C:/…`"));
        }
        return Folding::new(&format!("{}/", drive.to_ascii_uppercase()), true).add(rest)?.finish();
    }
    match base {
        Some(base) => Folding::new(base.text.get(..base.root).unwrap_or_default(), true).add(plain)?.finish(),
        None => Err(refused("names no drive").suggest("write `C:/…`, or set the option `base`")),
    }
}

/// Reads what follows the `//` of a share.
fn share(rest: &str, text: &str) -> Result<TargetPath, TargetError> {
    let mut parts = rest.splitn(3, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(server), Some(share), rest)
            if ![server, share].iter().any(|part| matches!(*part, "" | "." | ".." | "?")) =>
        {
            // A share like `C$` is a whole drive under another name.
            if share.ends_with('$') {
                return Err(TargetError::new(format!("{} names an administrative share", quoted(text))));
            }
            let root = format!("//{}/{}/", fold_text(server), fold_text(share));
            Folding::new(&root, true).add(rest.unwrap_or_default())?.finish()
        }
        _ => Err(TargetError::new(format!("{} names no server and share", quoted(text)))),
    }
}

/// Builds a path segment by segment.
struct Folding<'a> {
    root: String,
    segments: Vec<&'a str>,
    windows: bool,
    /// The fewest segments there were at any time.
    lowest: usize,
}

impl<'a> Folding<'a> {
    fn new(root: &str, windows: bool) -> Self {
        Self { root: root.to_owned(), segments: Vec::new(), windows, lowest: 0 }
    }

    fn from(folder: &'a TargetPath, windows: bool) -> Self {
        let segments: Vec<_> = folder.segments().list();
        let lowest = segments.len();
        Self { root: folder.text.get(..folder.root).unwrap_or_default().to_owned(), segments, windows, lowest }
    }

    fn add(mut self, rest: &'a str) -> Result<Self, TargetError> {
        for part in rest.split('/') {
            if part.is_empty() || part == "." {
                continue;
            }
            if !self.windows && is_process_link(&self.segments) {
                return Err(self.process_link());
            }
            if part == ".." {
                if !self.windows && is_folder_link(&self.segments) {
                    return Err(self.process_link());
                }
                self.segments.pop();
                self.lowest = self.lowest.min(self.segments.len());
                continue;
            }
            let name = if self.windows { windows_name(part)? } else { part };
            self.segments.push(name);
        }
        Ok(self)
    }

    fn finish(self) -> Result<TargetPath, TargetError> {
        // `/proc/self/fd/3` alone is a file already open (`/dev/stdin`); a root or working folder is not.
        if !self.windows && matches!(self.segments.last(), Some(&("root" | "cwd"))) && is_process_link(&self.segments) {
            return Err(self.process_link());
        }
        Ok(TargetPath { root: self.root.len(), text: self.root + &self.segments.join("/") })
    }

    fn process_link(&self) -> TargetError {
        TargetError::new(format!("`/{}` is a link to somewhere else", self.segments.join("/")))
            .suggest("write the path it leads to")
    }
}

/// Whether the path is one of the links by which Linux shows a process's root, working folder and open files.
fn is_process_link(segments: &[&str]) -> bool {
    let of_process = match segments {
        ["proc", _, "task", _, rest @ ..] | ["proc", _, rest @ ..] => rest,
        ["dev", rest @ ..] => return matches!(rest, ["fd", _] | ["stdin" | "stdout" | "stderr"]),
        _ => return false,
    };
    matches!(of_process, ["root" | "cwd"] | ["fd" | "map_files", _])
}

/// Whether the path is a link by which Linux shows a folder of a process elsewhere; its parent is not the one written.
fn is_folder_link(segments: &[&str]) -> bool {
    matches!(segments, ["dev", "fd"] | ["proc", "thread-self" | "net"])
}

/// Whether the name has the form in which Windows shortens names to eight and three characters: `PROGRA~1`, `A1B2~1.TXT`.
fn is_short_name(name: &str) -> bool {
    let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
    let numbered = stem.split_once('~').is_some_and(|(start, number)| {
        !start.is_empty() && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
    });
    numbered && stem.chars().count() <= 8 && extension.chars().count() <= 3
}

/// A name as Windows stores it: trailing dots and blanks are dropped, a stream (`a.txt:x`, `a.txt::$DATA`) is refused.
pub(super) fn windows_name(part: &str) -> Result<&str, TargetError> {
    let name = part.trim_end_matches(['.', ' ']);
    if name.is_empty() {
        return Err(TargetError::new(format!("{} is no file name on Windows", quoted(part))));
    }
    if name.contains(':') {
        return Err(TargetError::new(format!("{} names a stream of a file", quoted(part))));
    }
    if is_short_name(name) {
        return Err(TargetError::new(format!("{} may be the short name of another file", quoted(part)))
            .suggest("write the long name"));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posix() -> Places {
        Places::new(Some("/work/proj"), Some("/home/u"), false, true).unwrap()
    }

    fn windows() -> Places {
        Places::new(Some(r"c:\work\proj"), Some("C:/Users/u"), true, false).unwrap()
    }

    macro_rules! resolves {
        ($($name:ident: $places:ident, $text:expr => $expected:expr;)*) => {$(
            #[test]
            fn $name() {
                assert_eq!(TargetPath::resolve($text, &$places()).map(|path| path.to_string()).as_deref(), Ok($expected));
            }
        )*};
    }

    resolves! {
        relative: posix, "src/app.ts" => "/work/proj/src/app.ts";
        dot: posix, "." => "/work/proj";
        dots: posix, "./a/./b/../c" => "/work/proj/a/c";
        climbing: posix, "../../../../etc/passwd" => "/etc/passwd";
        doubled: posix, "//etc///passwd/" => "/etc/passwd";
        root: posix, "/" => "/";
        above_root: posix, "/../.." => "/";
        home: posix, "~" => "/home/u";
        below_home: posix, "~/../v/x" => "/home/v/x";
        base: posix, "@base/x" => "/work/proj/x";
        project_root: posix, "@root" => "/work/proj";
        at_name: posix, "@types/node" => "/work/proj/@types/node";
        tilde_name: posix, "./~x" => "/work/proj/~x";
        backslash_is_a_character: posix, r"a\..\b" => r"/work/proj/a\..\b";
        drive_is_a_name: posix, "C:/x" => "/work/proj/C:/x";
        dots_are_a_name: posix, "..." => "/work/proj/...";
        process_itself: posix, "/proc/self/status" => "/proc/self/status";
        open_file: posix, "/dev/fd/63" => "/dev/fd/63";
        standard_input: posix, "/dev/stdin" => "/dev/stdin";

        win_relative: windows, r"src\app.ts" => "C:/work/proj/src/app.ts";
        win_drive: windows, r"d:\x\..\y" => "D:/y";
        win_drive_root: windows, "d:" => "D:/";
        win_rooted: windows, r"\Windows" => "C:/Windows";
        win_url_path: windows, "/D:/x" => "D:/x";
        win_extended: windows, r"\\?\C:\x" => "C:/x";
        win_device_drive: windows, r"\\.\C:\x" => "C:/x";
        win_nt: windows, r"\??\C:\x" => "C:/x";
        win_share: windows, r"\\Server\Share\A\..\..\B" => "//server/share/B";
        win_extended_share: windows, r"\\?\UNC\server\share\x" => "//server/share/x";
        win_trailing_dots: windows, r".env. . " => "C:/work/proj/.env";
        win_home: windows, r"~\.ssh" => "C:/Users/u/.ssh";
    }

    #[test]
    fn what_cannot_be_understood_is_refused() {
        let long = "a/".repeat(MAX_TARGET_BYTES);
        for text in [
            "",
            "a\0b",
            "~root/x",
            "~user",
            "@base/../x",
            "@root/a/../../x",
            "/proc/self/root/etc/passwd",
            "/proc/self/root",
            "/proc/1/cwd/x",
            "/proc/self/./root/..//x",
            "/proc/thread-self/task/1/root/x",
            "/proc/self/fd/3/x",
            "/dev/fd/3/../x",
            "/dev/fd/../root/etc/shadow",
            "/proc/thread-self/../../root/x",
            "/proc/net/../root",
            &long,
        ] {
            assert!(TargetPath::resolve(text, &posix()).is_err(), "{text:?}");
        }
        for text in [
            "C:x",
            r"\\.\pipe\x",
            r"\\?\GLOBALROOT\x",
            r"\\server",
            r"\\server\..\x",
            r"\\localhost\C$\x",
            "a.txt:stream",
            "a.txt::$DATA",
            "...",
            "C:/a:b",
        ] {
            assert!(TargetPath::resolve(text, &windows()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn places_that_are_missing_are_named() {
        let nowhere = Places::new(None, None, false, true).unwrap();
        let error = TargetPath::resolve("x", &nowhere).unwrap_err();
        assert_eq!(error.to_string(), "the relative path `x` has no base folder (set the option `base`)");
        assert!(TargetPath::resolve("~/x", &nowhere).unwrap_err().to_string().contains("`home`"));
        assert!(TargetPath::resolve("/x", &nowhere).is_ok());
    }
}
