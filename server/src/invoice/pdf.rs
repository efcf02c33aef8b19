//! Sheets as a PDF, whose text can be searched, copied and read out.

use super::sheet::{HEIGHT, MARGIN, Role, Run, Strip, WIDTH, sheets};
use anyhow::Context;
use app::orders::invoice::Invoice;
use krilla::{
    Document,
    color::rgb,
    geom::{Path, PathBuilder, Point, Rect, Transform},
    metadata::Metadata,
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind, TagTree},
};
use std::num::{NonZeroU16, NonZeroU32};

type Colour = (u8, u8, u8);

/// The site's colours by daylight.
const INK: Colour = (0x1b, 0x26, 0x13);
const MUTED: Colour = (0x5c, 0x67, 0x53);
const LINE: Colour = (0xe4, 0xe5, 0xd8);

/// The mark in a square of 32: where it begins, and curves from there, as two handles and an end.
const LEAF_FROM: [f32; 2] = [27.6, 3.2];
const LEAF: [[f32; 6]; 8] = [
    [15.0, 2.6, 5.4, 7.6, 5.0, 17.2],
    [4.9, 19.5, 5.5, 21.5, 6.6, 23.2],
    [9.5, 16.9, 14.4, 12.8, 20.6, 10.7],
    [14.5, 14.2, 9.8, 19.3, 7.1, 26.3],
    [6.7, 27.4, 6.4, 28.4, 6.2, 29.4],
    [7.1, 29.8, 8.2, 29.7, 8.8, 28.8],
    [9.4, 27.7, 9.8, 26.5, 10.4, 25.4],
    [20.6, 27.8, 29.5, 19.4, 27.6, 3.2],
];

/// What is passed over when the file is read out.
const ORNAMENT: ContentTag<'static> = ContentTag::Artifact(Artifact { kind: ArtifactType::Layout, bbox: None });

/// The invoice as a file.
pub fn file(invoice: &Invoice) -> anyhow::Result<Vec<u8>> {
    let mut document = Document::new();
    let title = format!("Invoice {}", invoice.number);
    let about = Metadata::new().title(title).authors(vec![invoice.seller.clone()]).language("en-IN".to_owned());
    document.set_metadata(about);
    let mut tree = TagTree::new();
    for sheet in sheets(invoice) {
        let size = PageSettings::from_wh(WIDTH, HEIGHT).context("the size of a sheet")?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for strip in &sheet {
            tell(&mut tree, strip, draw(&mut surface, strip));
        }
    }
    document.set_tag_tree(tree);
    document.finish().context("an invoice cannot be written")
}

/// Has the cells of a strip read out after what is there. Rows are one table, on however many sheets it stands.
fn tell(tree: &mut TagTree, strip: &Strip, cells: Vec<TagGroup>) {
    if !strip.is_row || cells.is_empty() {
        tree.children.extend(cells.into_iter().map(Node::Group));
        return;
    }
    let row = TagGroup::with_children(Tag::TR, cells.into_iter().map(Node::Group).collect());
    match tree.children.last_mut() {
        Some(Node::Group(table @ TagGroup { tag: TagKind::Table(_), .. })) => table.push(row),
        _ => tree.push(TagGroup::with_children(Tag::Table, vec![Node::Group(row)])),
    }
}

/// Draws a strip; its cells, as they are read out.
fn draw(surface: &mut Surface, strip: &Strip) -> Vec<TagGroup> {
    ornament(surface, strip);
    let mut cells = Vec::new();
    for cell in &strip.cells {
        let mut group = group(cell.role);
        for run in &cell.runs {
            let tag = if group.is_some() { ContentTag::Span(SpanTag::empty()) } else { ORNAMENT };
            let id = surface.start_tagged(tag);
            write(surface, run, strip.top);
            surface.end_tagged();
            if let Some(group) = &mut group {
                group.push(id);
            }
        }
        cells.extend(group);
    }
    cells
}

fn group(role: Role) -> Option<TagGroup> {
    let level = |level| Tag::Hn(NonZeroU16::MIN.saturating_add(level), None);
    Some(match role {
        Role::Title => TagGroup::new(level(0)),
        Role::Heading => TagGroup::new(level(1)),
        Role::Words => TagGroup::new(Tag::P),
        Role::Column => TagGroup::new(Tag::TH(TableHeaderScope::Column)),
        Role::Name => TagGroup::new(Tag::TH(TableHeaderScope::Row).with_col_span(NonZeroU32::new(3))),
        Role::Value => TagGroup::new(Tag::TD),
        Role::Ornament => return None,
    })
}

fn write(surface: &mut Surface, run: &Run, top: f32) {
    let face = run.look.face();
    let start = Point::from_xy(run.x, top + run.y);
    surface.set_fill(Some(fill(if run.look.is_muted { MUTED } else { INK })));
    surface.draw_glyphs(start, &face.glyphs(&run.text), face.font.clone(), &run.text, run.look.size, false);
}

/// Draws the lines of a strip, and the mark.
fn ornament(surface: &mut Surface, strip: &Strip) {
    surface.start_tagged(ORNAMENT);
    surface.set_fill(Some(fill(LINE)));
    for path in strip.rules.iter().filter_map(|rule| line(strip.top + rule)) {
        surface.draw_path(&path);
    }
    surface.set_fill(Some(fill(INK)));
    if let Some(path) = strip.leaf.and_then(|x| leaf(x, strip.top + 6.0)) {
        surface.draw_path(&path);
    }
    surface.end_tagged();
}

fn line(y: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(MARGIN, y, WIDTH - 2.0 * MARGIN, 0.75)?);
    path.finish()
}

fn leaf(x: f32, y: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(LEAF_FROM[0], LEAF_FROM[1]);
    for [x1, y1, x2, y2, x, y] in LEAF {
        path.cubic_to(x1, y1, x2, y2, x, y);
    }
    path.close();
    path.finish()?.transform(Transform::from_row(0.5, 0.0, 0.0, 0.5, x, y))
}

fn fill((red, green, blue): Colour) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

#[cfg(test)]
mod tests {
    use super::{super::sheet::tests::invoice, *};

    fn pages(file: &[u8]) -> usize {
        String::from_utf8_lossy(file).matches("/Type/Page/").count()
    }

    #[test]
    fn an_invoice_is_a_pdf_of_as_many_pages_as_it_takes() {
        let (short, long) = (file(&invoice(1)).unwrap(), file(&invoice(100)).unwrap());

        assert!(short.starts_with(b"%PDF-") && short.trim_ascii_end().ends_with(b"%%EOF"));
        assert_eq!((pages(&short), pages(&long)), (1, 7));
        // Only the letters that are used are in it, not both files of the typeface.
        assert!(short.len() < 30_000, "{}", short.len());
    }

    #[test]
    fn what_the_typeface_lacks_keeps_no_invoice_away() {
        let mut strange = invoice(1);
        strange.lines[0].title = "पीतल का दीया 🪔 \u{0}\u{301}".to_owned();

        assert_eq!(pages(&file(&strange).unwrap()), 1);
    }
}
