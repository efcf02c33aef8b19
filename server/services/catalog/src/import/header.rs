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
    (Column::Category, &["product category", "category"]),
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
    (Column::Quantity, &["variant inventory qty", "inventory quantity", "stock"]),
    (Column::ImageSrc, &["image src", "product image url"]),
    (Column::ImagePosition, &["image position"]),
    (Column::ImageAlt, &["image alt text"]),
    (Column::VariantImage, &["variant image", "variant image url"]),
];

/// What people read where they choose, in the same order.
const LABELS: [&str; Column::COUNT] = [
    "Product key",
    "Title",
    "Description",
    "Category",
    "Category, if there is no other",
    "Tags",
    "Published",
    "Status",
    "Gift card",
    "Name of option 1",
    "Option 1",
    "Name of option 2",
    "Option 2",
    "Name of option 3",
    "Option 3",
    "SKU",
    "Price",
    "Price to compare with",
    "Stock",
    "Picture",
    "Position of the picture",
    "Words for the picture",
    "Picture of the variant",
];

/// Our own template: what most shops need, in columns that need no matching.
pub(crate) const TEMPLATE: &str = "Handle,Title,Description,Category,Tags,Status,Option1 Name,Option1 Value,\
                                   Option2 Name,Option2 Value,SKU,Price,Compare-at price,Stock\n";

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

    /// The meaning that a name has by itself.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column)
    }

    /// Its word in forms and in the database.
    pub fn key(self) -> &'static str {
        NAMES[self as usize].1[0]
    }

    pub fn with_key(key: &str) -> Option<Self> {
        NAMES.iter().find(|(_, names)| names[0] == key).map(|(column, _)| *column)
    }

    /// Every column's word, and what people read.
    pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
        NAMES.iter().zip(LABELS).map(|((column, _), label)| (column.key(), label))
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
        Self { columns }.complete()
    }

    /// Reads the first row of a file whose columns somebody has matched, by position.
    pub fn matched(row: &csv::ByteRecord, means: &[Option<Column>]) -> Result<Self, Unreadable> {
        let means = means.iter().copied().chain(std::iter::repeat(None));
        let named = row.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned());
        let header = Self { columns: named.zip(means).collect() };
        for (position, (name, column)) in header.columns.iter().enumerate() {
            if column.is_some_and(|column| header.position(column) != Some(position)) {
                return Err(Unreadable::DoubleColumn(name.clone()));
            }
        }
        header.complete()
    }

    /// Reads the first row of a file whose columns are still to be matched; the first of two with one meaning has it.
    pub fn guessed(row: &csv::ByteRecord) -> Result<Self, Unreadable> {
        let mut columns: Vec<(String, Option<Column>)> = Vec::new();
        for cell in row {
            let name = String::from_utf8_lossy(cell).replace('\0', "").trim().to_owned();
            let column = Column::named(&name).filter(|column| columns.iter().all(|(_, known)| *known != Some(*column)));
            columns.push((name, column));
        }
        if columns.iter().all(|(name, _)| name.is_empty()) { Err(Unreadable::Empty) } else { Ok(Self { columns }) }
    }

    /// What the file calls its columns, and what they mean.
    pub fn columns(&self) -> impl Iterator<Item = (&str, Option<Column>)> {
        self.columns.iter().map(|(name, column)| (name.as_str(), *column))
    }

    fn complete(self) -> Result<Self, Unreadable> {
        match NEEDED.iter().find(|(column, _)| self.position(*column).is_none()) {
            Some((_, missing)) => Err(Unreadable::MissingColumn { missing, found: self.beginning() }),
            None => Ok(self),
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

    /// Whether the file has the column at all.
    pub fn has(&self, column: Column) -> bool {
        self.position(column).is_some()
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
    fn our_template_needs_no_matching() {
        let header = header(&TEMPLATE.trim_end().split(',').collect::<Vec<_>>()).unwrap();

        assert!(header.columns().all(|(_, column)| column.is_some()));
    }

    #[test]
    fn columns_mean_what_was_chosen_and_each_meaning_is_chosen_once() {
        let row = csv::ByteRecord::from(vec!["Key", "Name", "Cost", "Price"]);
        let chosen =
            |price| Header::matched(&row, &[Some(Column::Handle), Some(Column::Title), Some(Column::Price), price]);

        assert_eq!(chosen(None).unwrap().name(Column::Price), "Cost");
        assert!(chosen(Some(Column::Price)).unwrap_err().to_string().contains("Price"));
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
