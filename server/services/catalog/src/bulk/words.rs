//! What titles and shops of the large catalogue are made of.

/// Which options a kind of thing comes in.
#[derive(Clone, Copy)]
pub(super) enum Fit {
    One,
    Colour,
    Size,
    Both,
}

/// A kind of thing: where it stands, what it costs.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub category: &'static str,
    pub noun: &'static str,
    pub from_rupees: u32,
    pub to_rupees: u32,
    pub fit: Fit,
}

const fn kind(category: &'static str, noun: &'static str, from_rupees: u32, to_rupees: u32, fit: Fit) -> Kind {
    Kind { category, noun, from_rupees, to_rupees, fit }
}

pub(super) static KINDS: [Kind; 60] = [
    kind("lamps-lighting", "table lamp", 900, 6_000, Fit::Colour),
    kind("lamps-lighting", "oil lamp", 600, 4_500, Fit::One),
    kind("lamps-lighting", "pendant light", 1_200, 9_000, Fit::Colour),
    kind("lamps-lighting", "candle holder", 250, 1_800, Fit::Colour),
    kind("small-furniture", "stool", 1_800, 7_500, Fit::Colour),
    kind("small-furniture", "side table", 2_500, 14_000, Fit::One),
    kind("small-furniture", "wall shelf", 900, 5_500, Fit::Size),
    kind("cushions-throws", "cushion cover", 350, 1_600, Fit::Colour),
    kind("cushions-throws", "throw", 900, 5_000, Fit::Colour),
    kind("cushions-throws", "bed cover", 1_500, 8_000, Fit::Both),
    kind("clocks", "wall clock", 900, 5_200, Fit::Colour),
    kind("clocks", "desk clock", 700, 3_200, Fit::One),
    kind("rugs", "rug", 2_200, 22_000, Fit::Both),
    kind("rugs", "door mat", 300, 1_400, Fit::Colour),
    kind("cups-tableware", "mug", 250, 900, Fit::Colour),
    kind("cups-tableware", "dinner plate", 400, 1_500, Fit::Colour),
    kind("cups-tableware", "serving bowl", 500, 2_800, Fit::Size),
    kind("cookware-tools", "frying pan", 900, 3_800, Fit::Size),
    kind("cookware-tools", "chopping board", 450, 2_400, Fit::One),
    kind("cookware-tools", "spice box", 700, 2_900, Fit::One),
    kind("tea-coffee", "teapot", 700, 3_600, Fit::Colour),
    kind("tea-coffee", "coffee filter", 500, 1_900, Fit::One),
    kind("pantry", "mango pickle", 180, 520, Fit::One),
    kind("pantry", "forest honey", 250, 1_100, Fit::One),
    kind("kurtas-shirts", "kurta", 900, 4_500, Fit::Both),
    kind("kurtas-shirts", "shirt", 1_100, 3_900, Fit::Both),
    kind("kurtas-shirts", "tunic", 800, 3_200, Fit::Both),
    kind("sarees", "saree", 1_800, 24_000, Fit::Colour),
    kind("dupattas-stoles", "stole", 600, 4_800, Fit::Colour),
    kind("dupattas-stoles", "dupatta", 500, 3_800, Fit::Colour),
    kind("sneakers", "sneakers", 1_800, 6_500, Fit::Both),
    kind("juttis-sandals", "juttis", 700, 2_900, Fit::Both),
    kind("juttis-sandals", "sandals", 800, 3_400, Fit::Size),
    kind("backpacks-totes", "backpack", 1_500, 8_500, Fit::Colour),
    kind("backpacks-totes", "tote bag", 400, 2_600, Fit::Colour),
    kind("wallets-belts", "wallet", 600, 2_900, Fit::Colour),
    kind("wallets-belts", "belt", 700, 2_400, Fit::Both),
    kind("sleeves", "laptop sleeve", 900, 3_200, Fit::Size),
    kind("earrings-pins", "earrings", 300, 5_500, Fit::One),
    kind("earrings-pins", "brooch", 350, 2_400, Fit::One),
    kind("bangles-anklets", "bangle", 400, 6_000, Fit::Size),
    kind("necklaces", "necklace", 800, 12_000, Fit::One),
    kind("audio", "headphones", 1_900, 14_000, Fit::Colour),
    kind("audio", "speaker", 1_500, 12_000, Fit::Colour),
    kind("power-light", "torch", 400, 2_200, Fit::One),
    kind("power-light", "power bank", 900, 3_600, Fit::Colour),
    kind("notebooks-paper", "notebook", 150, 900, Fit::Colour),
    kind("notebooks-paper", "sketchbook", 250, 1_200, Fit::One),
    kind("pens-ink", "fountain pen", 600, 7_500, Fit::Colour),
    kind("pens-ink", "ink bottle", 250, 1_100, Fit::Colour),
    kind("pots-planters", "planter", 300, 2_600, Fit::Size),
    kind("garden-tools", "watering can", 600, 2_200, Fit::Colour),
    kind("garden-tools", "pruning shears", 500, 2_400, Fit::One),
    kind("seeds", "seed box", 120, 900, Fit::One),
    kind("yoga", "yoga mat", 900, 4_200, Fit::Colour),
    kind("bath-body", "soap bar", 120, 600, Fit::One),
    kind("fragrance", "incense", 120, 800, Fit::One),
    kind("wooden-toys", "stacking toy", 400, 2_200, Fit::One),
    kind("dolls-books", "rag doll", 450, 1_900, Fit::One),
    kind("outdoor-play", "kite", 120, 900, Fit::Colour),
];

pub(super) static ADJECTIVES: [&str; 24] = [
    "Hand-carved",
    "Quiet",
    "Everyday",
    "Block-printed",
    "Hammered",
    "Slender",
    "Broad",
    "Festive",
    "Plain",
    "Polished",
    "Woven",
    "Light",
    "Heavy",
    "Folding",
    "Travel",
    "Garden",
    "Monsoon",
    "Winter",
    "Village",
    "City",
    "Antique",
    "Modern",
    "Painted",
    "Natural",
];

pub(super) static MATERIALS: [&str; 22] = [
    "brass",
    "copper",
    "teak",
    "mango wood",
    "bamboo",
    "cane",
    "jute",
    "cotton",
    "linen",
    "silk",
    "wool",
    "leather",
    "terracotta",
    "stoneware",
    "porcelain",
    "glass",
    "steel",
    "marble",
    "soapstone",
    "rosewood",
    "cork",
    "handmade paper",
];

pub(super) static DETAILS: [&str; 20] = [
    "set of two",
    "set of four",
    "with lid",
    "with handle",
    "for two",
    "for small rooms",
    "with stand",
    "in a gift box",
    "double-walled",
    "with border",
    "with tassels",
    "extra long",
    "pocket size",
    "with brass fittings",
    "unglazed",
    "hand-stitched",
    "with inlay",
    "waxed",
    "for daily use",
    "numbered",
];

pub(super) static COLOURS: [&str; 12] =
    ["Indigo", "Madder", "Moss", "Natural", "Black", "Ivory", "Mustard", "Teal", "Rose", "Rust", "Blue", "Olive"];

pub(super) static SIZES: [&str; 6] = ["XS", "S", "M", "L", "XL", "XXL"];

pub(super) static SURNAMES: [&str; 20] = [
    "Iyer",
    "Rathore",
    "Khan",
    "Das",
    "Menon",
    "Patel",
    "Sharma",
    "Bose",
    "Nair",
    "Gill",
    "Lama",
    "Pillai",
    "Joshi",
    "Reddy",
    "Siddiqui",
    "Fernandes",
    "Kaur",
    "Naidu",
    "Chettiar",
    "Barua",
];

pub(super) static MAKERS: [&str; 10] =
    ["Works", "Looms", "Pottery", "Joinery", "Leather", "Papers", "Gardens", "Brass", "Studio", "Traders"];

pub(super) static PLACES: [&str; 12] = [
    "Jaipur, Rajasthan",
    "Kochi, Kerala",
    "Pune, Maharashtra",
    "Kanchipuram, Tamil Nadu",
    "Moradabad, Uttar Pradesh",
    "Bhuj, Gujarat",
    "Srinagar, Kashmir",
    "Shillong, Meghalaya",
    "Kolkata, West Bengal",
    "Mysuru, Karnataka",
    "Leh, Ladakh",
    "Khurja, Uttar Pradesh",
];

pub(super) static TINTS: [&str; 6] = ["lake", "rose", "sand", "sage", "honey", "clay"];
