//! Capability rules of one list, compiled for one reading.

mod scoped;

use super::subject::{FileMode, FilePath, Kind, Subject};
use crate::error::{Problem, ProblemCode};
use crate::list::{AddAll, List};
use crate::names::Names;
use crate::pattern::command::{CommandPattern, CommandSet};
use crate::pattern::domain::{DomainPattern, DomainSet, Endpoint};
use crate::pattern::path::{PathPattern, PathSet, Places};
use crate::pattern::{PatternError, Reading};
use crate::policy::{Capability, Origin, Pattern, Rule, RuleSet};
use crate::prelude::*;

/// A rule that matched, or that was considered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RuleRef<'a> {
    /// Its path into the document.
    pub(crate) path: &'a str,
    /// The pattern as written.
    pub(crate) source: &'a str,
    /// The command pattern, for exceptions.
    pub(crate) command: Option<&'a CommandPattern>,
    /// Whether it means everything (`true`, `"*"`).
    pub(crate) everything: bool,
}

impl<'a> RuleRef<'a> {
    fn new<P: Pattern>(rule: &'a Rule<P>) -> Self {
        Self { path: &rule.origin.path, source: rule.pattern.source(), command: None, everything: false }
    }
}

/// What happens to a path pattern that needs a base or home folder which is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MissingPlaces {
    /// It is an error: a rule that silently does nothing is the worst bug a policy engine can have.
    Refused,
    /// It matches in any folder: for the built-in denials, which no user wrote.
    Anywhere,
}

/// The problem of a path pattern that cannot be used here.
pub(super) fn unusable(origin: &Origin, error: PatternError) -> Problem {
    let problem = Problem::error(ProblemCode::InvalidPattern, &origin.path, error.message).at(origin.span);
    Problem { suggestion: error.suggestion, ..problem }
}

/// The rules of one list (`allow`, `deny` or `danger`), ready to be held against subjects.
#[derive(Debug)]
pub(crate) struct CompiledRules {
    /// The key it stands under, as [`RuleSet::path`].
    pub(crate) path: String,
    everything: Option<Origin>,
    commands: (Vec<Rule<CommandPattern>>, CommandSet),
    read: (Vec<Rule<PathPattern>>, PathSet),
    write: (Vec<Rule<PathPattern>>, PathSet),
    domains: (Vec<Rule<DomainPattern>>, DomainSet),
    capabilities: Vec<Rule<Capability>>,
    /// The kinds of which some rule means everything.
    whole: Vec<Kind>,
    reading: Reading,
    missing: MissingPlaces,
}

impl CompiledRules {
    /// Compiles a list.
    ///
    /// # Errors
    ///
    /// A path pattern that leads nowhere without a base or home folder.
    pub(crate) fn new(
        rules: RuleSet,
        reading: Reading,
        places: &Places,
        missing: MissingPlaces,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut told: Names<()> = Names::default();
        let mut paths = |rules: Vec<Rule<PathPattern>>| {
            let patterns = || rules.iter().map(|rule| &rule.pattern);
            let set = match missing {
                MissingPlaces::Refused => PathSet::new(reading, patterns(), places),
                MissingPlaces::Anywhere => PathSet::anywhere(patterns(), places),
            };
            if let Err((index, error)) = &set {
                // The set stops at the first pattern that fails; each by itself tells which others do.
                let failing = |rule: &Rule<PathPattern>| {
                    PathSet::new(reading, [&rule.pattern], places).err().map(|(_, error)| (rule.origin.clone(), error))
                };
                let mut each: Vec<_> = rules.iter().filter_map(failing).list();
                // A list that fails only as a whole must not go without a problem: it would go without a layer.
                if each.is_empty() {
                    let whole = || Origin { path: "path rules".into(), span: None };
                    let origin = rules.get(*index).map_or_else(whole, |rule| rule.origin.clone());
                    each.push((origin, error.clone()));
                }
                for (origin, error) in each {
                    // A rule for writing is one for reading too: its problem is told once.
                    if told.insert(&origin.path, ()) {
                        problems.push(unusable(&origin, error));
                    }
                }
            }
            set.ok().map(|set| (rules, set))
        };
        let whole = whole_kinds(&rules);
        let (read, write) = (paths(rules.read), paths(rules.write));
        let (Some(read), Some(write)) = (read, write) else { return Err(problems) };
        let commands = CommandSet::new(reading, rules.commands.iter().map(|rule| &rule.pattern));
        let domains = DomainSet::new(rules.domains.iter().map(|rule| &rule.pattern));
        Ok(Self {
            path: rules.path,
            everything: rules.everything,
            commands: (rules.commands, commands),
            read,
            write,
            domains: (rules.domains, domains),
            capabilities: rules.capabilities,
            whole,
            reading,
            missing,
        })
    }

    /// Whether two lists have the same rules in the same order, wherever they stand.
    pub(super) fn says_the_same_as(&self, other: &Self) -> bool {
        self.is_everything() == other.is_everything()
            && same(&self.commands.0, &other.commands.0, |one, two| one.source() == two.source())
            && same(&self.read.0, &other.read.0, |one, two| one.source() == two.source())
            && same(&self.write.0, &other.write.0, |one, two| one.source() == two.source())
            && same(&self.domains.0, &other.domains.0, |one, two| one.source() == two.source())
            && same(&self.capabilities, &other.capabilities, PartialEq::eq)
    }

    /// Whether the list means everything.
    pub(crate) const fn is_everything(&self) -> bool {
        self.everything.is_some()
    }

    /// Whether any rule of the list is about subjects of this kind.
    pub(crate) fn mentions(&self, subject: &Subject<'_>) -> bool {
        match subject {
            Subject::Program(_) | Subject::Kind(Kind::Commands) => !self.commands.0.is_empty(),
            Subject::File(..) | Subject::Kind(Kind::Files) => self.mentions_files(),
            Subject::Host(_) | Subject::Kind(Kind::Network) => self.mentions_hosts(),
            Subject::Capability(_) => !self.capabilities.is_empty(),
            Subject::Scope(asked) => !self.about(&asked.scope).is_empty(),
        }
    }

    pub(crate) fn mentions_files(&self) -> bool {
        !self.read.0.is_empty() || !self.write.0.is_empty()
    }

    pub(crate) fn mentions_hosts(&self) -> bool {
        !self.domains.0.is_empty()
    }

    /// Whether the list, as a permission, holds this endpoint by itself.
    pub(crate) fn permits_endpoint(&self, endpoint: &Endpoint) -> bool {
        self.is_everything() || self.domains.1.first(endpoint, Reading::Permission).is_some()
    }

    /// The rules that match, in the order of the document; for a permission of several readings (a host that is read
    /// in two ways) those of each, and none at all if one reading has none.
    pub(crate) fn matching(&self, subject: &Subject<'_>) -> Vec<RuleRef<'_>> {
        if let Subject::Scope(asked) = subject {
            let everything = self.everything.iter().map(everything);
            return everything.chain(self.matching_scope(asked, &mut |_| true)).list();
        }
        let mut found = Vec::new();
        self.find(subject, &mut |rule| {
            found.push(*rule);
            false
        });
        found
    }

    /// The first of the rules that match.
    pub(crate) fn first(&self, subject: &Subject<'_>) -> Option<RuleRef<'_>> {
        self.find(subject, &mut |_| true)
    }

    /// Whether any rule matches.
    pub(crate) fn holds(&self, subject: &Subject<'_>) -> bool {
        match subject {
            _ if self.is_everything() => true,
            // Which one it is takes longer to find out.
            Subject::File(mode, FilePath::Whole(path)) => self.files(*mode).1.is_match(path),
            _ => self.first(subject).is_some(),
        }
    }

    /// The first of the rules that match and are `wanted`; no others are looked at. A scope that is to be permitted is
    /// held by the wanted rules alone, or not at all.
    pub(crate) fn find<'s>(
        &'s self,
        subject: &Subject<'_>,
        wanted: &mut dyn FnMut(&RuleRef<'s>) -> bool,
    ) -> Option<RuleRef<'s>> {
        if let Some(rule) = self.everything.as_ref().map(everything).filter(&mut *wanted) {
            return Some(rule);
        }
        match subject {
            Subject::Program(program) => {
                let (rules, set) = &self.commands;
                let pattern = |index| rules.get(index).map(|rule: &Rule<CommandPattern>| &rule.pattern);
                pick(rules, set.matches(program, pattern)).map(command).find(wanted)
            }
            Subject::File(mode, path) => {
                let (rules, set) = self.files(*mode);
                match path {
                    FilePath::Whole(path) => {
                        // Mostly none matches, or the first one that does is wanted.
                        let first = RuleRef::new(rules.get(set.first(path)?)?);
                        if wanted(&first) {
                            return Some(first);
                        }
                        pick(rules, set.matches(path).skip(1)).map(RuleRef::new).find(wanted)
                    }
                    FilePath::Partial(path) => pick(rules, set.matches_partly(path)).map(RuleRef::new).find(wanted),
                }
            }
            Subject::Host(target) => {
                let (rules, set) = &self.domains;
                let index = match self.reading {
                    Reading::Permission => target.permitted_by(set).ok(),
                    Reading::Denial => target.denied_by(set).map(|(index, _)| index),
                };
                pick(rules, index).map(RuleRef::new).find(wanted)
            }
            Subject::Capability(name) => {
                self.capabilities.iter().filter(|rule| rule.pattern == *name).map(capability).find(wanted)
            }
            Subject::Kind(kind) => self.find_about(*kind, wanted),
            // Whether a rule is wanted may be hard to tell: of denials only those that match are looked at.
            Subject::Scope(asked) if self.reading == Reading::Denial => {
                self.matching_scope(asked, &mut |_| true).into_iter().find(wanted)
            }
            Subject::Scope(asked) => self.matching_scope(asked, wanted).into_iter().next(),
        }
    }

    /// Every rule that is about subjects of this kind, in the order of the document: what an explanation lists.
    pub(crate) fn considered(&self, subject: &Subject<'_>) -> Vec<RuleRef<'_>> {
        let mut all: Vec<RuleRef<'_>> = self.everything.iter().map(everything).list();
        match subject {
            Subject::Program(_) | Subject::Kind(Kind::Commands) => {
                all.add_all(self.commands.0.iter().map(RuleRef::new))
            }
            Subject::File(mode, _) => all.add_all(self.files(*mode).0.iter().map(RuleRef::new)),
            Subject::Host(_) | Subject::Kind(Kind::Network) => all.add_all(self.domains.0.iter().map(RuleRef::new)),
            Subject::Capability(_) => all.add_all(self.capabilities.iter().map(capability)),
            Subject::Kind(Kind::Files) => {
                all.add_all(self.read.0.iter().chain(&self.write.0).map(RuleRef::new));
            }
            Subject::Scope(asked) => all.add_all(self.about(&asked.scope)),
        }
        all
    }

    /// The first rule of the list, of whatever kind.
    pub(crate) fn first_path(&self) -> Option<&str> {
        self.everything
            .as_ref()
            .or_else(|| self.commands.0.first().map(|rule| &rule.origin))
            .or_else(|| self.capabilities.first().map(|rule| &rule.origin))
            .or_else(|| self.domains.0.first().map(|rule| &rule.origin))
            .or_else(|| self.read.0.first().map(|rule| &rule.origin))
            .or_else(|| self.write.0.first().map(|rule| &rule.origin))
            .map(|origin| origin.path.as_str())
    }

    /// The first rule about some hosts, and not all.
    pub(crate) fn first_host_path(&self) -> Option<&str> {
        let rules = &self.domains.0;
        rules.iter().find(|rule| rule.pattern.source() != "*").map(|rule| rule.origin.path.as_str())
    }

    /// The first rule about files.
    pub(crate) fn first_file_path(&self) -> Option<&str> {
        let rule = self.read.0.first().or(self.write.0.first());
        rule.map(|rule| rule.origin.path.as_str())
    }

    fn files(&self, mode: FileMode) -> &(Vec<Rule<PathPattern>>, PathSet) {
        match mode {
            FileMode::Read => &self.read,
            FileMode::Write => &self.write,
        }
    }

    /// The first rule about a kind as a whole that is `wanted`. A denial covers it only with a pattern that means
    /// everything; a permission grants it with any.
    fn find_about<'s>(&'s self, kind: Kind, wanted: &mut dyn FnMut(&RuleRef<'s>) -> bool) -> Option<RuleRef<'s>> {
        let denial = self.reading == Reading::Denial;
        // Mostly no denial does, which was found out once.
        if denial && !self.whole.contains(&kind) {
            return None;
        }
        match kind {
            Kind::Commands => {
                let rules = self.commands.0.iter().filter(|rule| !denial || rule.pattern.is_everything());
                rules.map(RuleRef::new).find(wanted)
            }
            Kind::Network => {
                let rules = self.domains.0.iter().filter(|rule| !denial || is_whole(rule));
                rules.map(RuleRef::new).find(wanted)
            }
            Kind::Files => {
                let rules = self.read.0.iter().chain(&self.write.0).filter(|rule| !denial || is_whole(rule));
                rules.map(RuleRef::new).find(wanted)
            }
        }
    }
}

/// The kinds of which some rule means everything. Of files that is both of reading and of writing: denied as a whole
/// means that neither is left.
fn whole_kinds(rules: &RuleSet) -> Vec<Kind> {
    let paths = |rules: &Vec<Rule<PathPattern>>| rules.iter().any(is_whole);
    let kinds = [
        (Kind::Commands, rules.commands.iter().any(|rule| rule.pattern.is_everything())),
        (Kind::Network, rules.domains.iter().any(is_whole)),
        (Kind::Files, paths(&rules.read) && paths(&rules.write)),
    ];
    kinds.into_iter().filter(|(_, whole)| *whole).map(|(kind, _)| kind).list()
}

fn is_whole<P: Pattern>(rule: &Rule<P>) -> bool {
    matches!(rule.pattern.source(), "*" | "**")
}

fn same<P>(one: &[Rule<P>], other: &[Rule<P>], same: fn(&P, &P) -> bool) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(&one.pattern, &other.pattern))
}

fn everything(origin: &Origin) -> RuleRef<'_> {
    RuleRef { path: &origin.path, source: "*", command: None, everything: true }
}

fn command(rule: &Rule<CommandPattern>) -> RuleRef<'_> {
    RuleRef { command: Some(&rule.pattern), ..RuleRef::new(rule) }
}

fn capability(rule: &Rule<Capability>) -> RuleRef<'_> {
    RuleRef { path: &rule.origin.path, source: rule.pattern.list_entry(), command: None, everything: false }
}

fn pick<P>(rules: &[Rule<P>], indices: impl IntoIterator<Item = usize>) -> impl Iterator<Item = &Rule<P>> {
    indices.into_iter().filter_map(|index| rules.get(index))
}
