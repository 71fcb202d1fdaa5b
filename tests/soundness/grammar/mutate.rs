//! Breaks a line: deletes, doubles, swaps and inserts.

use super::super::random::Random;

const INSERTED: [&str; 44] = [
    "'", "\"", "\\", "$", "`", "$(", ")", "(", "{", "}", "${", ";", "&", "|", "&&", "||", "\n", "<", ">", "<<", "<<E",
    "#", " ", "\t", "!", "*", "[", "]", "=", "~", "$((", "))", "[[", "]]", "\\\n", "\r", "rm ", " rm", "$X", "é", "<(",
    "$'", "-", "\u{a0}",
];

/// Changes a line in one to three places.
pub(super) fn mutate(random: &mut Random, line: &mut String) {
    for _ in 0..=random.below(3) {
        let place = place(random, line);
        match random.below(6) {
            0 => line.truncate(place),
            1 => {
                if place < line.len() {
                    line.remove(place);
                }
            }
            2 => {
                let end = line[place..].find(' ').map_or(line.len(), |blank| place + blank + 1);
                let piece = line[place..end].to_owned();
                line.insert_str(place, &piece);
            }
            3 => {
                let mut words: Vec<&str> = line.split(' ').collect();
                let (one, two) = (random.below(words.len()), random.below(words.len()));
                words.swap(one, two);
                *line = words.join(" ");
            }
            4 => {
                let end = line[place..].find(' ').map_or(line.len(), |blank| place + blank);
                line.replace_range(place..end, "");
            }
            _ => line.insert_str(place, random.pick(&INSERTED)),
        }
    }
}

/// A place between characters.
fn place(random: &mut Random, line: &str) -> usize {
    let mut place = random.below(line.len() + 1);
    while !line.is_char_boundary(place) {
        place -= 1;
    }
    place
}
