//! Sets of texts, as patterns describe them, and the two questions about them: does one lie within others, do two meet.
//!
//! A [`Language`] is a nondeterministic finite automaton over characters. Containment is decided by walking it together
//! with the subset construction of the other (Rabin and Scott, 1959), made only as far as the walk gets.

use alloc::collections::VecDeque;
use alloc::rc::Rc;
use core::cell::Cell;

use crate::bits::Bits;
use crate::distinct::Met;
use crate::list::List;
use crate::order;
use crate::prelude::*;

/// How much work questions about patterns may still cost, in steps tried. A question for which it does not suffice is not
/// answered: patterns can be written so that the work doubles with each `*`.
#[derive(Debug)]
pub struct Budget(Cell<usize>);

impl Budget {
    /// A budget of so many steps; a million takes about a second.
    #[must_use]
    pub const fn new(steps: usize) -> Self {
        Self(Cell::new(steps))
    }

    /// Whether nothing is left of it.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.0.get() == 0
    }

    /// Takes some of it; false where there is not enough left, and then there is none left at all.
    fn spend(&self, steps: usize) -> bool {
        let left = self.0.get().checked_sub(steps);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// Enough for any question that a person would ask.
impl Default for Budget {
    fn default() -> Self {
        Self::new(200_000)
    }
}

/// A set of characters that one step of an automaton accepts.
pub(super) trait Letter {
    /// Whether `c` is in the set.
    fn accepts(&self, c: char) -> bool;

    /// Ranges (first and last character) of which the set is made up: within the ranges of all letters of a question,
    /// and between them, characters are alike.
    fn ranges(&self, add: &mut dyn FnMut(char, char));
}

/// A place in an automaton.
pub(super) type State = usize;

/// States that differ in a condition only.
pub(super) struct Row(State);

impl Row {
    /// The state for a condition, by its number.
    pub(super) fn of(&self, condition: usize) -> State {
        self.0.saturating_add(condition)
    }
}

/// An automaton whose first state is [`Self::START`].
#[derive(Debug, Clone)]
pub(super) struct Language<L> {
    states: Vec<Steps<L>>,
}

#[derive(Debug, Clone)]
struct Steps<L> {
    letters: Vec<(L, State)>,
    /// Where it may go on without a character.
    jumps: Vec<State>,
    accepts: bool,
}

impl<L> Language<L> {
    /// Where every text begins. Patterns that are added to one language all leave from here, and none comes back: so
    /// that the language is their union.
    pub(super) const START: State = 0;

    /// The language without any text.
    pub(super) fn empty() -> Self {
        let mut language = Self { states: Vec::new() };
        language.state();
        language
    }

    /// A new state.
    pub(super) fn state(&mut self) -> State {
        self.states.push(Steps { letters: Vec::new(), jumps: Vec::new(), accepts: false });
        self.states.len().saturating_sub(1)
    }

    /// New states, one for each of some conditions that are kept beside the place in a pattern.
    pub(super) fn row(&mut self, conditions: usize) -> Row {
        let first = self.states.len();
        for _ in 0..conditions {
            self.state();
        }
        Row(first)
    }

    /// A character of `letter` leads on.
    pub(super) fn step(&mut self, from: State, letter: L, to: State) {
        if let Some(steps) = self.states.get_mut(from) {
            steps.letters.push((letter, to));
        }
    }

    /// No character leads on.
    pub(super) fn jump(&mut self, from: State, to: State) {
        if let Some(steps) = self.states.get_mut(from) {
            steps.jumps.push(to);
        }
    }

    /// A text may end here.
    pub(super) fn accept(&mut self, at: State) {
        if let Some(steps) = self.states.get_mut(at) {
            steps.accepts = true;
        }
    }

    /// `states` with all that they jump to, in order.
    fn closed(&self, states: impl IntoIterator<Item = State>) -> Rc<[State]> {
        let (mut closed, mut met) = (Vec::new(), Bits::default());
        let mut open: Vec<State> = states.into_iter().list();
        while let Some(state) = open.pop() {
            if !met.contains(state) {
                met.insert(state);
                closed.push(state);
                open.extend(self.states.get(state).into_iter().flat_map(|steps| &steps.jumps));
            }
        }
        order::sort(&mut closed);
        closed.into()
    }

    fn accepts_in(&self, states: &[State]) -> bool {
        states.iter().any(|state| self.states.get(*state).is_some_and(|steps| steps.accepts))
    }
}

/// The answer to a question about languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    /// The question is too large.
    Unknown,
}

impl<L: Letter> Language<L> {
    /// Whether every text of `self` is a text of `outer`.
    pub(super) fn is_within(&self, outer: &Self, budget: &Budget) -> Answer {
        self.walk(outer, budget, |inner_ends, outer_ends| inner_ends && !outer_ends, Answer::No, Answer::Yes)
    }

    /// Whether some text is in both.
    pub(super) fn meets(&self, other: &Self, budget: &Budget) -> Answer {
        self.walk(other, budget, |own_ends, other_ends| own_ends && other_ends, Answer::Yes, Answer::No)
    }

    /// Goes through all texts of `self`, keeping where `other` may be after the same text, until `found` holds.
    fn walk(
        &self,
        other: &Self,
        budget: &Budget,
        found: fn(bool, bool) -> bool,
        if_found: Answer,
        if_not: Answer,
    ) -> Answer {
        let characters = self.characters(other);
        let mut seen: Met<(State, Rc<[State]>)> = Met::default();
        let mut open: VecDeque<(State, Rc<[State]>)> = VecDeque::new();
        let first = other.closed([Self::START]);
        open.extend(self.closed([Self::START]).iter().map(|state| (*state, Rc::clone(&first))));
        while let Some(pair) = open.pop_front() {
            if !seen.is_new(pair.clone()) {
                continue;
            }
            let (state, others) = pair;
            let Some(steps) = self.states.get(state) else { continue };
            if found(steps.accepts, other.accepts_in(&others)) {
                return if_found;
            }
            for (letter, next) in &steps.letters {
                for c in characters.iter().filter(|c| letter.accepts(**c)) {
                    if !budget.spend(others.len().saturating_add(1)) {
                        return Answer::Unknown;
                    }
                    let after = other.after(&others, *c);
                    open.extend(self.closed([*next]).iter().map(|state| (*state, Rc::clone(&after))));
                }
            }
        }
        if_not
    }

    fn after(&self, states: &[State], c: char) -> Rc<[State]> {
        let steps = states.iter().filter_map(|state| self.states.get(*state)).flat_map(|steps| &steps.letters);
        self.closed(steps.filter(|(letter, _)| letter.accepts(c)).map(|(_, next)| *next))
    }

    /// One character of each kind that the letters tell apart.
    fn characters(&self, other: &Self) -> Vec<char> {
        let mut firsts = vec!['\0'];
        for (letter, _) in self.states.iter().chain(&other.states).flat_map(|steps| &steps.letters) {
            letter.ranges(&mut |first, last| {
                for c in core::iter::once(first).chain(next_char(last)) {
                    if let Err(place) = firsts.binary_search(&c) {
                        firsts.insert(place, c);
                    }
                }
            });
        }
        firsts
    }
}

fn next_char(c: char) -> Option<char> {
    (c..=char::MAX).nth(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `.` is any character.
    #[derive(Debug, Clone, Copy)]
    struct Plain(char);

    impl Letter for Plain {
        fn accepts(&self, c: char) -> bool {
            self.0 == '.' || self.0 == c
        }
        fn ranges(&self, add: &mut dyn FnMut(char, char)) {
            if self.0 != '.' {
                add(self.0, self.0);
            }
        }
    }

    /// Globs with `*` and `.`, united.
    fn language(globs: &[String]) -> Language<Plain> {
        let mut language = Language::empty();
        for glob in globs {
            let mut at = language.state();
            language.jump(Language::<Plain>::START, at);
            for c in glob.chars() {
                if c == '*' {
                    language.step(at, Plain('.'), at);
                } else {
                    let next = language.state();
                    language.step(at, Plain(c), next);
                    at = next;
                }
            }
            language.accept(at);
        }
        language
    }

    fn matches(glob: &[u8], text: &[u8]) -> bool {
        match glob.split_first() {
            None => text.is_empty(),
            Some((b'*', rest)) => (0..=text.len()).any(|taken| matches(rest, &text[taken..])),
            Some((c, rest)) => !text.is_empty() && (*c == b'.' || *c == text[0]) && matches(rest, &text[1..]),
        }
    }

    /// Every text of up to `length` characters over `a`, `b` and one that no glob names.
    fn texts(length: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..length {
            last = last.iter().flat_map(|text| ["a", "b", "z"].map(|c| format!("{text}{c}"))).collect();
            all.extend_from_slice(&last);
        }
        all
    }

    #[test]
    fn several_may_cover_what_none_of_them_does() {
        let globs = |globs: &[&str]| language(&globs.iter().map(|glob| (*glob).to_owned()).collect::<Vec<_>>());
        assert_eq!(globs(&["*"]).is_within(&globs(&["a*", "b*"]), &Budget::default()), Answer::No);
        assert_eq!(globs(&[".", ""]).is_within(&globs(&["", ".*"]), &Budget::default()), Answer::Yes);
        assert_eq!(globs(&["a*"]).meets(&globs(&["*b"]), &Budget::default()), Answer::Yes);
        assert_eq!(globs(&["a*"]).meets(&globs(&["b*"]), &Budget::default()), Answer::No);
        assert_eq!(globs(&[]).is_within(&globs(&[]), &Budget::default()), Answer::Yes);
    }

    #[test]
    fn a_question_that_is_too_large_is_not_answered() {
        let wide = format!("*a{}", ".".repeat(40));
        let narrow = format!("*b{}", ".".repeat(40));
        assert_eq!(language(&["*".to_owned()]).is_within(&language(&[wide, narrow]), &Budget::default()), Answer::No);
        let hard = [format!("*a{}", ".".repeat(30)), format!("*{}", "z".repeat(9))];
        assert_eq!(language(&["*a*a*".to_owned()]).is_within(&language(&hard), &Budget::default()), Answer::No);
        let all: Vec<String> = (0..24).map(|ups| format!("*a{}", ".".repeat(ups))).chain(["*b*".to_owned()]).collect();
        let long = format!("{}{}", ".".repeat(24), "*");
        assert_ne!(language(&[long]).is_within(&language(&all), &Budget::default()), Answer::Yes);
    }

    proptest! {
        #[test]
        fn both_questions_are_answered_as_by_trying_every_text(
            inner in prop::collection::vec("[ab.*]{0,3}", 1..3),
            outer in prop::collection::vec("[ab.*]{0,3}", 0..4),
        ) {
            let any = |globs: &[String], text: &str| globs.iter().any(|glob| matches(glob.as_bytes(), text.as_bytes()));
            let all = texts(7);
            let within = all.iter().all(|text| !any(&inner, text) || any(&outer, text));
            let meet = all.iter().any(|text| any(&inner, text) && any(&outer, text));
            let answer = |yes| if yes { Answer::Yes } else { Answer::No };
            prop_assert_eq!(language(&inner).is_within(&language(&outer), &Budget::default()), answer(within));
            prop_assert_eq!(language(&inner).meets(&language(&outer), &Budget::default()), answer(meet));
        }
    }
}
