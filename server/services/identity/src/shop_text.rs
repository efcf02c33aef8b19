//! What a shop says of itself and of who trades under its name, as it is stored.

use crate::{account::Email, papers, postal, slug};
use contracts::{
    Problem,
    identity::{Apply, Contact, Papers, SaveAddress, SaveShop, SaveTrader, TINTS, Trader},
    problem::{Check, FieldError},
};

/// An application without spaces around its parts, if it is acceptable; otherwise all that is wrong with it.
pub fn application(request: Apply) -> Result<Apply, Problem> {
    let mut check = Check::default();
    let Apply { name, slug, about, returns, place, ships_in_days, contact, trader, papers } = request;
    let (name, about, returns, place) = presentation([name, about, returns, place], ships_in_days, &mut check);
    let slug = slug.trim().to_ascii_lowercase();
    let objection = slug::objection(&slug);
    check.that(objection.is_none(), "slug", objection.unwrap_or_default());
    let (contact, trader, papers) = traded(contact, trader, papers, check)?;
    Ok(Apply { name, slug, about, returns, place, ships_in_days, contact, trader, papers })
}

/// The same for an edit of who trades, and how the market reaches them.
pub fn trader(request: SaveTrader) -> Result<SaveTrader, Problem> {
    let SaveTrader { contact, trader, papers, version } = request;
    let (contact, trader, papers) = traded(contact, trader, papers, Check::default())?;
    Ok(SaveTrader { contact, trader, papers, version })
}

/// Contact, trader and papers without spaces around their parts, or all that is wrong, after what was found before.
fn traded(
    contact: Contact,
    trader: Trader,
    papers: Option<Papers>,
    mut check: Check,
) -> Result<(Contact, Trader, Option<Papers>), Problem> {
    let email = Email::parse(&contact.email);
    check.that(email.is_some(), "contact_email", "Please enter an e-mail address like name@example.com.");
    let registration = trader.registration.trim().to_owned();
    check.that(fits(&registration, 0, 60), "registration", "This number is too long; 60 characters fit.");
    check.that(trader.certified, "certified", "Please confirm; the law asks for it.");
    let papers = papers.map(|papers| papers::cleaned(papers, &mut check));
    let mut errors = said(check.done());

    let phone = contact.phone.trim().to_owned();
    let mut address = trader.address;
    address.name = trader.legal_name;
    address.phone.clone_from(&phone);
    let address = postal::checked(SaveAddress { postal: address, default: false });
    let address = address.map_err(|problem| errors.extend(problem.errors.into_iter().map(renamed)));
    match (address, email) {
        (Ok(SaveAddress { postal, .. }), Some(email)) if errors.is_empty() => {
            let contact = Contact { email: email.as_str().to_owned(), phone };
            let trader = Trader { legal_name: postal.name.clone(), address: postal, registration, certified: true };
            Ok((contact, trader, papers))
        }
        _ => Err(Problem::invalid(errors)),
    }
}

/// The same for an edit of how a shop presents itself.
pub fn edit(request: SaveShop) -> Result<SaveShop, Problem> {
    let mut check = Check::default();
    let SaveShop { name, about, returns, place, ships_in_days, tint, version } = request;
    let (name, about, returns, place) = presentation([name, about, returns, place], ships_in_days, &mut check);
    check.that(TINTS.contains(&tint.as_str()), "tint", "Please choose one of the colours.");
    check.done().map(|()| SaveShop { name, about, returns, place, ships_in_days, tint, version })
}

fn presentation(texts: [String; 4], ships_in_days: u32, check: &mut Check) -> (String, String, String, String) {
    let [name, about, returns, place] = texts.map(|text| text.trim().to_owned());
    check.that(fits(&name, 2, 60), "name", "Please enter the shop's name, 2 to 60 characters.");
    check.that(fits(&about, 20, 2000), "about", "Please tell what you sell and make, 20 to 2000 characters.");
    check.that(
        fits(&returns, 10, 2000),
        "returns",
        "Please say what you promise about returns, 10 to 2000 characters.",
    );
    check.that(fits(&place, 2, 100), "place", "Please enter town and state.");
    check.that(ships_in_days <= 30, "ships_in_days", "Please enter 0 to 30 working days.");
    (name, about, returns, place)
}

/// PostgreSQL stores no NUL; of the other control characters only the ends of lines mean something.
pub fn fits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.chars().count())
        && !text.chars().any(|c| c.is_control() && !(most >= 1000 && (c == '\n' || c == '\r')))
}

fn said(outcome: Result<(), Problem>) -> Vec<FieldError> {
    outcome.err().map(|problem| problem.errors).unwrap_or_default()
}

/// The address shares its name and phone with the rest of the form.
fn renamed(error: FieldError) -> FieldError {
    let field = match error.field.as_str() {
        "name" => "legal_name".to_owned(),
        "phone" => "contact_phone".to_owned(),
        _ => error.field,
    };
    FieldError { field, ..error }
}
