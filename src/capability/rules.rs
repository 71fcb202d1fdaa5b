//! Capability rules of one list, compiled for one reading.

use crate::pattern::command::{CommandContext, CommandPattern, CommandSet, Invocation, Word};
use crate::pattern::domain::{DomainPattern, DomainSet, Endpoint};
use crate::pattern::path::{PathPattern, PathSet, Places};
use crate::pattern::{PatternError, Reading};
use crate::policy::{Capability, Origin, Pattern, Rule, RuleSet};

use super::subject::{FileMode, Kind, Subject};
use crate::error::{Problem, ProblemCode};

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
    fn new(origin: &'a Origin, source: &'a str) -> Self {
        Self { path: &origin.path, source, command: None, everything: false }
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
    reading: Reading,
}

impl CompiledRules {
    /// Compiles a list.
    ///
    /// # Errors
    ///
    /// A path pattern that leads nowhere without a base or home folder.
    pub(crate) fn new(
        rules: &RuleSet,
        reading: Reading,
        places: &Places,
        missing: MissingPlaces,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut paths = |rules: &Vec<Rule<PathPattern>>| {
            let patterns = || rules.iter().map(|rule| &rule.pattern);
            let set = match missing {
                MissingPlaces::Refused => PathSet::new(reading, patterns(), places),
                MissingPlaces::Anywhere => PathSet::anywhere(patterns(), places),
            };
            if let Err((index, error)) = &set {
                let before = problems.len();
                // The set stops at the first pattern that fails; each by itself tells which others do.
                let failing = |rule: &Rule<PathPattern>| {
                    PathSet::new(reading, [&rule.pattern], places).err().map(|(_, error)| (rule.origin.clone(), error))
                };
                problems.extend(rules.iter().filter_map(failing).map(|(origin, error)| unusable(&origin, error)));
                // A list that fails only as a whole must not go without a problem: it would go without a layer.
                if problems.len() == before {
                    let whole = Origin { path: "path rules".to_owned(), span: None };
                    let origin = rules.get(*index).map_or(&whole, |rule| &rule.origin);
                    problems.push(unusable(origin, error.clone()));
                }
            }
            set.ok().map(|set| (rules.clone(), set))
        };
        let (read, write) = (paths(&rules.read), paths(&rules.write));
        let (Some(read), Some(write)) = (read, write) else { return Err(problems) };
        Ok(Self {
            path: rules.path.clone(),
            everything: rules.everything.clone(),
            commands: (
                rules.commands.clone(),
                CommandSet::new(reading, rules.commands.iter().map(|rule| &rule.pattern)),
            ),
            read,
            write,
            domains: (rules.domains.clone(), DomainSet::new(rules.domains.iter().map(|rule| &rule.pattern))),
            capabilities: rules.capabilities.clone(),
            reading,
        })
    }

    /// Whether the list means everything.
    pub(crate) const fn is_everything(&self) -> bool {
        self.everything.is_some()
    }

    /// Whether any rule of the list is about subjects of this kind.
    pub(crate) fn mentions(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Program(_) | Subject::Kind(Kind::Commands) => !self.commands.0.is_empty(),
            Subject::File(..) | Subject::Kind(Kind::Files) => self.mentions_files(),
            Subject::Host(_) | Subject::Kind(Kind::Network) => self.mentions_hosts(),
            Subject::Capability(_) => !self.capabilities.is_empty(),
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
    pub(crate) fn matching(&self, subject: &Subject, context: &CommandContext<'_>) -> Vec<RuleRef<'_>> {
        let mut found = self.everything_rule();
        match subject {
            Subject::Program(words) => {
                let (rules, set) = &self.commands;
                let indices = invocation(words).map(|invocation| set.matches(&invocation, context));
                for rule in indices.iter().flatten().filter_map(|index| rules.get(*index)) {
                    found.push(RuleRef {
                        command: Some(&rule.pattern),
                        ..RuleRef::new(&rule.origin, rule.pattern.source())
                    });
                }
            }
            Subject::File(mode, path) => {
                let (rules, set) = self.files(*mode);
                pick(&mut found, rules, set.matches(path));
            }
            Subject::Host(target) => {
                let (rules, set) = &self.domains;
                let index = match self.reading {
                    Reading::Permission => target.permitted_by(set).ok(),
                    Reading::Denial => target.denied_by(set).map(|(index, _)| index),
                };
                pick(&mut found, rules, index);
            }
            Subject::Capability(name) => self.add_capabilities(&mut found, &|capability| capability == name),
            Subject::Kind(kind) => self.add_kind(&mut found, *kind),
        }
        found
    }

    /// Every rule that is about subjects of this kind, in the order of the document: what an explanation lists.
    pub(crate) fn considered(&self, subject: &Subject) -> Vec<RuleRef<'_>> {
        let mut all = self.everything_rule();
        match subject {
            Subject::Program(_) | Subject::Kind(Kind::Commands) => add(&mut all, &self.commands.0, |_| true),
            Subject::File(mode, _) => add(&mut all, &self.files(*mode).0, |_| true),
            Subject::Host(_) | Subject::Kind(Kind::Network) => add(&mut all, &self.domains.0, |_| true),
            Subject::Capability(_) => self.add_capabilities(&mut all, &|_| true),
            Subject::Kind(Kind::Files) => {
                add(&mut all, &self.read.0, |_| true);
                add(&mut all, &self.write.0, |_| true);
            }
        }
        all
    }

    /// The first rule of the list, of whatever kind.
    pub(crate) fn first(&self) -> Option<&str> {
        self.everything
            .as_ref()
            .or_else(|| self.commands.0.first().map(|rule| &rule.origin))
            .or_else(|| self.capabilities.first().map(|rule| &rule.origin))
            .or_else(|| self.domains.0.first().map(|rule| &rule.origin))
            .or_else(|| self.read.0.first().map(|rule| &rule.origin))
            .or_else(|| self.write.0.first().map(|rule| &rule.origin))
            .map(|origin| origin.path.as_str())
    }

    fn files(&self, mode: FileMode) -> &(Vec<Rule<PathPattern>>, PathSet) {
        match mode {
            FileMode::Read => &self.read,
            FileMode::Write => &self.write,
        }
    }

    /// The rule that means everything, if there is one.
    fn everything_rule(&self) -> Vec<RuleRef<'_>> {
        let rule = |origin| RuleRef { everything: true, ..RuleRef::new(origin, "*") };
        self.everything.iter().map(rule).collect()
    }

    /// A denial covers a kind as a whole only with a pattern that means everything; a permission grants it with any.
    fn add_kind<'a>(&'a self, found: &mut Vec<RuleRef<'a>>, kind: Kind) {
        let denial = self.reading == Reading::Denial;
        match kind {
            Kind::Commands if denial => add(found, &self.commands.0, CommandPattern::is_everything),
            Kind::Commands => add(found, &self.commands.0, |_| true),
            Kind::Network if denial => add(found, &self.domains.0, is_whole),
            Kind::Network => add(found, &self.domains.0, |_| true),
            Kind::Files => {
                let all = |rules: &[Rule<PathPattern>]| rules.iter().any(|rule| is_whole(&rule.pattern));
                // Denied as a whole means that neither reading nor writing is left.
                if denial && !(all(&self.read.0) && all(&self.write.0)) {
                    return;
                }
                for rules in [&self.read.0, &self.write.0] {
                    add(found, rules, if denial { is_whole } else { |_| true });
                }
            }
        }
    }

    fn add_capabilities<'a>(&'a self, found: &mut Vec<RuleRef<'a>>, wanted: &dyn Fn(&Capability) -> bool) {
        for rule in &self.capabilities {
            if wanted(&rule.pattern) {
                found.push(RuleRef::new(&rule.origin, rule.pattern.list_entry()));
            }
        }
    }
}

/// The program of `words`, whose name is known: one that is not is opaque and never asked about.
pub(super) fn invocation(words: &[Word]) -> Option<Invocation<'_>> {
    let (program, arguments) = words.split_first()?;
    Some(Invocation::new(program.as_literal()?, arguments))
}

/// Whether a path or domain pattern means everything.
fn is_whole<P: Pattern>(pattern: &P) -> bool {
    matches!(pattern.source(), "*" | "**")
}

/// Adds the rules at `indices`.
fn pick<'a, P: Pattern>(found: &mut Vec<RuleRef<'a>>, rules: &'a [Rule<P>], indices: impl IntoIterator<Item = usize>) {
    for rule in indices.into_iter().filter_map(|index| rules.get(index)) {
        found.push(RuleRef::new(&rule.origin, rule.pattern.source()));
    }
}

/// Adds the rules whose pattern is wanted.
fn add<'a, P: Pattern>(found: &mut Vec<RuleRef<'a>>, rules: &'a [Rule<P>], wanted: fn(&P) -> bool) {
    for rule in rules.iter().filter(|rule| wanted(&rule.pattern)) {
        found.push(RuleRef::new(&rule.origin, rule.pattern.source()));
    }
}
