//! The engine: layers in, decisions out. It composes what the other modules decide, and decides nothing itself.

mod command;
mod flow;
mod guarded;
mod plain;
mod tool_call;
mod verdict;

use alloc::rc::Rc;

pub use flow::CommandInput;
pub(crate) use guarded::{Finding, Findings, GuardedInput, GuardedOperation};
pub use tool_call::{ArgumentInput, ToolCall};

use crate::capability::{
    CapabilityOperation, Context, FileMode, FileOperation, IntegrityOperation, KeychainOperation, Layer, NeedOperation,
    NeededCommand, NetworkOperation, ProviderOperation, RealPath, danger_rules, decide, explain,
};
use crate::decision::{Decision, Trace};
use crate::distinct::distinct;
use crate::error::{PolicyError, Problem, ProblemCode};
use crate::list::{AddAll, List};
use crate::names::Names;
use crate::needs::{
    Grants, Need, NeedReport, Needs, NeedsReport, Profile, ProfileChoice, ProfileOrder, Tier, TierChoice, TierTable,
    select_profile, select_tier, tier_table,
};
use crate::pattern::Budget;
use crate::pattern::command::TRUSTED_FOLDERS;
use crate::pattern::path::Places;
use crate::pattern::wildcard::Wildcard;
use crate::policy::{Limits, PolicyDocument};
use crate::prelude::*;
use crate::shell::Surroundings;
use crate::tool::Tools;

/// What an engine needs to know about its host.
#[derive(Default)]
pub struct EngineOptions {
    /// The project root, absolute: what relative paths and patterns and `@base` are relative to.
    pub base: Option<String>,
    /// The home folder, absolute: `~`.
    pub home: Option<String>,
    /// Whether paths are read as Windows reads them.
    pub windows: bool,
    /// Whether letter case distinguishes files; `None` is the system's habit (Windows: no, others: yes).
    pub case_sensitive: Option<bool>,
    /// Folders whose programs a permission takes by their name alone; `None` is [`TRUSTED_FOLDERS`].
    pub program_folders: Option<Vec<String>>,
    /// What `{projectname}` stands for.
    pub project_name: Option<String>,
    /// Capability names beyond the built-in ones.
    pub capabilities: Vec<String>,
    /// What the host says of its tools.
    pub tools: Tools,
    /// Whether authorisations and privileged guards may override denials of flow, and users bypass guards; `None`: yes.
    pub allow_guard_bypass: Option<bool>,
    /// Resolves links: then both the given and the real path must pass.
    pub real_path: Option<RealPath>,
}

impl core::fmt::Debug for EngineOptions {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("EngineOptions").field("base", &self.base).field("home", &self.home).finish_non_exhaustive()
    }
}

/// Policies, compiled once, ready to decide.
///
/// An operation is allowed if every layer allows it. An engine is built whole or not at all and never changes.
///
/// ```
/// use mlld_policy::engine::{Engine, EngineOptions};
/// use mlld_policy::policy::{ReadOptions, read_text};
/// use mlld_policy::shell::Shell;
///
/// let policy = read_text(r#"{ "allow": ["cmd:git status:*"], "deny": ["sh"] }"#, &ReadOptions::default())?;
/// let engine = Engine::new(vec![policy.document], EngineOptions::default())?;
///
/// assert!(engine.check_command("git status -s", Shell::Bash).is_allowed());
/// let denied = engine.check_command("git push", Shell::Bash);
/// assert_eq!(denied.denial().unwrap().reason, "Command 'git' denied by policy");
/// # Ok::<(), mlld_policy::error::PolicyError>(())
/// ```
#[derive(Debug)]
pub struct Engine {
    layers: Vec<Rc<Layer>>,
    context: Rc<Context>,
    capabilities: Vec<String>,
    tools: Rc<Tools>,
    allow_guard_bypass: bool,
    plain: plain::PlainCommands,
}

/// Builds the check and the explanation of one operation from one expression, so that they cannot differ.
macro_rules! operations {
    ($($(#[$doc:meta])* $check:ident, $explain:ident($self:ident $(, $argument:ident: $type:ty)*) => $operation:expr;)*) => {$(
        $(#[$doc])*
        pub fn $check(&$self $(, $argument: $type)*) -> Decision {
            decide(&$operation, &$self.layers, &$self.context)
        }

        #[doc = concat!("The decision of [`Self::", stringify!($check), "`] with every layer and every rule considered.")]
        #[must_use]
        pub fn $explain(&$self $(, $argument: $type)*) -> Trace {
            explain(&$operation, &$self.layers, &$self.context)
        }
    )*};
}

impl Engine {
    /// Compiles `documents` into the layers of an engine. A document twice is a layer once.
    ///
    /// # Errors
    ///
    /// Every problem at once: no layer at all, two different layers with one name, options that are no absolute
    /// folders, path patterns that need a base or home folder which is not given.
    pub fn new(documents: Vec<PolicyDocument>, options: EngineOptions) -> Result<Self, PolicyError> {
        let mut problems = Vec::new();
        if documents.is_empty() {
            problems.push(
                Problem::error(ProblemCode::NoPolicy, "", "an engine needs at least one policy")
                    .suggest("pass `{}` for a policy that restricts nothing but the danger list"),
            );
        }
        let trusted_folders = options.trusted_folders(&mut problems);
        let places = match options.places() {
            Ok(places) => places,
            // Without its folders a pattern cannot be told from one that leads nowhere.
            Err(found) => return Err(PolicyError { problems: [problems, found].concat() }),
        };
        let danger = danger_rules(&places).map_err(|problems| PolicyError { problems })?;

        let mut layers: Vec<Rc<Layer>> = Vec::with_capacity(documents.len());
        let mut named: Names<usize> = Names::default();
        for (index, document) in documents.into_iter().enumerate() {
            let place = format!("layers[{index}]");
            match Layer::compile(document, place.clone(), &places) {
                Ok(layer) => match named.get(&layer.name).and_then(|index| layers.get(*index)) {
                    Some(twin) if twin.says_the_same_as(&layer) => {}
                    Some(_) => problems.push(
                        Problem::error(
                            ProblemCode::DuplicateLayer,
                            "name",
                            format!("two different policies are both called `{}`", layer.name),
                        )
                        .suggest("give each its own `name`")
                        .in_layer(place),
                    ),
                    None => {
                        named.insert(&layer.name, layers.len());
                        layers.push(Rc::new(layer));
                    }
                },
                Err(found) => problems.add_all(found.into_iter().map(|problem| problem.in_layer(place.clone()))),
            }
        }
        if !problems.is_empty() {
            return Err(PolicyError { problems });
        }
        let context = Context {
            places,
            trusted_folders,
            project_name: options.project_name,
            real_path: options.real_path,
            danger,
        };
        Ok(Self {
            layers,
            context: Rc::new(context),
            capabilities: options.capabilities,
            tools: Rc::new(options.tools),
            allow_guard_bypass: options.allow_guard_bypass.unwrap_or(true),
            plain: plain::PlainCommands::default(),
        })
    }

    operations! {
        /// Whether a file may be read or written. Relative paths are relative to the base.
        check_file, explain_file(self, mode: FileMode, path: &str) => FileOperation::new(mode, path, &self.context);
        /// Whether `identity` may change a file, as `filesystem_integrity` has it. This is about integrity alone:
        /// whether the file may be written at all is [`Self::check_file`].
        check_file_integrity, explain_file_integrity(self, path: &str, identity: Option<&str>) =>
            IntegrityOperation::new(path, identity, &self.context);
        /// Whether a URL or host may be contacted. A `file:` URL is a path, and must be readable and writable.
        check_network, explain_network(self, target: &str) => NetworkOperation::new(target, &self.context);
        /// Whether an entry of the keychain may be read. `project_name` overrides the engine's for this call.
        check_keychain, explain_keychain(self, service: &str, account: &str, project_name: Option<&str>) =>
            KeychainOperation::new(service, account, project_name.or(self.context.project_name.as_deref()), &self.context);
        /// Whether an execution environment may use this provider.
        check_provider, explain_provider(self, reference: &str) => ProviderOperation::new(reference);
    }

    /// Whether a capability may be used at all: `sh`, `js`, `node`, `py`, `prose`, `keychain`, a registered name, or a
    /// kind as a whole (`cmd`, `network`, `filesystem`: denied where all of it is, allowed where any of it is).
    ///
    /// # Errors
    ///
    /// A sentence about a name that is not known.
    pub fn check_capability(&self, name: &str) -> Result<Decision, String> {
        Ok(decide(&CapabilityOperation::new(name, &self.capabilities, &self.context)?, &self.layers, &self.context))
    }

    /// The decision of [`Self::check_capability`] with every layer and every rule considered.
    ///
    /// # Errors
    ///
    /// A sentence about a name that is not known.
    pub fn explain_capability(&self, name: &str) -> Result<Trace, String> {
        Ok(explain(&CapabilityOperation::new(name, &self.capabilities, &self.context)?, &self.layers, &self.context))
    }

    /// Whether the policies grant all that a module needs, with what they say of each need.
    #[must_use]
    pub fn check_needs(&self, needs: &Needs) -> NeedsReport {
        NeedsReport::new(needs.all().iter().map(|need| self.check_need(need)).list())
    }

    fn check_need(&self, need: &Need) -> NeedReport {
        let commands = self.needed_commands(need);
        let operation = NeedOperation::new(need.text(), &need.scopes, &commands, &self.context);
        let decision = decide(&operation, &self.layers, &self.context);
        NeedReport::new(need, decision, operation.still_dangerous(&self.layers, &self.context))
    }

    /// The decision of [`Self::check_needs`] about one need, with every layer and every rule considered.
    #[must_use]
    pub fn explain_need(&self, need: &Need) -> Trace {
        let commands = self.needed_commands(need);
        let operation = NeedOperation::new(need.text(), &need.scopes, &commands, &self.context);
        explain(&operation, &self.layers, &self.context)
    }

    fn needed_commands(&self, need: &Need) -> Vec<NeededCommand> {
        need.commands().map(|commands| NeededCommand::new(commands, self.surroundings())).list()
    }

    /// The most permissive of the tiers that the policies grant, beside what the module `needs` in any case.
    #[must_use]
    pub fn select_tier(&self, wants: &[Tier], needs: &Needs) -> TierChoice {
        select_tier(wants, needs, self)
    }

    /// The choice of [`Self::select_tier`] with the rule that decides about each need.
    #[must_use]
    pub fn explain_tier(&self, wants: &[Tier], needs: &Needs) -> TierTable {
        tier_table(self.select_tier(wants, needs), wants, needs, |need| self.explain_need(need))
    }

    /// The first of the profiles that the policies grant, or the most permissive one.
    #[must_use]
    pub fn select_profile(&self, profiles: &[Profile], needs: &Needs, order: ProfileOrder) -> ProfileChoice {
        select_profile(profiles, needs, order, self)
    }

    /// Capability names beyond the built-in ones, as the host registered them.
    #[must_use]
    pub fn capabilities(&self) -> &[String] {
        &self.capabilities
    }

    /// The labels that the policies give to what `identity` signed: those of every matching glob of every layer, each
    /// once, in the order of the layers. Whether the signature is valid is for the host to verify first.
    #[must_use]
    pub fn signer_labels(&self, identity: &str) -> Vec<String> {
        let signers = self.layers.iter().flat_map(|layer| layer.document.signers.iter());
        let given = signers.filter(|(glob, _)| Wildcard::parse(glob).matches(identity)).flat_map(|(_, given)| given);
        distinct(given.map(|label| label.pattern.clone()))
    }

    /// The smallest of each limit over all layers; `None` where no layer sets it.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let all = || self.layers.iter().map(|layer| &layer.document.limits);
        Limits {
            max_tokens: all().filter_map(|limits| limits.max_tokens).min(),
            timeout: all().filter_map(|limits| limits.timeout).min_by(f64::total_cmp),
        }
    }

    /// The display names of the layers, in the order given.
    pub fn layer_names(&self) -> impl Iterator<Item = &str> {
        self.layers.iter().map(|layer| layer.name.as_str())
    }

    fn surroundings(&self) -> Surroundings<'_> {
        let places = &self.context.places;
        Surroundings { base: places.base().map(|base| base.as_str()), home: places.home().map(|home| home.as_str()) }
    }
}

impl Grants for Engine {
    fn check(&self, needs: &Needs) -> NeedsReport {
        self.check_needs(needs)
    }

    fn covers(&self, outer: &Needs, inner: &Needs, budget: &Budget) -> bool {
        outer.cover(inner, &self.context.places, &self.context.trusted_folders, budget)
    }
}

impl EngineOptions {
    fn places(&self) -> Result<Places, Vec<Problem>> {
        let case_sensitive = self.case_sensitive.unwrap_or(!self.windows);
        let places = |base: Option<&str>, home: Option<&str>, option: &str| {
            Places::new(base, home, self.windows, case_sensitive).map_err(|error| {
                let problem = Problem::error(ProblemCode::InvalidOption, option, error.message);
                Problem { suggestion: error.suggestion, ..problem }
            })
        };
        let wrong: Vec<Problem> =
            [places(self.base.as_deref(), None, "base"), places(None, self.home.as_deref(), "home")]
                .into_iter()
                .filter_map(Result::err)
                .list();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        places(self.base.as_deref(), self.home.as_deref(), "base").map_err(|problem| vec![problem])
    }

    fn trusted_folders(&self, problems: &mut Vec<Problem>) -> Vec<String> {
        let Some(folders) = &self.program_folders else { return TRUSTED_FOLDERS.map(str::to_owned).to_vec() };
        for (index, folder) in folders.iter().enumerate() {
            let absolute = folder.starts_with('/') || self.windows && (folder.contains(":/") || folder.contains(":\\"));
            if !absolute || folder.split(['/', '\\']).any(|segment| segment == "..") {
                problems.push(Problem::error(
                    ProblemCode::InvalidOption,
                    format!("programFolders[{index}]"),
                    format!("`{folder}` is not an absolute folder"),
                ));
            }
        }
        folders.iter().map(|folder| folder.trim_end_matches('/').to_owned()).list()
    }
}
