//! A product while it is edited: between what is stored, what is typed, and what is sent.

use super::form::ProductForm;
use contracts::{
    Currency, Money, Problem,
    goods::{Goods, Line, MAX_VARIANTS, SaveGoods, SaveLine, Status},
    problem::Check,
};

/// What stands in the form of a product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Draft {
    pub form: ProductForm,
    pub rows: Vec<Row>,
}

/// A row of the variants' table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Empty for a new variant.
    pub id: String,
    pub values: Vec<String>,
    pub sku: String,
    pub price: String,
    pub compare_at: String,
    /// Of a new variant; that of the others is the inventory's.
    pub stock: String,
    pub gone: bool,
}

impl Row {
    /// What the variant is called: `Moss, 300 ml`.
    pub fn name(&self) -> String {
        if self.values.is_empty() { "the only variant".to_owned() } else { self.values.join(", ") }
    }
}

impl Draft {
    /// A product that is not there yet: one variant to begin with.
    pub fn blank() -> Self {
        Self { rows: vec![Row::default()], ..Self::default() }
    }

    /// A product as it is stored.
    pub fn of(goods: &Goods) -> Self {
        let specs: Vec<String> = goods.specs.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let form = ProductForm {
            version: goods.version.to_string(),
            title: goods.title.clone(),
            slug: goods.slug.clone(),
            description: goods.description_html.clone(),
            category: goods.category.to_string(),
            status: goods.status.as_str().to_owned(),
            tags: goods.tags.join(", "),
            specs: specs.join("\n"),
            seo_title: goods.seo_title.clone(),
            seo_about: goods.seo_about.clone(),
            option: option_lines(goods),
            ..ProductForm::default()
        };
        Self { form, rows: goods.variants.iter().map(|line| row(line, goods.currency)).collect() }
    }

    /// What was typed.
    pub fn of_form(mut form: ProductForm) -> Self {
        form.gone.truncate(MAX_VARIANTS + 1);
        let at = |column: &[String], place: usize| column.get(place).cloned().unwrap_or_default();
        let rows = (0..form.price.len().min(MAX_VARIANTS + 1)).map(|place| Row {
            id: at(&form.variant, place),
            values: serde_json::from_str(&at(&form.values, place)).unwrap_or_default(),
            sku: at(&form.sku, place),
            price: at(&form.price, place),
            compare_at: at(&form.compare_at, place),
            stock: at(&form.stock, place),
            gone: form.gone.contains(&place.to_string()),
        });
        let mut rows: Vec<Row> = rows.collect();
        // Catalog names variants by their place among those that it gets: those that are taken out stand behind them.
        rows.sort_by_key(|row| row.gone);
        for column in [
            &mut form.variant,
            &mut form.values,
            &mut form.sku,
            &mut form.price,
            &mut form.compare_at,
            &mut form.stock,
            &mut form.gone,
        ] {
            column.clear();
        }
        Self { form, rows }
    }

    /// The draft for the page that shows it again.
    pub fn to_json(&self) -> String {
        let Self { form, rows } = self.clone();
        let column = |field: fn(&Row) -> String| rows.iter().map(field).collect();
        let gone = rows.iter().enumerate().filter(|(_, row)| row.gone).map(|(place, _)| place.to_string());
        let form = ProductForm {
            variant: column(|row| row.id.clone()),
            values: column(|row| encode(&row.values)),
            sku: column(|row| row.sku.clone()),
            price: column(|row| row.price.clone()),
            compare_at: column(|row| row.compare_at.clone()),
            stock: column(|row| row.stock.clone()),
            gone: gone.collect(),
            ..form
        };
        serde_json::to_string(&form).unwrap_or_default()
    }

    pub fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok().map(Self::of_form)
    }

    /// With a row for every combination of the options' values. Rows that were there keep what stands in them.
    pub fn with_variants(self) -> Result<Self, Problem> {
        let axes = self.axes()?;
        let count = axes.iter().try_fold(1_usize, |count, (_, values)| count.checked_mul(values.len()));
        let mut check = Check::default();
        let few = count.is_some_and(|count| count <= MAX_VARIANTS);
        check.that(few, "option-0", "These options make more than 1,000 variants. Leave out some of the values.");
        check.done()?;
        let mut free = self.rows;
        let first = free.first().cloned().unwrap_or_default();
        let rows = combinations(&axes).into_iter().map(|values| {
            let same = free.iter().position(|row| row.values == values);
            // An option more or less: the first of the new variants is the one that there was.
            let like = |row: &Row| values.starts_with(&row.values) || row.values.starts_with(&values);
            match same.or_else(|| free.iter().position(like)) {
                Some(place) => Row { values, ..free.remove(place) },
                None => {
                    Row { values, price: first.price.clone(), compare_at: first.compare_at.clone(), ..Row::default() }
                }
            }
        });
        let rows = rows.collect();
        Ok(Self { form: self.form, rows })
    }

    /// The product as it is to be written.
    pub fn goods(&self, currency: Currency) -> Result<SaveGoods, Problem> {
        let axes = self.axes()?;
        let mut check = Check::default();
        let kept: Vec<(usize, &Row)> = self.rows.iter().enumerate().filter(|(_, row)| !row.gone).collect();
        check.that(!kept.is_empty(), "variants", "A product has at least one variant.");
        let variants = kept.iter().map(|(place, row)| line(row, *place, currency, &mut check)).collect();
        let status = Status::from_word(&self.form.status);
        check.that(status.is_some(), "status", "Choose who sees it.");
        let specs = specs(&self.form.specs);
        check.that(specs.is_some(), "specs", "Each line is a name, a colon and a value.");
        check.done()?;
        let form = &self.form;
        Ok(SaveGoods {
            version: form.version.parse().unwrap_or_default(),
            title: form.title.clone(),
            slug: form.slug.clone(),
            description_html: form.description.clone(),
            category: form.category.parse().ok(),
            specs: specs.unwrap_or_default(),
            tags: form.tags.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect(),
            seo_title: form.seo_title.clone(),
            seo_about: form.seo_about.clone(),
            options: axes.into_iter().map(|(name, _)| name).collect(),
            variants,
            status: status.unwrap_or_default(),
        })
    }

    /// Names and values of the options.
    fn axes(&self) -> Result<Vec<(String, Vec<String>)>, Problem> {
        let mut check = Check::default();
        let mut axes = Vec::new();
        for (place, line) in self.form.option.iter().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let (name, values) = line.split_once(':').unwrap_or_default();
            let mut known: Vec<String> = Vec::new();
            for value in values.split(',').map(str::trim).filter(|value| !value.is_empty()) {
                // One more than fits is refused; nobody compares thousands with thousands.
                if known.len() > MAX_VARIANTS {
                    break;
                }
                if !known.iter().any(|known| known == value) {
                    known.push(value.to_owned());
                }
            }
            let whole = !name.trim().is_empty() && !known.is_empty();
            check.that(whole, &format!("option-{place}"), "Write a name, a colon and the values: Size: S, M, L");
            axes.push((name.trim().to_owned(), known));
        }
        check.done().map(|()| axes)
    }
}

/// The values of a row, for its hidden field.
pub(super) fn encode(values: &[String]) -> String {
    serde_json::to_string(values).unwrap_or_default()
}

/// Reads `549`, `₹1,24,900` or `549.50` as minor units.
pub(super) fn minor(text: &str, currency: Currency) -> Option<i64> {
    let text: String =
        text.replace(currency.symbol(), "").chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = currency.exponent() as usize;
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > digits || !plain(whole) || !plain(part) {
        return None;
    }
    format!("{whole}{part:0<digits$}").parse().ok()
}

/// An amount as one types it: without decimals where there are none.
fn typed(minor: i64, currency: Currency) -> String {
    let text = Money::new(minor, currency).decimal();
    text.strip_suffix(".00").map_or(text.clone(), ToOwned::to_owned)
}

fn row(line: &Line, currency: Currency) -> Row {
    Row {
        id: line.id.to_string(),
        values: line.options.clone(),
        sku: line.sku.clone(),
        price: typed(line.price_minor, currency),
        compare_at: line.compare_at_minor.map(|minor| typed(minor, currency)).unwrap_or_default(),
        stock: line.on_hand.to_string(),
        gone: false,
    }
}

fn line(row: &Row, place: usize, currency: Currency, check: &mut Check) -> SaveLine {
    let field = |name: &str| format!("variants.{place}.{name}");
    let price = minor(&row.price, currency);
    check.that(price.is_some(), &field("price"), "Write a price as 549 or 549.50.");
    let compare_at =
        if row.compare_at.trim().is_empty() { Some(None) } else { minor(&row.compare_at, currency).map(Some) };
    check.that(compare_at.is_some(), &field("compare_at"), "Write a price as 549 or 549.50, or nothing.");
    let stock = if row.stock.trim().is_empty() { Ok(0) } else { row.stock.trim().parse() };
    check.that(stock.is_ok(), &field("stock"), "Write a whole number, such as 12.");
    SaveLine {
        id: row.id.parse().ok(),
        options: row.values.clone(),
        sku: row.sku.clone(),
        price_minor: price.unwrap_or_default(),
        compare_at_minor: compare_at.flatten(),
        on_hand: stock.unwrap_or_default(),
    }
}

/// `Material: brass`, a line each; nothing when a line is not like that.
fn specs(text: &str) -> Option<Vec<(String, String)>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let pair = |line: &str| line.split_once(':').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    lines.map(pair).collect()
}

/// The options as lines to type into, always three.
fn option_lines(goods: &Goods) -> Vec<String> {
    let line = |(axis, name): (usize, &String)| {
        let mut values: Vec<&str> = Vec::new();
        for value in goods.variants.iter().filter_map(|line| line.options.get(axis)) {
            if !values.contains(&value.as_str()) {
                values.push(value);
            }
        }
        format!("{name}: {}", values.join(", "))
    };
    goods.options.iter().enumerate().map(line).collect()
}

/// Every combination, the last option changing fastest.
fn combinations(axes: &[(String, Vec<String>)]) -> Vec<Vec<String>> {
    axes.iter().fold(vec![Vec::new()], |begun, (_, values)| {
        let longer = |begun: &Vec<String>, value: &String| [begun.as_slice(), std::slice::from_ref(value)].concat();
        begun.iter().flat_map(|begun| values.iter().map(move |value| longer(begun, value))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(options: &[&str], rows: &[(&str, &[&str], &str)]) -> Draft {
        let option = options.iter().map(|&line| line.to_owned()).collect();
        let row = |(id, values, price): &(&str, &[&str], &str)| Row {
            id: (*id).to_owned(),
            values: values.iter().map(|&value| value.to_owned()).collect(),
            price: (*price).to_owned(),
            ..Row::default()
        };
        Draft { form: ProductForm { option, ..ProductForm::default() }, rows: rows.iter().map(row).collect() }
    }

    fn shown(draft: &Draft) -> Vec<(String, String, String)> {
        draft.rows.iter().map(|row| (row.id.clone(), row.values.join("/"), row.price.clone())).collect()
    }

    #[test]
    fn variants_that_were_there_keep_their_prices() {
        let before =
            draft(&["Glaze: Moss, Salt", "Size: S, M"], &[("1", &["Moss", "S"], "549"), ("2", &["Salt", "M"], "649")]);

        let after = before.with_variants().unwrap();

        let row = |id: &str, values: &str, price: &str| (id.to_owned(), values.to_owned(), price.to_owned());
        let expected =
            [row("1", "Moss/S", "549"), row("", "Moss/M", "549"), row("", "Salt/S", "549"), row("2", "Salt/M", "649")];
        assert_eq!(shown(&after), expected);
    }

    #[test]
    fn the_only_variant_becomes_the_first_of_many() {
        let after = draft(&["Size: S, M"], &[("1", &[], "549")]).with_variants().unwrap();

        assert_eq!(after.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["1", ""]);
    }

    #[test]
    fn options_are_a_name_and_values_and_make_a_thousand_variants_at_most() {
        let many: Vec<String> = (0..101).map(|n| n.to_string()).collect();
        let wide = format!("Number: {}", many.join(","));
        for options in [&["Size S, M"][..], &[": S"], &["Size:"], &[&wide, "Size: 1,2,3,4,5,6,7,8,9,10"]] {
            let refused = draft(options, &[]).with_variants().unwrap_err();
            assert_eq!(refused.errors[0].field, "option-0", "{options:?}");
        }
    }

    #[test]
    fn what_was_typed_comes_back_as_it_was() {
        let before = draft(&["Size: S"], &[("1", &["S \"wide\""], "5,4x")]);

        assert_eq!(Draft::from_json(&before.to_json()), Some(before));
    }

    #[test]
    fn prices_are_read_as_they_are_typed() {
        for (text, expected) in [("549", Some(54_900)), ("₹1,24,900", Some(12_490_000)), (" 0.5 ", Some(50))] {
            assert_eq!(minor(text, Currency::Inr), expected, "{text}");
        }
        for text in ["", "free", "-5", "5.123", "."] {
            assert_eq!(minor(text, Currency::Inr), None, "{text}");
        }
        assert_eq!((minor("500", Currency::Jpy), minor("5.5", Currency::Jpy)), (Some(500), None));
    }
}
