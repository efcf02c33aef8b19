//! Which column of a file means what. Both of Shopify's headers are understood.

use super::sheet::Unreadable;

/// What a column says. Columns with other names are left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Handle,
    Title,
    Body,
    Category,
    Type,
    Tags,
    Published,
    Status,
    GiftCard,
    Option1Name,
    Option1Value,
    Option2Name,
    Option2Value,
    Option3Name,
    Option3Value,
    Sku,
    Price,
    CompareAt,
    Quantity,
    ImageSrc,
    ImagePosition,
    ImageAlt,
    VariantImage,
}

/// Every column with its names, lower case: in the export, and in the template that has `URL handle`.
const NAMES: [(Column, &[&str]); Column::COUNT] = [
    (Column::Handle, &["handle", "url handle"]),
    (Column::Title, &["title"]),
    (Column::Body, &["body (html)", "description"]),
    (Column::Category, &["product category"]),
    (Column::Type, &["type"]),
    (Column::Tags, &["tags"]),
    (Column::Published, &["published", "published on online store"]),
    (Column::Status, &["status"]),
    (Column::GiftCard, &["gift card"]),
    (Column::Option1Name, &["option1 name"]),
    (Column::Option1Value, &["option1 value"]),
    (Column::Option2Name, &["option2 name"]),
    (Column::Option2Value, &["option2 value"]),
    (Column::Option3Name, &["option3 name"]),
    (Column::Option3Value, &["option3 value"]),
    (Column::Sku, &["variant sku", "sku"]),
    (Column::Price, &["variant price", "price"]),
    (Column::CompareAt, &["variant compare at price", "compare-at price"]),
    (Column::Quantity, &["variant inventory qty", "inventory quantity"]),
    (Column::ImageSrc, &["image src", "product image url"]),
    (Column::ImagePosition, &["image position"]),
    (Column::ImageAlt, &["image alt text"]),
    (Column::VariantImage, &["variant image", "variant image url"]),
];

/// Without these a file cannot be understood.
const NEEDED: [(Column, &str); 3] =
    [(Column::Handle, "Handle (or URL handle)"), (Column::Title, "Title"), (Column::Price, "Variant Price (or Price)")];

/// How many names of a strange header are repeated to the person who has to find the mistake.
const NAMES_SHOWN: usize = 8;

impl Column {
    pub const COUNT: usize = 23;

    pub const OPTIONS: [(Self, Self); 3] = [
        (Self::Option1Name, Self::Option1Value),
        (Self::Option2Name, Self::Option2Value),
        (Self::Option3Name, Self::Option3Value),
    ];

    fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column)
    }
}

/// Where the columns of one file are, and what the file calls them.
#[derive(Debug)]
pub(crate) struct Header {
    columns: Vec<(String, Option<Column>)>,
}

impl Header {
    /// Reads the first row of a file. Fails when it is blank, or a column is missing or there twice.
    pub fn read(row: &csv::ByteRecord) -> Result<Self, Unreadable> {
        let mut columns: Vec<(String, Option<Column>)> = Vec::new();
        for cell in row {
            let name = String::from_utf8_lossy(cell).trim().to_owned();
            let column = Column::named(&name);
            if column.is_some() && columns.iter().any(|(_, known)| *known == column) {
                return Err(Unreadable::DoubleColumn(name));
            }
            columns.push((name, column));
        }
        if columns.iter().all(|(name, _)| name.is_empty()) {
            return Err(Unreadable::Empty);
        }
        let header = Self { columns };
        match NEEDED.iter().find(|(column, _)| header.position(*column).is_none()) {
            Some((_, missing)) => Err(Unreadable::MissingColumn { missing, found: header.beginning() }),
            None => Ok(header),
        }
    }

    /// How many cells a row has.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// What the cell at this position means.
    pub fn at(&self, position: usize) -> Option<Column> {
        self.columns.get(position)?.1
    }

    /// What the file calls the column; nothing, where it has none.
    pub fn name(&self, column: Column) -> &str {
        self.position(column).map_or("", |position| self.columns[position].0.as_str())
    }

    fn position(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|(_, known)| *known == Some(column))
    }

    fn beginning(&self) -> String {
        let shown: Vec<String> =
            self.columns.iter().take(NAMES_SHOWN).map(|(name, _)| super::report::cut(name)).collect();
        shown.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Result<Header, Unreadable> {
        Header::read(&csv::ByteRecord::from(names.to_vec()))
    }

    #[test]
    fn every_column_has_its_place_in_the_table_of_names() {
        for (index, (column, _)) in NAMES.iter().enumerate() {
            assert_eq!(*column as usize, index, "{column:?}");
        }
    }

    #[test]
    fn both_headers_are_understood_whatever_their_case() {
        for names in [["HANDLE", "title ", "Variant Price"], ["url handle", "Title", "PRICE"]] {
            let header = header(&names).unwrap();

            assert_eq!(
                [0, 1, 2].map(|position| header.at(position)),
                [Column::Handle, Column::Title, Column::Price].map(Some)
            );
        }
        assert_eq!(header(&["Handle", "Title", "Price", "Price / Europe"]).unwrap().at(3), None);
    }

    #[test]
    fn a_header_that_cannot_be_understood_says_what_it_lacks() {
        let lacks = |names: &[&str]| header(names).unwrap_err().to_string();

        assert!(lacks(&["Title", "Price"]).contains("Handle"));
        assert!(lacks(&["Handle", "Price"]).contains("Title"));
        assert!(lacks(&["Handle", "Title"]).contains("Variant Price"));
        assert!(lacks(&["Handle", "Title", "Price", "Variant Price"]).contains("Variant Price"));
    }
}
