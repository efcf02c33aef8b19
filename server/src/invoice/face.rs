//! Letters on paper: how wide they are, and where a text breaks into lines.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::{
    FontRef, MetadataProvider,
    charmap::Charmap,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};
use std::sync::LazyLock;

/// The site's typeface for running text: one weight, Latin with its extensions, signs of currencies.
///
/// It is cut from the files in `public/fonts` with fonttools: fixed at weight 400, merged, without tables of layout and hints,
/// and with the figures of one width (`.tf`) in the place of the others, so that amounts stand below one another.
pub static REGULAR: LazyLock<Face> = LazyLock::new(|| Face::read(include_bytes!("manrope-regular.ttf")));

/// The same at weight 700, for titles and sums.
pub static BOLD: LazyLock<Face> = LazyLock::new(|| Face::read(include_bytes!("manrope-bold.ttf")));

/// One weight of the typeface.
pub struct Face {
    pub font: Font,
    shapes: Charmap<'static>,
    widths: GlyphMetrics<'static>,
}

impl Face {
    #[expect(clippy::expect_used, reason = "both files are part of the program, and tests read them")]
    fn read(file: &'static [u8]) -> Self {
        let font = Font::new(file.into(), 0).expect("the file is a font");
        let read = FontRef::new(file).expect("the file is a font");
        Self { font, shapes: read.charmap(), widths: read.glyph_metrics(Size::unscaled(), LocationRef::default()) }
    }

    /// The shapes of a text, as wide as they are at a size of 1.
    ///
    /// What the typeface lacks, such as Devanagari or an emoji, shows as its box for the unknown, one for each character: one
    /// sees that something stands there.
    pub fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, letter): (usize, char)| {
            let id = self.shapes.map(letter).unwrap_or_default();
            let width = self.widths.advance_width(id).unwrap_or_default() / self.font.units_per_em();
            KrillaGlyph::new(GlyphId::new(id.to_u32()), width, 0.0, 0.0, 0.0, at..at + letter.len_utf8(), None)
        };
        text.char_indices().map(glyph).collect()
    }

    /// How wide a text is.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        self.glyphs(text).iter().map(|glyph| glyph.x_advance).sum::<f32>() * size
    }

    /// Breaks a text into lines of at most this width: between words, and within a word that is wider than a line.
    pub fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let fits = |line: &str| self.width(line, size) <= width;
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(parts_words).filter(|word| !word.is_empty()) {
            match lines.last_mut().map(|line| (format!("{line} {word}"), line)) {
                Some((longer, line)) if fits(&longer) => *line = longer,
                _ if fits(word) => lines.push(word.to_owned()),
                _ => lines.extend(pieces(word, fits)),
            }
        }
        lines
    }
}

/// Some spaces keep together what is on both sides of them.
fn parts_words(letter: char) -> bool {
    letter.is_whitespace() && letter != '\u{a0}'
}

fn pieces(word: &str, fits: impl Fn(&str) -> bool) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in word.chars() {
        match pieces.last_mut().map(|piece| (format!("{piece}{letter}"), piece)) {
            Some((longer, piece)) if piece.is_empty() || fits(&longer) => *piece = longer,
            _ => pieces.push(letter.to_string()),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxes(text: &str) -> usize {
        REGULAR.glyphs(text).iter().filter(|glyph| glyph.glyph_id.to_u32() == 0 && glyph.x_advance > 0.0).count()
    }

    #[test]
    fn names_and_amounts_have_letters_and_the_unknown_has_boxes() {
        assert_eq!(boxes("−₹1,23,45,678.90 Zażółć gęślą jaźń, Ștefan Ğül, “Çelik” – 25\u{a0}Nov …"), 0);
        assert_eq!(boxes("दीया 🪔"), 5);
    }

    #[test]
    fn figures_are_of_one_width() {
        for face in [&REGULAR, &BOLD] {
            let widths: Vec<f32> = ('0'..='9').map(|figure| face.width(&figure.to_string(), 10.0)).collect();
            assert!(widths.iter().all(|width| *width == widths[0]), "{widths:?}");
        }
    }

    #[test]
    fn a_text_breaks_between_words_and_only_where_it_has_to_within_one() {
        let lines = |text: &str| REGULAR.lines(text, 10.0, 60.0);

        assert_eq!(lines("Brass lamp  for\nthe desk"), ["Brass lamp", "for the desk"]);
        assert_eq!(lines("on Wed 25\u{a0}Nov"), ["on Wed", "25\u{a0}Nov"]);
        assert!(lines("Donaudampfschifffahrt").iter().all(|line| REGULAR.width(line, 10.0) <= 60.0));
        assert_eq!(lines("Donaudampfschifffahrt").concat(), "Donaudampfschifffahrt");
        assert!(lines(" ").is_empty());
    }
}
