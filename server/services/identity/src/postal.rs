//! A postal address as it is stored.

use contracts::{
    Problem,
    identity::{Postal, SaveAddress},
    problem::Check,
};

/// The most addresses that one person keeps.
pub const MAX_ADDRESSES: i64 = 20;

/// The address without spaces around its parts, if it is acceptable.
pub fn checked(request: SaveAddress) -> Result<SaveAddress, Problem> {
    let Postal { name, line1, line2, city, region, postal_code, country, phone } = request.postal;
    let trimmed = |text: String| text.trim().to_owned();
    let postal = Postal {
        name: trimmed(name),
        line1: trimmed(line1),
        line2: trimmed(line2),
        city: trimmed(city),
        region: trimmed(region),
        postal_code: trimmed(postal_code),
        country: trimmed(country),
        phone: trimmed(phone),
    };
    let mut check = Check::default();
    postal.check(&mut check);
    check.done()?;
    Ok(SaveAddress { postal, ..request })
}
