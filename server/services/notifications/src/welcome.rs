//! What somebody is told who has opened an account.

use crate::letter::{Letter, Part};
use contracts::identity::User;

pub fn welcome(user: &User, public_url: &str) -> Letter {
    let greeting = if is_harmless(&user.name) { format!("Welcome, {}", user.name) } else { "Welcome".to_owned() };
    let parts = vec![
        Part::Title(greeting),
        Part::Paragraph(
            "Your Levomart account is open. Your orders and addresses are kept in it, so that the next purchase takes \
             a minute."
                .to_owned(),
        ),
        Part::Button { label: "Go to the market".to_owned(), href: format!("{public_url}/") },
        Part::Paragraph("If this was not you, somebody has mistyped an address. You need not do anything.".to_owned()),
    ];
    Letter { subject: "Welcome to Levomart".to_owned(), parts }
}

/// Whether a name can be repeated to an address that nobody has confirmed. Mail programs turn `evil.example` into a
/// link: somebody could have us send it to anybody.
pub fn is_harmless(name: &str) -> bool {
    let dotted = name.split('.').skip(1).any(|after| after.starts_with(|c: char| !c.is_whitespace()));
    !dotted && !name.contains(['/', ':', '@'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::{Role, ids::UserId};
    use time::OffsetDateTime;
    use uuid::Uuid;

    #[test]
    fn a_name_that_is_a_link_is_not_repeated() {
        for (name, repeated) in [("Dr. Meera Iyer", true), ("win at evil.example", false), ("http://x", false)] {
            let user = User {
                id: UserId(Uuid::nil()),
                email: "meera@example.in".to_owned(),
                name: name.to_owned(),
                role: Role::User,
                created_at: OffsetDateTime::UNIX_EPOCH,
            };

            let text = welcome(&user, "https://shop.example").text();

            assert_eq!(text.contains(name), repeated, "{text}");
        }
    }
}
