//! What goes into an operation and what comes of it: values, what is known of them, and what guards made of each.

use super::condition::Input;
use super::outcome::OutcomeValue;
use super::redaction::Secrets;
use crate::engine::{Engine, GuardedInput, GuardedOperation};
use crate::label::{Descriptor, Operation};
use crate::list::List;
use crate::policy::Names;
use crate::policy::value::{Data, Value};
use crate::prelude::*;

/// The values of one operation.
#[derive(Debug)]
pub(super) struct Values {
    pub(super) inputs: Vec<Input>,
    states: Vec<State>,
    pub(super) output: Option<Input>,
    output_state: State,
    /// How many inputs nobody has fetched.
    unfetched: usize,
    /// Counts the changes of values.
    pub(super) version: usize,
    pub(super) secrets: Secrets,
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Input(usize),
    Output,
}

/// What became of a value.
#[derive(Debug, Default)]
struct State {
    /// Whether the host has said what it is.
    fetched: bool,
    /// What the host gave, where it is another now.
    given: Option<Box<Value>>,
}

/// Values that the host is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    pub(super) inputs: Vec<usize>,
    pub(super) output: bool,
}

impl Missing {
    /// How many they are.
    pub(super) fn count(&self) -> usize {
        self.inputs.len().saturating_add(usize::from(self.output))
    }
}

impl Values {
    pub(super) fn new<'d>(inputs: impl Iterator<Item = &'d Descriptor>, output: Option<&Descriptor>) -> Self {
        let unknown = |descriptor: &Descriptor| Input { descriptor: descriptor.clone(), value: None };
        let inputs: Vec<Input> = inputs.map(unknown).list();
        Self {
            states: inputs.iter().map(|_| State::default()).list(),
            unfetched: inputs.len(),
            version: 0,
            inputs,
            output: output.map(unknown),
            output_state: State::default(),
            secrets: Secrets::default(),
        }
    }

    /// Those that are wanted and that nobody has fetched, if there are any.
    pub(super) fn missing(&self, wanted: impl Fn(Place, &Input) -> bool) -> Option<Missing> {
        // Most values are fetched once, and guards ask for them many times.
        let unfetched = if self.unfetched == 0 { 0 } else { self.inputs.len() };
        let inputs = self.inputs.iter().zip(&self.states).take(unfetched).enumerate();
        let inputs = inputs.filter(|(place, (input, state))| !state.fetched && wanted(Place::Input(*place), input));
        let inputs: Vec<usize> = inputs.map(|(place, _)| place).list();
        let wanted_output = |output: &Input| !self.output_state.fetched && wanted(Place::Output, output);
        let output = self.output.as_ref().is_some_and(wanted_output);
        (!inputs.is_empty() || output).then_some(Missing { inputs, output })
    }

    /// The same of one input and the output.
    pub(super) fn missing_of(&self, input: usize, wanted: bool, wanted_output: bool) -> Option<Missing> {
        let is_missing = wanted && self.states.get(input).is_some_and(|state| !state.fetched);
        let output = wanted_output && self.output.is_some() && !self.output_state.fetched;
        let inputs = if is_missing { vec![input] } else { Vec::new() };
        (is_missing || output).then_some(Missing { inputs, output })
    }

    /// Takes what was asked for, in the order asked: the inputs, then the output. What is not given is absent.
    pub(super) fn take(&mut self, missing: Missing, values: Vec<Option<Value>>) {
        let mut values = values.into_iter();
        let inputs = missing.inputs.into_iter().map(Place::Input);
        for place in inputs.chain(missing.output.then_some(Place::Output)) {
            let value = values.next().flatten();
            if let Some((input, state)) = self.at(place) {
                input.value = value;
                let is_new = !core::mem::replace(&mut state.fetched, true);
                self.count_change(place, is_new);
            }
            self.learn(place);
        }
    }

    /// Takes that the host does not say them.
    pub(super) fn take_nothing(&mut self, missing: Missing) {
        let inputs = missing.inputs.iter().copied().map(Place::Input);
        let mut places = inputs.chain(missing.output.then_some(Place::Output));
        if places.any(|place| self.descriptor(place).is_some_and(|descriptor| descriptor.has("secret"))) {
            self.secrets.hide_all();
        }
        self.take(missing, Vec::new());
    }

    /// Says what is known of a value now.
    pub(super) fn relabel(&mut self, place: Place, descriptor: Descriptor) {
        if let Some((input, _)) = self.at(place) {
            input.descriptor = descriptor;
        }
        self.learn(place);
    }

    /// guards.md: "A replacement keeps the labels of what it replaces and adds source `guard:@name`".
    pub(super) fn replace(&mut self, place: Place, value: Value, source: &str) {
        if let Some((input, state)) = self.at(place) {
            let given = input.value.replace(value).unwrap_or_else(|| Data::Null.into());
            state.given.get_or_insert_with(|| Box::new(given));
            if !input.descriptor.sources.iter().any(|known| known == source) {
                input.descriptor.sources.push(source.to_owned());
            }
            let is_new = !core::mem::replace(&mut state.fetched, true);
            self.count_change(place, is_new);
        }
        self.learn(place);
    }

    fn count_change(&mut self, place: Place, is_new: bool) {
        self.unfetched = self.unfetched.saturating_sub(usize::from(is_new && place != Place::Output));
        self.version = self.version.saturating_add(1);
    }

    /// Labels of inputs as the policies see them.
    pub(super) fn label(&mut self, engine: &Engine) {
        for input in &mut self.inputs {
            input.descriptor = engine.as_seen(core::mem::take(&mut input.descriptor));
        }
    }

    /// What is known of a value.
    pub(super) fn descriptor(&self, place: Place) -> Option<&Descriptor> {
        match place {
            Place::Input(place) => self.inputs.get(place),
            Place::Output => self.output.as_ref(),
        }
        .map(|input| &input.descriptor)
    }

    /// Inputs that are others than the host gave: their places, what it gave, and what they are now.
    pub(super) fn replaced(&self) -> impl Iterator<Item = (usize, &Value, &Value)> {
        let inputs = self.inputs.iter().zip(&self.states).enumerate();
        inputs.filter_map(|(place, (input, state))| Some((place, state.given.as_deref()?, input.value.as_ref()?)))
    }

    /// An operation with these values.
    pub(super) fn operation<'a>(
        &'a self,
        operation: &'a Operation,
        name: Option<&'a str>,
        given: &'a [super::pipeline::RequestInput],
        args: &'a Names<Value>,
    ) -> GuardedOperation<'a> {
        let input = |(input, given): (&'a Input, &'a super::pipeline::RequestInput)| GuardedInput {
            descriptor: &input.descriptor,
            value: input.value.as_ref(),
            span: given.span,
            arg: given.arg.as_deref(),
        };
        GuardedOperation { operation, name, inputs: self.inputs.iter().zip(given).map(input).list(), args }
    }

    /// The values as a host gets them.
    pub(super) fn shown(&self) -> (Vec<OutcomeValue>, Option<OutcomeValue>) {
        let shown = |(input, state): (&Input, &State)| OutcomeValue {
            value: input.value.clone().filter(|_| state.given.is_some()),
            descriptor: input.descriptor.clone(),
        };
        let output = self.output.as_ref().map(|output| shown((output, &self.output_state)));
        (self.inputs.iter().zip(&self.states).map(shown).list(), output)
    }

    fn at(&mut self, place: Place) -> Option<(&mut Input, &mut State)> {
        match place {
            Place::Input(place) => self.inputs.get_mut(place).zip(self.states.get_mut(place)),
            Place::Output => self.output.as_mut().map(|output| (output, &mut self.output_state)),
        }
    }

    fn learn(&mut self, place: Place) {
        let input = match place {
            Place::Input(place) => self.inputs.get(place),
            Place::Output => self.output.as_ref(),
        };
        if let Some(input) = input {
            self.secrets.learn(&input.descriptor, input.value.as_ref());
        }
    }
}
