//! An invoice on sheets of A4: what stands where. Lengths are in points, 72 of which are an inch, and grow downwards.

use super::face::{BOLD, Face, REGULAR};
use app::{
    account::postal,
    orders::invoice::{Invoice, Line, Sum},
};

pub const WIDTH: f32 = 595.28;
pub const HEIGHT: f32 = 841.89;

/// Two centimetres: every printer reaches what is within.
pub const MARGIN: f32 = 56.7;

const RIGHT: f32 = WIDTH - MARGIN;

/// Nothing of the invoice stands below: there is the number of the sheet.
const BOTTOM: f32 = HEIGHT - MARGIN - 20.0;

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    pub size: f32,
    /// From one line to the next.
    pub leading: f32,
    pub is_bold: bool,
    pub is_muted: bool,
}

const PLAIN: Look = Look { size: 9.5, leading: 14.5, is_bold: false, is_muted: false };
const STRONG: Look = Look { is_bold: true, ..PLAIN };
const MUTED: Look = Look { is_muted: true, ..PLAIN };
const SMALL: Look = Look { size: 8.5, leading: 13.0, ..MUTED };
const LABEL: Look = Look { leading: 16.0, is_bold: true, ..SMALL };
const COLUMN: Look = Look { size: 8.5, leading: 13.0, ..STRONG };
const TOTAL: Look = Look { size: 12.0, leading: 18.0, ..STRONG };
const TITLE: Look = Look { size: 22.0, leading: 28.0, ..STRONG };
const BRAND: Look = Look { size: 13.0, leading: 28.0, ..STRONG };

impl Look {
    pub fn face(self) -> &'static Face {
        if self.is_bold { &BOLD } else { &REGULAR }
    }

    fn width(self, text: &str) -> f32 {
        self.face().width(text, self.size)
    }
}

/// What a text is to somebody who has the file read out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Title,
    Heading,
    Words,
    /// Names the column below it.
    Column,
    /// Names the amount beside it, over three columns.
    Name,
    Value,
    /// Only for the eye: it says what was said before.
    Ornament,
}

/// A line of text: where it begins, and how far below the top of its strip its letters stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub x: f32,
    pub y: f32,
    pub look: Look,
    pub text: String,
}

/// Lines that are read out as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub role: Role,
    pub runs: Vec<Run>,
}

/// What stands beside one another from margin to margin, and is never broken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strip {
    pub top: f32,
    pub height: f32,
    pub cells: Vec<Cell>,
    /// Lines from margin to margin, so far below the top.
    pub rules: Vec<f32>,
    /// Whether it is a row of the table.
    pub is_row: bool,
    /// Where in it the mark begins.
    pub leaf: Option<f32>,
}

impl Strip {
    fn row() -> Self {
        Self { is_row: true, ..Self::default() }
    }

    /// Sets texts below one another from `top` on, as one cell; tells where they end. What stands at the right are names and
    /// amounts, which are never broken.
    fn set(&mut self, space: Space, top: f32, role: Role, texts: &[(Look, &str)]) -> f32 {
        let (mut runs, mut y) = (Vec::new(), top);
        for &(look, text) in texts {
            let lines = match space {
                Space::Left(left, right) => look.face().lines(text, look.size, right - left),
                Space::Right(_) => vec![text.to_owned()],
            };
            for text in lines {
                let x = match space {
                    Space::Left(left, _) => left,
                    Space::Right(right) => right - look.width(&text),
                };
                // The middle of the line is the middle of its capitals, which are 0.72 high.
                runs.push(Run { x, y: y + look.leading / 2.0 + 0.36 * look.size, look, text });
                y += look.leading;
            }
        }
        self.cells.push(Cell { role, runs });
        self.height = self.height.max(y);
        y
    }
}

/// Where texts stand: at the left of what is between two places, or up to one.
#[derive(Clone, Copy)]
enum Space {
    Left(f32, f32),
    Right(f32),
}

const WHOLE: Space = Space::Left(MARGIN, RIGHT);
const AT_RIGHT: Space = Space::Right(RIGHT);
const THIRDS: [Space; 3] = [Space::Left(MARGIN, 206.0), Space::Left(222.0, 372.0), Space::Left(388.0, RIGHT)];
const PRODUCT: Space = Space::Left(MARGIN, 300.0);
const QUANTITY: Space = Space::Right(354.0);
const EACH: Space = Space::Right(438.0);

/// The sheets of an invoice, each from top to bottom.
pub fn sheets(invoice: &Invoice) -> Vec<Vec<Strip>> {
    let mut lines = invoice.lines.iter().enumerate().map(|(index, line)| row(line, index == 0));
    let mut first = vec![head(invoice), parties(invoice), columns(Role::Column)];
    first.extend(lines.next());
    // The sums stand below a line at least: alone on a sheet, they would say little.
    let mut last: Vec<Strip> = lines.next_back().into_iter().collect();
    last.extend(invoice.sums.iter().enumerate().map(|(index, amount)| sum(amount, index == 0)));
    last.push(note());
    let mut kept = vec![first];
    kept.extend(lines.map(|line| vec![line]));
    kept.push(last);
    numbered(placed(kept), &invoice.number)
}

/// Places strips below one another, on as many sheets as it takes; what is kept together is so on one.
fn placed(kept: Vec<Vec<Strip>>) -> Vec<Vec<Strip>> {
    let mut sheets = Vec::new();
    let (mut sheet, mut top) = (Vec::new(), MARGIN);
    for mut strips in kept {
        if top + strips.iter().map(|strip| strip.height).sum::<f32>() > BOTTOM {
            sheets.push(std::mem::take(&mut sheet));
            strips.insert(0, columns(Role::Ornament));
            top = MARGIN;
        }
        for strip in strips {
            let below = top + strip.height;
            sheet.push(Strip { top, ..strip });
            top = below;
        }
    }
    sheets.push(sheet);
    sheets
}

/// Says on each of several sheets which it is.
fn numbered(mut sheets: Vec<Vec<Strip>>, number: &str) -> Vec<Vec<Strip>> {
    let count = sheets.len();
    if count > 1 {
        for (index, sheet) in sheets.iter_mut().enumerate() {
            let mut foot = Strip { top: HEIGHT - MARGIN, ..Strip::default() };
            foot.set(WHOLE, 0.0, Role::Ornament, &[(SMALL, &format!("Invoice {number}"))]);
            foot.set(AT_RIGHT, 0.0, Role::Ornament, &[(SMALL, &format!("Page {} of {count}", index + 1))]);
            sheet.push(foot);
        }
    }
    sheets
}

fn head(invoice: &Invoice) -> Strip {
    let mut strip = Strip::default();
    let below = strip.set(WHOLE, 0.0, Role::Title, &[(TITLE, "Invoice")]);
    let below = strip.set(WHOLE, below, Role::Words, &[(PLAIN, &invoice.number)]);
    strip.set(AT_RIGHT, 0.0, Role::Words, &[(BRAND, "Levomart")]);
    strip.leaf = Some(RIGHT - BRAND.width("Levomart") - 21.0);
    strip.rules.push(below + 18.0);
    strip.height = below + 36.0;
    strip
}

fn parties(invoice: &Invoice) -> Strip {
    let plain = |text: String| (PLAIN, text);
    let parties = [
        ("Sold by", vec![(STRONG, invoice.seller.clone()), (MUTED, invoice.place.clone())]),
        ("To", postal::lines(&invoice.to).map(plain).collect()),
        ("Dates", invoice.dates.iter().cloned().map(plain).collect()),
    ];
    let mut strip = Strip::default();
    for (space, (name, texts)) in THIRDS.into_iter().zip(parties) {
        let below = strip.set(space, 0.0, Role::Heading, &[(LABEL, name)]);
        let texts: Vec<(Look, &str)> = texts.iter().map(|(look, text)| (*look, text.as_str())).collect();
        strip.set(space, below, Role::Words, &texts);
    }
    strip.height += 22.0;
    strip
}

/// What stands over the lines, on every sheet.
fn columns(role: Role) -> Strip {
    let mut strip = Strip::row();
    for (space, name) in [(PRODUCT, "Product"), (QUANTITY, "Quantity"), (EACH, "Each"), (AT_RIGHT, "Amount")] {
        strip.set(space, 7.0, role, &[(COLUMN, name)]);
    }
    strip.height += 7.0;
    strip.rules.extend([0.0, strip.height]);
    strip
}

fn row(line: &Line, is_first: bool) -> Strip {
    let mut strip = Strip::row();
    strip.set(PRODUCT, 8.0, Role::Value, &[(PLAIN, &line.title), (SMALL, &line.below)]);
    for (space, text) in [(QUANTITY, &line.quantity.to_string()), (EACH, &line.each), (AT_RIGHT, &line.amount)] {
        strip.set(space, 8.0, Role::Value, &[(PLAIN, text)]);
    }
    strip.height += 8.0;
    // Over the first one is the line of the columns' names.
    strip.rules.extend((!is_first).then_some(0.0));
    strip
}

fn sum(sum: &Sum, is_first: bool) -> Strip {
    let (name, amount) = if sum.is_total { (STRONG, TOTAL) } else { (MUTED, PLAIN) };
    let top = if is_first { 9.0 } else { 2.0 };
    let mut strip = Strip::row();
    strip.set(EACH, top, Role::Name, &[(Look { leading: amount.leading, ..name }, &sum.name)]);
    strip.set(AT_RIGHT, top, Role::Value, &[(amount, &sum.amount)]);
    strip.height += 2.0;
    strip.rules.extend(is_first.then_some(0.0));
    strip
}

fn note() -> Strip {
    let mut strip = Strip::default();
    strip.set(WHOLE, 24.0, Role::Words, &[(SMALL, "Prices include taxes.")]);
    strip
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use contracts::{
        identity::Postal,
        ids::{GroupId, OrderId},
    };
    use uuid::Uuid;

    /// An invoice of so many lines.
    pub fn invoice(lines: u32) -> Invoice {
        let sum =
            |name: &str, amount: &str, is_total| Sum { name: name.to_owned(), amount: amount.to_owned(), is_total };
        let line = |number| Line {
            title: format!("Brass lamp {number}"),
            below: "Indigo, NK-1".to_owned(),
            quantity: 2,
            each: "₹800".to_owned(),
            amount: "₹1,600".to_owned(),
        };
        Invoice {
            group: GroupId(Uuid::nil()),
            order: OrderId(Uuid::nil()),
            number: "LM-4207-7731-2".to_owned(),
            seller: "Moradabad Brass".to_owned(),
            place: "Moradabad".to_owned(),
            to: Postal { name: "Meera Krishnan".to_owned(), city: "Kochi".to_owned(), ..Postal::default() },
            dates: vec!["Paid on Wed 25\u{a0}Nov 2026".to_owned()],
            lines: (1..=lines).map(line).collect(),
            sums: vec![sum("Products", "₹1,600", false), sum("Total", "₹1,680", true)],
        }
    }

    fn texts(sheet: &[Strip]) -> Vec<&str> {
        let runs = sheet.iter().flat_map(|strip| &strip.cells).flat_map(|cell| &cell.runs);
        runs.map(|run| run.text.as_str()).collect()
    }

    #[test]
    fn a_short_invoice_is_one_sheet_that_says_all() {
        let sheets = sheets(&invoice(1));

        let said: Vec<Vec<&str>> = sheets.iter().map(|sheet| texts(sheet)).collect();
        let parties = ["Sold by", "Moradabad Brass", "Moradabad", "To", "Meera Krishnan", "Kochi"];
        let line = ["Brass lamp 1", "Indigo, NK-1", "2", "₹800", "₹1,600"];
        let expected = [
            &["Invoice", "LM-4207-7731-2", "Levomart"][..],
            &parties,
            &["Dates", "Paid on Wed 25\u{a0}Nov 2026", "Product", "Quantity", "Each", "Amount"],
            &line,
            &["Products", "₹1,600", "Total", "₹1,680", "Prices include taxes."],
        ];
        assert_eq!(said, [expected.concat()]);
    }

    #[test]
    fn a_hundred_lines_go_on_from_sheet_to_sheet_under_the_names_of_their_columns() {
        let sheets = sheets(&invoice(100));

        let said: Vec<Vec<&str>> = sheets.iter().map(|sheet| texts(sheet)).collect();
        let titles: Vec<&str> = said.iter().flatten().filter(|text| text.starts_with("Brass lamp")).copied().collect();
        let expected: Vec<String> = (1..=100).map(|number| format!("Brass lamp {number}")).collect();
        assert_eq!(titles, expected);
        for (index, said) in said.iter().enumerate() {
            assert_eq!(said.last(), Some(&format!("Page {} of {}", index + 1, sheets.len()).as_str()));
            assert!(said.contains(&"Quantity") && said.iter().any(|text| text.starts_with("Brass lamp")), "{said:?}");
        }
        let lowest =
            |sheet: &[Strip]| sheet[..sheet.len() - 1].iter().map(|strip| strip.top + strip.height).fold(0.0, f32::max);
        assert!(sheets.iter().all(|sheet| lowest(sheet) <= BOTTOM));
    }

    #[test]
    fn sums_never_stand_alone_on_a_sheet() {
        for lines in 1..60 {
            let sheets = sheets(&invoice(lines));
            let last = sheets.last().map(|sheet| texts(sheet)).unwrap_or_default();
            assert!(
                last.contains(&"Total") && last.contains(&format!("Brass lamp {lines}").as_str()),
                "{lines}: {last:?}"
            );
        }
    }

    #[test]
    fn long_texts_stay_within_their_columns_and_amounts_end_at_the_margin() {
        let mut long = invoice(1);
        long.seller = "Hand-loomed cotton from the villages around Ahmedabad ".repeat(3);
        long.to.line1 = "W".repeat(200);
        long.lines[0].title = "Kurta of hand-spun cotton with wooden buttons ".repeat(5);
        long.lines[0].amount = "₹12,34,56,789.50".to_owned();

        let sheets = sheets(&long);

        let ends = |run: &Run| run.x + run.look.width(&run.text);
        let cells = || sheets.iter().flatten().flat_map(|strip| &strip.cells);
        assert!(cells().flat_map(|cell| &cell.runs).all(|run| run.x >= MARGIN && ends(run) <= RIGHT + 0.01));
        let amount = cells().flat_map(|cell| &cell.runs).find(|run| run.text == "₹12,34,56,789.50");
        assert!(amount.is_some_and(|run| (ends(run) - RIGHT).abs() < 0.01), "{amount:?}");
        let title = cells().find(|cell| cell.runs.iter().any(|run| run.text.starts_with("Kurta")));
        assert!(
            title.is_some_and(|cell| cell.runs.len() > 4 && cell.runs.iter().all(|run| ends(run) <= 300.0)),
            "{title:?}"
        );
    }
}
