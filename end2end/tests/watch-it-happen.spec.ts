import type { Page } from '@playwright/test';
import { checkFile, LAMPS, numberOf, plan, runImport, seller, workFor } from '../rooms';
import { buyAsGuest, expect, logIn, mug, newPerson, test } from '../shop';

/** One pixel, as PNG. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Drops files, given as base64, where pictures are added. */
async function dropPictures(page: Page, files: Record<string, string>) {
  const held = await page.evaluateHandle((files) => {
    const held = new DataTransfer();
    for (const [name, base64] of Object.entries(files)) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      held.items.add(new File([bytes], name, { type: 'image/png' }));
    }
    return held;
  }, files);
  await page.getByLabel('Add pictures').dispatchEvent('drop', { dataTransfer: held });
}

test('an order comes in while its seller looks at the list', async ({ page, otherDevice }) => {
  await logIn(page, seller, '/seller');
  await workFor(page, mug.seller);
  const stream = page.waitForResponse((response) => response.url().includes('/seller/live'));
  await page.goto('/seller/orders');
  expect((await stream).headers()['content-type']).toBe('text/event-stream');

  const buyer = await otherDevice();
  await buyAsGuest(buyer, newPerson('Meera'), mug);
  const number = await numberOf(buyer, mug.seller);

  // Said by a status, so that those hear it who do not see it.
  const news = page.getByRole('status').getByRole('link', { name: /new orders?: show$/ });
  await expect(news).toBeVisible();
  await expect(page.getByRole('banner').getByRole('link', { name: /new notices?$/ })).toBeVisible();
  await news.click();
  await expect(page.getByRole('link', { name: number, exact: true })).toBeVisible();
});

test('pictures are dropped on a product, and one of them is none', async ({ page }) => {
  const { table, row } = plan();
  await logIn(page, seller, '/seller');
  await workFor(page, mug.seller);
  await checkFile(page, 'lamp.csv', [LAMPS, row(table, '1450')]);
  await runImport(page, 'lamp.csv');
  await page.goto(`/seller/products?q=${encodeURIComponent(table.title)}`);
  await page.getByRole('link', { name: table.title, exact: true }).click();

  // Until the page's script has loaded nobody hears the drop, so it is made again.
  await expect(async () => {
    await dropPictures(page, { 'lamp.png': PIXEL, 'notes.png': btoa('no picture') });
    const refused = page.getByTestId('file').filter({ hasText: 'notes.png' }).first();
    await expect(refused).toContainText('This file is not a picture', { timeout: 5_000 });
  }).toPass();
  const words = page.getByLabel('What picture 1 shows');
  await expect(words).toBeVisible();
  await expect(page.locator('#shown source').first()).toHaveAttribute('srcset', /\/320\.webp 320w/);

  // And by keyboard: what was written meanwhile stays.
  const pictures = page.getByLabel(/^What picture \d+ shows$/);
  const before = await pictures.count();
  await words.fill('A brass lamp on a table');
  const buffer = Buffer.from(PIXEL, 'base64');
  await page.getByLabel('Add pictures').setInputFiles({ name: 'shade.png', mimeType: 'image/png', buffer });
  await page.getByRole('button', { name: 'Upload', exact: true }).press('Enter');
  await expect(pictures).toHaveCount(before + 1);
  await expect(words).toHaveValue('A brass lamp on a table');
  await words.press('Enter');
  await expect(page.getByRole('img', { name: 'A brass lamp on a table' })).toBeVisible();
});
