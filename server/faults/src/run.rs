//! One run: a stack and a shop of its own, a crowd, harm, and the verdict.

use crate::{
    books::Books,
    compare::{Compared, compare},
    crowd::{Carts, Crowd, Good, goods},
    dice::Dice,
    figures::{Figures, Window},
    journal::{Journal, Lines, Step},
    postgres,
    proxy::Mode,
    rest::come_to_rest,
    shop::{Program, Shop},
    stack::{Carrier, Stack},
    told,
};
use std::{path::PathBuf, sync::Arc, time::Duration};

/// How long the shop may take to be ready when nothing harms it any more.
const READY: Duration = Duration::from_secs(60);

/// What a run is told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The executable of the shop.
    pub levomart: PathBuf,
    /// Where `scripts` is.
    pub checkout: PathBuf,
    pub carrier: Carrier,
    pub seed: u64,
    pub shoppers: u32,
    /// Processes that make pages.
    pub instances: usize,
    /// Whether every slice is a process of its own, or in each that makes pages.
    pub apart: bool,
    /// Journal and logs stay, whatever comes of it.
    pub keep: bool,
}

pub struct Run {
    pub settings: Settings,
    pub dice: Dice,
    pub shop: Shop,
    pub journal: Arc<Journal>,
    pub goods: Arc<[Good]>,
    crowd: Option<Crowd>,
    // Last: nobody works on it any more when it goes.
    pub stack: Stack,
}

/// What the run has come to.
pub struct Verdict {
    pub compared: Compared,
    pub told: told::Told,
    pub carts: Carts,
    pub lines: Lines,
    /// Everything that is wrong, wherever it was found.
    pub violations: Vec<String>,
}

impl Run {
    /// Starts everything, and fills the shop. Nobody is in it yet.
    pub async fn open(settings: Settings) -> anyhow::Result<Self> {
        let stack = Stack::start(&settings.checkout, settings.carrier).await?;
        let program = Program::new(&settings.levomart, &stack)?;
        program.fill(&stack).await?;
        let journal = Arc::new(Journal::begin(&stack.folder.path)?);
        let goods = goods(&stack.postgres).await?;
        let shop = Shop::open(&program, settings.instances, settings.apart).await?;
        let dice = Dice::new(settings.seed);
        Ok(Self { settings, dice, shop, journal, goods, crowd: None, stack })
    }

    /// Lets the shoppers in.
    pub fn let_in(&mut self) {
        let (shop, count) = (self.shop.door.address, self.settings.shoppers);
        self.crowd = Some(Crowd::come(shop, &self.goods, &self.journal, &self.dice, count));
    }

    /// Lets them buy for a while, and says when that was.
    pub async fn watch(&self, time: Duration) -> Window {
        let from_ms = self.journal.now_ms();
        tokio::time::sleep(time).await;
        (from_ms, self.journal.now_ms())
    }

    /// Tells whoever waits for the end how far it is.
    pub fn say(&self, what: &str) {
        eprintln!("{:>6} s  {what}", self.journal.now_ms() / 1000);
    }

    /// Ends all harm, sends the shoppers home, lets the shop come to rest, and judges it.
    pub async fn judge(&mut self) -> anyhow::Result<Verdict> {
        for way in [&self.stack.to_postgres, &self.stack.to_redis, &self.stack.to_bus, &self.shop.door] {
            way.set(Mode::Pass);
        }
        let mut carts = match self.crowd.take() {
            Some(crowd) => crowd.leave().await?,
            None => Carts::default(),
        };
        self.say("everybody has gone home");
        self.shop.ready(READY).await?;
        let rests = come_to_rest(&self.stack, &self.shop.program).await;
        self.say("the shop has come to rest");
        carts.count().await?;
        let url = self.stack.postgres.url(postgres::SHOP);
        let against = self.shop.program.check(&url).await?;
        let told = told::read(&self.stack, &self.shop.program).await?;
        let lines = self.journal.read()?;
        let compared = compare(&lines, &Books::read(&url).await?);
        let violations = rests
            .err()
            .map(|problem| format!("{problem:#}"))
            .into_iter()
            .chain(against.into_iter().map(|line| format!("check: {line}")))
            .chain(compared.violations.iter().map(|line| format!("journal: {line}")))
            .chain(told.violations.iter().map(|line| format!("bus: {line}")))
            .chain(self.shop.panics())
            .collect();
        self.say("judged");
        Ok(Verdict { compared, told, carts, lines, violations })
    }

    /// Ends everything. When something was wrong, journal and logs stay.
    pub async fn close(mut self, clean: bool) -> anyhow::Result<()> {
        if !clean || self.settings.keep {
            self.stack.folder.keep();
            eprintln!("journal and logs: {}", self.stack.folder.path.display());
        }
        self.shop.close().await
    }
}

impl Verdict {
    /// How ordering went in these windows.
    pub fn placing(&self, windows: &[Window]) -> Figures {
        Figures::of(&self.lines, windows, |asked| asked.step == Step::Place)
    }

    /// How paying went in these windows.
    pub fn paying(&self, windows: &[Window]) -> Figures {
        Figures::of(&self.lines, windows, |asked| asked.step == Step::Card)
    }
}
