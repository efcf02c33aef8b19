mod catalogue;
mod goods;
mod import;
mod inventory;
mod moderation;
