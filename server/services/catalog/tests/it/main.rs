mod catalogue;
mod import;
mod inventory;
