import { type Page } from '@playwright/test';
import { beginToSearch, expect, scripts, searchBox, suggestions, tabTo, test } from '../shop';

const filters = (page: Page) => page.getByRole('complementary', { name: 'Filters' });

/** A part of the filters: everything under its heading. */
const facet = (page: Page, title: string) =>
  filters(page)
    .locator('details')
    .filter({ has: page.locator('summary', { hasText: title }) })
    .first();

const tick = (page: Page, title: string, value: string) =>
  facet(page, title).getByRole('checkbox', { name: new RegExp(`^${value}\\b`) });

const found = (page: Page) => page.getByTestId('product-card');

/** How many products the list says it has. */
const count = async (page: Page) => Number.parseInt(await page.getByTestId('total').innerText(), 10);

/** The row of the home page, and a button beside it. */
const picked = (page: Page) => page.getByRole('region', { name: 'Picked from the market' });
const turn = (page: Page, name: string) => picked(page).getByRole('button', { name });

async function search(page: Page, words: string) {
  await page.goto('/products');
  await searchBox(page).fill(words);
  await searchBox(page).press('Enter');
  await expect(searchBox(page)).toHaveValue(words);
  await expect(page).toHaveURL(/[?&]q=/);
}

test('what the market has picked is leafed through to its last, by hand and by the keys', { tag: '@plain' }, async ({ page }) => {
  await page.goto('/');
  const last = found(page).last();
  await expect(found(page)).toHaveCount(12);
  await expect(last).not.toBeInViewport();

  await tabTo(page, last.getByRole('link').first());
  await expect(last).toBeInViewport();

  await page.reload();
  await picked(page).getByRole('list').hover();
  await page.mouse.wheel(10_000, 0);
  await expect(last).toBeInViewport();
  if (!scripts()) await expect(picked(page).getByRole('button', { name: 'products' })).toHaveCount(0);
});

test('the buttons of what the market has picked turn it by a page of cards, to its ends', async ({ page }) => {
  await page.goto('/');
  const [back, on] = [turn(page, 'Previous products'), turn(page, 'Next products')];
  const [first, last] = [found(page).first(), found(page).last()];
  await expect(back).toBeDisabled();

  await first.scrollIntoViewIfNeeded();
  await on.click();
  await expect(first).not.toBeInViewport();
  await expect(found(page).nth(4), 'no card is left out').toBeInViewport({ ratio: 0.5 });
  await expect(async () => {
    await on.press('Enter');
    await expect(last).toBeInViewport({ timeout: 1_000 });
    await expect(on).toBeDisabled({ timeout: 1_000 });
  }).toPass();
  await expect(on, 'who presses it at the end is not lost').toBeFocused();

  await expect(async () => {
    await back.press('Enter');
    await expect(back).toBeDisabled({ timeout: 1_000 });
  }).toPass();
  await expect(first).toBeInViewport();
});

test('a mistyped word still finds what was meant', { tag: '@plain' }, async ({ page }) => {
  await search(page, 'darjeelng');

  await expect(found(page).first()).toContainText('Darjeeling');
});

test('a word that people say and no title has finds the product', { tag: '@plain' }, async ({ page }) => {
  await search(page, 'diya');

  await expect(page.getByTestId('product-card').filter({ hasText: 'Kuthu vilakku' })).toBeVisible();
});

test('two facets narrow a list, each keeps its own counts, and chips let them go', { tag: '@plain' }, async ({ page }) => {
  await page.goto('/products');
  const everything = await count(page);
  const colours = await facet(page, 'Colour').innerText();

  await facet(page, 'Colour').getByText('Moss', { exact: true }).click();
  await page.getByTestId('apply').click();
  await expect(page).toHaveURL(/o\.Colour=Moss/);
  const moss = await count(page);
  expect(moss).toBeLessThan(everything);
  expect(await facet(page, 'Colour').innerText(), 'what else there is must stay in view').toBe(colours);

  await facet(page, 'Category').getByRole('checkbox', { disabled: false }).first().check();
  await page.getByTestId('apply').click();
  await expect(page.getByTestId('chip')).toHaveCount(2);
  await expect(tick(page, 'Colour', 'Moss')).toBeChecked();
  expect(await count(page)).toBeLessThan(moss);

  await page.getByRole('link', { name: 'Remove filter Colour: Moss' }).click();
  await expect(page.getByTestId('chip')).toHaveCount(1);
  await page.getByRole('link', { name: 'Clear all' }).first().click();
  await expect(page.getByTestId('chip')).toHaveCount(0);
  // By now others may sell one more, or one less: that everything is shown again, the address says.
  await expect(page).toHaveURL('/products');
  expect(await count(page)).toBeGreaterThan(moss);
});

test('a list is sorted by price', { tag: '@plain' }, async ({ page }) => {
  await page.goto('/products?in_stock=1');
  const sort = page.getByLabel('Sort by');

  if (scripts()) {
    await expect(async () => {
      await sort.selectOption('Newest');
      await sort.selectOption('Price, low to high');
      await expect(page).toHaveURL(/sort=price_up/, { timeout: 1_000 });
    }).toPass();
  } else {
    await sort.selectOption('Price, low to high');
    await page.getByRole('button', { name: 'Sort', exact: true }).click();
  }

  await expect(page).toHaveURL(/in_stock=1.*sort=price_up/);
  const shown = await found(page).locator('p').filter({ hasText: '₹' }).allInnerTexts();
  const prices = shown.map((text) => Number(/₹([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '')));
  expect(prices.length).toBeGreaterThan(10);
  expect(prices).toEqual([...prices].sort((a, b) => a - b));
});

test('the rest of a list is one press away', { tag: '@plain' }, async ({ page }) => {
  // Cheaper than what other stories begin to sell meanwhile.
  const cheap = '/products?max=850';
  await page.goto(cheap);
  const everything = await count(page);
  const first = await found(page).getByRole('heading').allInnerTexts();
  expect(first.length).toBeLessThan(everything);

  if (scripts()) {
    // Before the page's script has loaded the link leads to a page of its own.
    await expect(async () => {
      await page.goto(cheap);
      await page.getByTestId('load-more').click();
      await expect(found(page)).not.toHaveCount(first.length, { timeout: 2_000 });
      await expect(page).toHaveURL(cheap, { timeout: 500 });
    }).toPass();
    const all = await found(page).getByRole('heading').allInnerTexts();
    expect(all.slice(0, first.length)).toEqual(first);
    expect(new Set(all).size, 'nothing twice').toBe(all.length);
    return;
  }
  const all = [...first];
  await page.getByTestId('load-more').click();
  for (;;) {
    await expect(page.getByRole('link', { name: 'Back to the start' })).toBeVisible();
    all.push(...(await found(page).getByRole('heading').allInnerTexts()));
    const next = page.getByRole('link', { name: 'Next page' });
    if (!(await next.isVisible())) break;
    const here = page.url();
    await next.click();
    await expect(page).not.toHaveURL(here);
  }
  expect(new Set(all).size).toBe(everything);
});

test('an empty list says so and shows ways on', { tag: '@plain' }, async ({ page }) => {
  await search(page, 'zeppelin hangar');
  await expect(page.getByTestId('nothing')).toContainText('No match for “zeppelin hangar”.');
  await expect(page.getByRole('heading', { name: 'Or look in a category' })).toBeVisible();

  await page.goto('/products?o.Colour=Moss&max=10');
  await expect(page.getByTestId('nothing')).toBeVisible();
  const ways = page.getByRole('heading', { name: 'Let one filter go' }).locator('..').getByRole('link');
  await ways.first().click();
  await expect(found(page).first()).toBeVisible();
});

test('suggestions are reached, read and chosen with the keyboard alone', async ({ page }) => {
  await page.goto('/products');
  await tabTo(page, searchBox(page));

  const options = suggestions(page);
  await beginToSearch(page, 'brass');
  await expect(searchBox(page)).toHaveAttribute('aria-expanded', 'true');

  await page.keyboard.press('ArrowDown');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await expect(searchBox(page)).toHaveAttribute('aria-activedescendant', (await options.first().getAttribute('id')) ?? '');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(options.last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(options.first()).toBeHidden();
  await expect(searchBox(page)).toHaveValue('brass');

  await page.keyboard.press('ArrowDown');
  const label = await options.first().innerText();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/(c|p|shops)\//);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(label.split('\n')[0] ?? '');
});

test('shops are found, and their lists stay theirs', { tag: '@plain' }, async ({ page }) => {
  await page.goto('/shops');
  await page.getByRole('link', { name: 'Khurja Clay House' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Khurja Clay House');
  for (const card of await found(page).all()) await expect(card).toContainText('Khurja Clay House');
});
