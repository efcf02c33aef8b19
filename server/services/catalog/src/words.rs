//! What a shopper typed, as words; and what a misspelt one may have meant.

use contracts::search::Search;

/// Words that are looked for; the rest of a long query adds nothing.
const MAX_WORDS: usize = 10;

/// The longest word that is looked for, in characters.
const MAX_LENGTH: usize = 40;

/// The words of a query, lower case. Everything that joins or decorates words is left out, so that what remains can be
/// quoted for PostgreSQL without escaping.
pub fn words(query: &str) -> Vec<String> {
    let cut: String = query.chars().take(Search::MAX_QUERY).collect();
    cut.to_lowercase()
        .split(separates)
        .filter(|word| !word.is_empty())
        .take(MAX_WORDS)
        .map(|word| word.chars().take(MAX_LENGTH).collect())
        .collect()
}

/// The same characters as in `catalog.words`.
fn separates(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c.is_ascii_punctuation() || "‘’“”–—…·×".contains(c)
}

/// The `tsquery` that all words match, the last one by its beginning: it may not be typed to its end.
pub fn tsquery(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    if quoted.is_empty() { String::new() } else { format!("{}:*", quoted.join(" & ")) }
}

/// The words with each unknown one replaced by the closest of the vocabulary; `None` when nothing is gained by that.
pub fn correct(words: &[String], vocabulary: &[String]) -> Option<String> {
    let corrected: Vec<&str> = words.iter().map(|word| closest(word, vocabulary).unwrap_or(word)).collect();
    (corrected != words).then(|| corrected.join(" "))
}

/// The word of the vocabulary that takes the fewest slips to become `word`; `None` when it is known, or all are far off.
fn closest<'a>(word: &str, vocabulary: &'a [String]) -> Option<&'a str> {
    let letters: Vec<char> = word.chars().collect();
    let allowed = match letters.len() {
        0..3 => return None,
        3..5 => 1,
        _ => 2,
    };
    if vocabulary.iter().any(|known| known.starts_with(word)) {
        return None;
    }
    vocabulary
        .iter()
        .filter(|known| known.chars().count().abs_diff(letters.len()) <= allowed)
        .map(|known| {
            let other: Vec<char> = known.chars().collect();
            (slips(&letters, &other), other.first() != letters.first(), known)
        })
        .filter(|(slips, _, _)| *slips <= allowed)
        .min()
        .map(|(_, _, known)| known.as_str())
}

/// How many letters were left out, added, mistaken or swapped with their neighbour (optimal string alignment).
fn slips(a: &[char], b: &[char]) -> usize {
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        rows[i][0] = i;
        for j in 1..=b.len() {
            let mistaken = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + mistaken);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vocabulary() -> Vec<String> {
        ["brass", "glass", "lamp", "lamps", "saree", "saxophone"].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_query_becomes_words_that_need_no_escaping() {
        assert_eq!(words("  Block-printed “Cushion” & 14\"  "), ["block", "printed", "cushion", "14"]);
        assert_eq!(tsquery(&words("brass LAM")), "'brass' & 'lam':*");
        assert_eq!(tsquery(&words("'!&|():*\\")), "");
    }

    #[test]
    fn slips_of_the_finger_are_found() {
        for (typed, meant) in
            [("brss lmap", "brass lamp"), ("lampp", "lamp"), ("sarre", "saree"), ("brass lapm", "brass lamp")]
        {
            assert_eq!(correct(&words(typed), &vocabulary()).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn known_and_hopeless_words_stay() {
        for typed in ["brass lam", "sax", "qwertyuiop", "xy", ""] {
            assert_eq!(correct(&words(typed), &vocabulary()), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn any_query_is_quoted_safely(query in ".{0,300}") {
            let query = tsquery(&words(&query));

            prop_assert!(query.len() < 2_500);
            prop_assert!(!query.contains('\\') && query.matches('\'').count().is_multiple_of(2));
        }
    }
}
