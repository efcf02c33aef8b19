//! A letter, written once and rendered twice: as text and as HTML.
//!
//! Whatever stands in a letter is text. It is escaped here and nowhere else, and there is no way around it.

use std::fmt::Write;

/// What somebody is told.
pub struct Letter {
    pub subject: String,
    pub parts: Vec<Part>,
}

/// A piece of a letter.
pub enum Part {
    Title(String),
    Paragraph(String),
    Heading(String),
    /// What, and how much it is.
    Rows(Vec<(String, String)>),
    /// The row that the others add up to.
    Sum(String, String),
    /// Short lines, as on an envelope.
    Lines(Vec<String>),
    /// A link that asks to be followed; the address is one of ours.
    Button {
        label: String,
        href: String,
    },
}

const FONT: &str = "font-family:Manrope,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

impl Letter {
    /// The subject as a header may bear it: one line.
    pub fn subject(&self) -> String {
        plain(&self.subject)
    }

    /// For those who read mail as text.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for part in &self.parts {
            // Writing to a string cannot fail.
            let _ = part.write_text(&mut out);
        }
        out.trim_end().to_owned() + "\n"
    }

    /// For everybody else. Styles stand in the elements, because mail programs drop style sheets.
    pub fn html(&self) -> String {
        let mut body = String::new();
        for part in &self.parts {
            let _ = part.write_html(&mut body);
        }
        format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light\"><title>{title}</title></head>\n\
             <body style=\"margin:0;padding:0;background:#fbfaf4;color:#1b2613;{FONT};font-size:16px;line-height:1.6\">\n\
             <div style=\"max-width:560px;margin:0 auto;padding:32px 20px\">\n\
             <div style=\"color:#2d3c20;font-size:20px;font-weight:800;padding-bottom:20px\">Levomart</div>\n\
             <div style=\"background:#ffffff;border:1px solid #e4e5d8;border-radius:20px;padding:28px\">\n{body}</div>\n\
             <div style=\"color:#5c6753;font-size:13px;padding-top:20px\">You get this mail because your address was \
             used at Levomart.</div>\n</div>\n</body></html>\n",
            title = escape(&self.subject()),
        )
    }
}

impl Part {
    fn write_text(&self, out: &mut String) -> std::fmt::Result {
        match self {
            Self::Title(text) | Self::Paragraph(text) => writeln!(out, "{}\n", plain(text)),
            Self::Heading(text) => {
                writeln!(out, "{}\n{}", plain(text), "-".repeat(plain(text).chars().count().min(72)))
            }
            Self::Rows(rows) => {
                rows.iter().try_for_each(|(what, amount)| writeln!(out, "{}: {}", plain(what), plain(amount)))?;
                writeln!(out)
            }
            Self::Sum(what, amount) => writeln!(out, "{}: {}\n", plain(what), plain(amount)),
            Self::Lines(lines) => {
                lines.iter().try_for_each(|line| writeln!(out, "{}", plain(line)))?;
                writeln!(out)
            }
            Self::Button { label, href } => writeln!(out, "{}:\n{}\n", plain(label), plain(href)),
        }
    }

    fn write_html(&self, out: &mut String) -> std::fmt::Result {
        match self {
            Self::Title(text) => writeln!(
                out,
                "<h1 style=\"margin:0 0 16px;color:#2d3c20;font-size:24px;line-height:1.2\">{}</h1>",
                escape(text)
            ),
            Self::Paragraph(text) => writeln!(out, "<p style=\"margin:0 0 16px\">{}</p>", escape(text)),
            Self::Heading(text) => writeln!(
                out,
                "<h2 style=\"margin:24px 0 8px;color:#2d3c20;font-size:16px;line-height:1.4\">{}</h2>",
                escape(text)
            ),
            Self::Rows(rows) => rows.iter().try_for_each(|(what, amount)| write_row(out, what, amount, "400")),
            Self::Sum(what, amount) => write_row(out, what, amount, "800"),
            Self::Lines(lines) => {
                let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
                writeln!(out, "<p style=\"margin:0 0 16px;color:#5c6753\">{}</p>", lines.join("<br>\n"))
            }
            Self::Button { label, href } => writeln!(
                out,
                "<p style=\"margin:24px 0 8px\"><a href=\"{}\" style=\"display:inline-block;background:#2d3c20;\
                 color:#ffffff;text-decoration:none;font-weight:700;border-radius:999px;padding:12px 24px\">{}</a></p>",
                escape(href),
                escape(label)
            ),
        }
    }
}

fn write_row(out: &mut String, what: &str, amount: &str, weight: &str) -> std::fmt::Result {
    writeln!(
        out,
        "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" \
         style=\"border-top:1px solid #e4e5d8;{FONT};font-size:15px;font-weight:{weight}\"><tr>\
         <td style=\"padding:8px 12px 8px 0\">{}</td>\
         <td align=\"right\" style=\"padding:8px 0;white-space:nowrap\">{}</td></tr></table>",
        escape(what),
        escape(amount)
    )
}

/// One line: what would break it becomes a space, and what would turn the direction of reading goes.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect()
}

/// Text as it may stand in an element or between quotes.
fn escape(text: &str) -> String {
    plain(text).chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "<img src=x onerror=alert(1)>\"'&\r\nBcc: all@example.in\u{202e}";

    #[test]
    fn nothing_that_is_written_becomes_markup_or_a_header() {
        let text = || HOSTILE.to_owned();
        let parts = vec![
            Part::Title(text()),
            Part::Paragraph(text()),
            Part::Heading(text()),
            Part::Rows(vec![(text(), text())]),
            Part::Sum(text(), text()),
            Part::Lines(vec![text()]),
            Part::Button { label: text(), href: text() },
        ];
        let letter = Letter { subject: text(), parts };

        let (html, plain) = (letter.html(), letter.text());

        assert!(!html.contains("<img") && !html.contains("\"'") && !html.contains('\u{202e}'), "{html}");
        assert_eq!(html.matches("&lt;img src=x onerror=alert(1)&gt;").count(), 11);
        assert!(!letter.subject().contains(['\r', '\n']));
        assert!(!plain.contains("\nBcc:") && !plain.contains('\r'), "{plain}");
    }
}
