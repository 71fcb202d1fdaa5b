//! All the paths that a pattern permits, held against rules as one.

use super::glob::{SegmentGlob, Token, token_matches};
use super::pattern::{Bound, MissingPlace, Part, PathPattern};
use super::places::Places;
use crate::fold::{fold, fold_text};
use crate::list::List;
use crate::pattern::language::{Answer, Language, Letter, Row, State};
use crate::pattern::{Budget, PatternError, Reading};
use crate::prelude::*;

/// The paths a pattern permits. Where it is relative to a folder that is not known, they may be in any folder.
///
/// ```
/// use mlld_policy::pattern::Budget;
/// use mlld_policy::pattern::path::{PathPattern, PathScope, Places};
///
/// let places = Places::new(Some("/work/proj"), None, false, true).unwrap();
/// let budget = Budget::default();
/// let pattern = |text| PathPattern::parse(text).unwrap();
/// let scope = PathScope::new(pattern("src/*.rs"));
/// let bound = scope.bind(&places, &budget);
/// assert!(bound.is_within([&pattern("src/**")]));
/// assert!(bound.meets_denial(&pattern("**/main.*")));
/// assert!(!bound.meets_denial(&pattern("/etc")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathScope {
    pattern: PathPattern,
}

impl PathScope {
    /// Everything that `pattern` permits.
    #[must_use]
    pub fn new(pattern: PathPattern) -> Self {
        Self { pattern }
    }

    /// The pattern.
    #[must_use]
    pub fn pattern(&self) -> &PathPattern {
        &self.pattern
    }

    /// The scope in these folders, ready to be held against any number of patterns.
    #[must_use]
    pub fn bind<'b>(&'b self, places: &'b Places, budget: &'b Budget) -> BoundPathScope<'b> {
        let parts = bind(&self.pattern, Reading::Permission, places, MissingPlace::Anywhere).ok();
        let mut own = Paths::new(places);
        parts.iter().flatten().for_each(|parts| own.add(parts, Reading::Permission));
        BoundPathScope { pattern: &self.pattern, parts, own, places, budget }
    }
}

/// A [`PathScope`] in its folders.
#[derive(Debug)]
pub struct BoundPathScope<'b> {
    pattern: &'b PathPattern,
    /// `None` where the pattern leads nowhere.
    parts: Option<Vec<Vec<Part>>>,
    own: Paths,
    places: &'b Places,
    budget: &'b Budget,
}

impl BoundPathScope<'_> {
    /// Whether these permissions together hold every path of the scope. A true answer is right; a false one may be wrong
    /// for patterns so large that it is not worked out, and for classes of characters beyond ASCII where case is ignored.
    pub fn is_within<'p>(&self, permissions: impl IntoIterator<Item = &'p PathPattern> + Clone) -> bool {
        // Most often one of them holds all, and piece by piece that is seen at once.
        if permissions.clone().into_iter().any(|permission| permission.covers(self.pattern)) {
            return true;
        }
        let mut outer = Paths::new(self.places);
        for permission in permissions {
            let bound = bind(permission, Reading::Permission, self.places, MissingPlace::Refused);
            let Ok(parts) = bound else { continue };
            // What is not exact is left out: it would hold less at most.
            let exact = |parts: &&Vec<Part>| self.may_meet(parts) && is_exact(parts, outer.ignore_case);
            let parts: Vec<&Vec<Part>> = parts.iter().filter(exact).list();
            parts.into_iter().for_each(|parts| outer.add(parts, Reading::Permission));
        }
        self.parts.is_some()
            && self.own.exact
            && self.own.language.is_within(&outer.language, self.budget) == Answer::Yes
    }

    /// Whether this permission holds some path of the scope; a true answer may be wrong as a false one of
    /// [`Self::is_within`] may.
    #[must_use]
    pub fn meets_permission(&self, permission: &PathPattern) -> bool {
        self.meets(permission, Reading::Permission, MissingPlace::Refused)
    }

    /// Whether a denial matches some path of the scope; a true answer may be wrong in the same way.
    #[must_use]
    pub fn meets_denial(&self, deny: &PathPattern) -> bool {
        self.meets(deny, Reading::Denial, MissingPlace::Refused)
    }

    /// The same for a built-in denial, which holds without folders as well.
    #[must_use]
    pub fn meets_built_in_denial(&self, deny: &PathPattern) -> bool {
        self.meets(deny, Reading::Denial, MissingPlace::Anywhere)
    }

    fn meets(&self, other: &PathPattern, reading: Reading, missing: MissingPlace) -> bool {
        // What cannot be compared may meet.
        let Ok(parts) = bind(other, reading, self.places, missing) else { return true };
        let mut paths = Paths::new(self.places);
        let mut any = false;
        for parts in parts.iter().filter(|parts| self.may_meet(parts)) {
            paths.add(parts, reading);
            any = true;
        }
        self.parts.is_none()
            || any
                && (!self.own.exact
                    || !paths.exact
                    || self.own.language.meets(&paths.language, self.budget) != Answer::No)
    }

    /// A quick answer for most of a long list: paths that begin in different folders are different.
    fn may_meet(&self, other: &[Part]) -> bool {
        let fits = |own: &Part, other: &Part| match (own, other) {
            (Part::Segment(own), Part::Segment(other)) => match (own.literal(), other.literal()) {
                (Some(own), Some(other)) if self.own.ignore_case => fold_text(&own) == fold_text(&other),
                (Some(own), Some(other)) => own == other,
                _ => true,
            },
            (Part::Recursive, _) | (_, Part::Recursive) => true,
        };
        let beginning = |parts: &Vec<Part>| {
            let both = parts.iter().zip(other);
            let mut before_recursive = both.take_while(|(own, other)| ![*own, *other].contains(&&Part::Recursive));
            before_recursive.all(|(own, other)| fits(own, other))
        };
        self.parts.iter().flatten().any(beginning)
    }
}

/// All the parts of each alternative of a pattern, in these folders.
fn bind(
    pattern: &PathPattern,
    reading: Reading,
    places: &Places,
    missing: MissingPlace,
) -> Result<Vec<Vec<Part>>, PatternError> {
    Ok(pattern.bind(reading, places, missing)?.into_iter().map(Bound::into_parts).list())
}

/// Paths as a language: the text of a path is that of its segments, a NUL before each.
#[derive(Debug)]
struct Paths {
    language: Language<Step>,
    ignore_case: bool,
    /// Whether the letters are told apart by ranges.
    exact: bool,
}

const BEFORE_SEGMENT: char = '\0';

#[derive(Debug, Clone)]
enum Step {
    Separator,
    /// What a token accepts, the dot if so said.
    Token {
        token: Token,
        ignore_case: bool,
        dot: bool,
    },
}

impl Letter for Step {
    fn accepts(&self, c: char) -> bool {
        match self {
            Self::Separator => c == BEFORE_SEGMENT,
            Self::Token { token, ignore_case, dot } => {
                c != BEFORE_SEGMENT && (*dot || c != '.') && token_matches(token, c, *ignore_case)
            }
        }
    }

    fn ranges(&self, add: &mut dyn FnMut(char, char)) {
        add(BEFORE_SEGMENT, BEFORE_SEGMENT);
        add('.', '.');
        match self {
            Self::Token { token: Token::Char(c), .. } => add(*c, *c),
            Self::Token { token: Token::Class(class), ignore_case, .. } => {
                class.ranges(*ignore_case).into_iter().flatten().for_each(|(first, last)| add(first, last));
            }
            Self::Token { token: Token::AnyChar | Token::AnyRun, .. } | Self::Separator => {}
        }
    }
}

impl Paths {
    fn new(places: &Places) -> Self {
        Self { language: Language::empty(), ignore_case: !places.case_sensitive(), exact: true }
    }

    /// Adds every path that the parts of a pattern match.
    fn add(&mut self, parts: &[Part], reading: Reading) {
        self.exact &= is_exact(parts, self.ignore_case);
        let mut at = self.language.state();
        self.language.jump(Language::<Step>::START, at);
        for part in parts {
            at = match part {
                Part::Recursive => self.any_segments(at),
                Part::Segment(segment) => self.segment(at, segment),
            };
        }
        // In denials everything that names a folder is about all below it.
        if reading == Reading::Denial {
            at = self.any_segments(at);
        }
        self.language.accept(at);
    }

    fn any_segments(&mut self, from: State) -> State {
        let at = self.language.state();
        self.language.jump(from, at);
        let end = self.segment(at, &SegmentGlob::any());
        self.language.jump(end, at);
        at
    }

    /// One segment. No path has one that is empty, `.` or `..`.
    fn segment(&mut self, from: State, segment: &SegmentGlob) -> State {
        let mut row = self.language.row(Name::ALL.len());
        self.language.step(from, Step::Separator, row.of(Name::Empty as usize));
        for token in segment.tokens() {
            row = match token {
                Token::AnyRun => {
                    self.read(&row, &row, &Token::AnyChar);
                    row
                }
                token => {
                    let next = self.language.row(Name::ALL.len());
                    self.read(&row, &next, token);
                    next
                }
            };
        }
        row.of(Name::Proper as usize)
    }

    /// One character of a name, from one row of states to another.
    fn read(&mut self, row: &Row, next: &Row, token: &Token) {
        let token = match token {
            Token::Char(c) if self.ignore_case => Token::Char(fold(*c)),
            other => other.clone(),
        };
        let step = |token: &Token, dot| Step::Token { token: token.clone(), ignore_case: self.ignore_case, dot };
        let (other, dot) = (step(&token, false), step(&Token::Char('.'), true));
        let takes_dot = token_matches(&token, '.', self.ignore_case);
        for name in Name::ALL {
            self.language.step(row.of(name as usize), other.clone(), next.of(Name::Proper as usize));
            if takes_dot {
                self.language.step(row.of(name as usize), dot.clone(), next.of(name.after_dot() as usize));
            }
        }
    }
}

/// Whether the characters that the parts tell apart are known as ranges.
fn is_exact(parts: &[Part], ignore_case: bool) -> bool {
    let tokens = parts.iter().flat_map(|part| match part {
        Part::Segment(segment) => segment.tokens(),
        Part::Recursive => &[],
    });
    let classes = tokens.filter_map(|token| match token {
        Token::Class(class) => Some(class),
        _ => None,
    });
    classes.into_iter().all(|class| class.ranges(ignore_case).is_some())
}

/// What was read of a name so far.
#[derive(Debug, Clone, Copy)]
enum Name {
    Empty,
    OneDot,
    TwoDots,
    /// Anything else: a name that a path may have.
    Proper,
}

impl Name {
    const ALL: [Self; 4] = [Self::Empty, Self::OneDot, Self::TwoDots, Self::Proper];

    const fn after_dot(self) -> Self {
        match self {
            Self::Empty => Self::OneDot,
            Self::OneDot => Self::TwoDots,
            Self::TwoDots | Self::Proper => Self::Proper,
        }
    }
}
