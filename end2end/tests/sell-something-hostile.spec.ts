import { type Page } from '@playwright/test';
import { addToCart, beginToSearch, buyAsGuest, cartLine, expect, type Goods, newPerson, openCart, sql, suggestions, test } from '../shop';

const comb: Goods = {
  slug: 'neem-wood-comb-wide-teeth',
  title: '</title><script>window.pwned=1</script><img src=x onerror=window.pwned=1> & "quoted"',
  seller: 'Mitti & Moon',
  sku: 'MM-CMB-NEEM',
};

const rename = (title: string) => sql`update catalog.products set title = ${title} where slug = ${comb.slug}`;

/** Nothing of the title has become markup: it did not run, and it would not have run under a weaker policy either. */
async function harmless(page: Page) {
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  await expect(page.locator('script:not([type="application/ld+json"])', { hasText: 'pwned' })).toHaveCount(0);
  await expect(page.locator('img[src="x"]')).toHaveCount(0);
}

// One after the other: they share the comb.
test.describe.configure({ mode: 'default' });

test.beforeAll(() => {
  rename(comb.title);
});

test.afterAll(() => {
  rename('Neem wood comb, wide teeth');
});

test('a title full of markup is text wherever it is shown', async ({ page }) => {
  // What was read before the title changed is shown for up to a second.
  await expect(async () => {
    await page.goto(`/p/${comb.slug}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(comb.title, { timeout: 500 });
  }).toPass();
  await expect(page).toHaveTitle(`${comb.title} · Levomart`);
  await harmless(page);

  const about = await page.locator('script[type="application/ld+json"]').textContent();
  const graph = JSON.parse(about ?? '')['@graph'];
  expect(graph[0].name).toBe(comb.title);

  await expect(async () => {
    await page.goto('/products?q=comb');
    await expect(page.getByTestId('product-card').first()).toContainText(comb.title, { timeout: 500 });
  }).toPass();
  await harmless(page);

  await beginToSearch(page, 'neem');
  await expect(suggestions(page).filter({ hasText: comb.title })).toBeVisible();
  await harmless(page);

  await addToCart(page, comb);
  await harmless(page);
  await openCart(page);
  await expect(cartLine(page, comb)).toBeVisible();
  await harmless(page);
});

test('a title full of markup is text in checkout and order, too', async ({ page }) => {
  await expect(async () => {
    await page.goto(`/p/${comb.slug}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(comb.title, { timeout: 500 });
  }).toPass();

  await buyAsGuest(page, newPerson('Meera'), comb);

  await expect(page.getByRole('main')).toContainText(comb.title);
  await harmless(page);
});

test('a search for markup is text', async ({ page }) => {
  await page.goto(`/products?q=${encodeURIComponent(comb.title)}`);

  await expect(page.getByRole('heading', { level: 1 })).toContainText('<script>');
  await harmless(page);
});
