//! Names of colours.

/// The colour that a name means, for a swatch; `None` when the name says nothing to us.
pub fn hex(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    SWATCHES.iter().find(|(known, _)| *known == name).map(|(_, hex)| *hex)
}

/// Sorted by name.
const SWATCHES: [(&str, &str); 43] = [
    ("beige", "#e6dcc3"),
    ("black", "#23261f"),
    ("blue", "#3567a8"),
    ("brass", "#c8933a"),
    ("brown", "#6f4a2f"),
    ("charcoal", "#4a4d48"),
    ("clay", "#b5664a"),
    ("copper", "#b86b3c"),
    ("cream", "#f3ead2"),
    ("gold", "#cfa23f"),
    ("green", "#4f7d4a"),
    ("grey", "#8b8f88"),
    ("honey", "#e0a93b"),
    ("indigo", "#34527a"),
    ("ivory", "#f5f0e0"),
    ("jamun", "#4b2a4a"),
    ("lake", "#5f92a8"),
    ("madder", "#b3402f"),
    ("maroon", "#6d2430"),
    ("moss", "#4b6043"),
    ("mustard", "#c99a2b"),
    ("natural", "#efe4c6"),
    ("navy", "#26344f"),
    ("ochre", "#c08a2e"),
    ("olive", "#6b7040"),
    ("orange", "#d9782d"),
    ("pink", "#dd8fa0"),
    ("purple", "#6b4a86"),
    ("red", "#b3261e"),
    ("rose", "#c98a90"),
    ("rust", "#9c4a2a"),
    ("sage", "#9db08f"),
    ("salt", "#e9e7df"),
    ("sand", "#e2d5b4"),
    ("silver", "#c2c5c4"),
    ("sky", "#9cc3d8"),
    ("tan", "#b98a5a"),
    ("teak", "#94663b"),
    ("terracotta", "#b9603f"),
    ("turmeric", "#dca12d"),
    ("walnut", "#5b4030"),
    ("white", "#fbfbf7"),
    ("yellow", "#e6c14a"),
];

#[cfg(test)]
mod tests {
    use super::{SWATCHES, hex};

    #[test]
    fn colours_are_known_however_they_are_written() {
        assert_eq!(hex("INDIGO"), hex("indigo"));
        assert_eq!(hex("Size M"), None);
        assert!(SWATCHES.is_sorted());
    }
}
