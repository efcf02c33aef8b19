//! What differs between two texts, word by word.

/// Texts whose differing middles have more pairs of words than this count as wholly different.
const MAX_PAIRS: usize = 1_000_000;

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Same(String),
    Old(String),
    New(String),
}

/// The old text with what is gone, and the new one with what has come.
pub fn diff(old: &str, new: &str) -> (Vec<Part>, Vec<Part>) {
    let (old, new): (Vec<&str>, Vec<&str>) = (words(old), words(new));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let (kept_a, kept_b) = common(a, b);
    let whole = |kept: Vec<bool>| {
        let same = |count| std::iter::repeat_n(true, count);
        same(head).chain(kept).chain(same(tail)).collect::<Vec<bool>>()
    };
    (parts(&old, &whole(kept_a), Part::Old), parts(&new, &whole(kept_b), Part::New))
}

/// Words with the spaces behind them.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

/// Which words of each belong to their longest common subsequence.
fn common(a: &[&str], b: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let (mut kept_a, mut kept_b) = (vec![false; a.len()], vec![false; b.len()]);
    if a.len() * b.len() > MAX_PAIRS {
        return (kept_a, kept_b);
    }
    // `longest[i][j]` is how much `a[i..]` and `b[j..]` have in common.
    let mut longest = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i][j] =
                if a[i] == b[j] { longest[i + 1][j + 1] + 1 } else { longest[i + 1][j].max(longest[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            (kept_a[i], kept_b[j]) = (true, true);
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (kept_a, kept_b)
}

/// The words, with neighbours of a kind in one part.
fn parts(words: &[&str], kept: &[bool], differs: fn(String) -> Part) -> Vec<Part> {
    let paired: Vec<(&str, bool)> = words.iter().copied().zip(kept.iter().copied()).collect();
    let stretch = |stretch: &[(&str, bool)]| {
        let text: String = stretch.iter().map(|(word, _)| *word).collect();
        if stretch[0].1 { Part::Same(text) } else { differs(text) }
    };
    paired.chunk_by(|(_, a), (_, b)| a == b).map(stretch).collect()
}

#[cfg(test)]
mod tests {
    use super::{Part, diff};

    #[test]
    fn words_that_differ_stand_apart() {
        let (old, new) = diff("Printed on cotton, by hand.", "Printed on pure silk, by hand.");

        let same = |text: &str| Part::Same(text.to_owned());
        assert_eq!(old, [same("Printed on "), Part::Old("cotton, ".to_owned()), same("by hand.")]);
        assert_eq!(new, [same("Printed on "), Part::New("pure silk, ".to_owned()), same("by hand.")]);
        assert_eq!(diff("", "Lamp"), (vec![], vec![Part::New("Lamp".to_owned())]));
        assert_eq!(diff("a b", "a b"), (vec![same("a b")], vec![same("a b")]));
    }

    #[test]
    fn what_is_too_long_to_compare_counts_as_different() {
        let (old, new) = ("a ".repeat(2_000), "b ".repeat(2_000));

        assert_eq!(diff(&old, &new), (vec![Part::Old(old.clone())], vec![Part::New(new.clone())]));
    }
}
