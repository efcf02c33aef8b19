import type { Page } from '@playwright/test';
import { readable } from '../reading';
import { admin, find, recorded, seller } from '../rooms';
import { addToCart, expect, honey, logIn, newPerson, type Person, register, scripts, test } from '../shop';

/** Begins to look as somebody, from their page in the admin's room; the id of that somebody. */
async function lookAs(page: Page, person: Person, reason: string): Promise<string> {
  await page.goto('/admin/users');
  await find(page, 'Search users', person.email);
  await page.getByRole('link', { name: person.name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(person.name);
  const user = new URL(page.url()).pathname.split('/')[3] ?? '';
  const button = page.getByRole('button', { name: `View as ${person.name}` });
  await page.locator('form').filter({ has: button }).getByLabel('Reason').fill(reason);
  await button.click();
  await expect(page).toHaveURL('/');
  return user;
}

const banner = (page: Page) => page.getByRole('complementary', { name: 'Looking as somebody else' });

/** What was asked for is not done, and the page says why. */
async function onlyLooks(page: Page) {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You can only look');
  await page.goBack();
}

/** Stops, and finds what the log says of it. */
async function stop(page: Page, user: string, reason: string) {
  await banner(page).getByRole('button', { name: 'Stop looking' }).click();
  await expect(page).toHaveURL(`/admin/users/${user}`);
  await expect(banner(page)).toBeHidden();
  await expect(await recorded(page, user, 'user.view_stop')).toContainText(admin.name);
  const begun = await recorded(page, user, /user\.view(?!_)/);
  await expect(begun).toContainText(admin.name);
  await expect(begun).toContainText(reason);
}

test('an admin sees what a shopper sees, can change nothing, and the log knows', { tag: '@plain' }, async ({ page, otherDevice }) => {
  const [meera, device] = [newPerson('Meera'), await otherDevice()];
  await register(device, meera);
  await addToCart(device, honey);
  await logIn(page, admin);
  const user = await lookAs(page, meera, 'She asks where her honey is.');

  await expect(banner(page)).toContainText(meera.name);
  await expect(page.getByTestId('cart-count')).toHaveText('1');
  if (scripts()) await readable(page, 'the shop as somebody else');
  await page.goto('/account');
  await expect(banner(page)).toBeVisible();
  await page.getByLabel('Your name').fill('Somebody Else');
  await page.getByRole('button', { name: 'Save' }).click();
  await onlyLooks(page);
  await device.goto('/account');
  await expect(device.getByLabel('Your name')).toHaveValue(meera.name);
  // While an admin looks as a shopper, there is no admin's room.
  expect((await page.goto('/admin'))?.status()).toBe(404);
  await expect(banner(page)).toBeVisible();

  await stop(page, user, 'She asks where her honey is.');
});

test('an admin sees what a seller sees, room and all, and can change nothing', { tag: '@plain' }, async ({ page }) => {
  await logIn(page, admin);
  const user = await lookAs(page, seller, 'Cannot find the orders.');

  await page.goto('/seller/settings');
  await expect(banner(page)).toContainText(seller.name);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings');
  if (scripts()) await readable(page, "a seller's room as somebody else");
  const name = await page.getByLabel('Name', { exact: true }).inputValue();
  await page.getByLabel('Name', { exact: true }).fill('Another Name');
  await page.getByRole('button', { name: 'Save the profile' }).click();
  await onlyLooks(page);
  await page.reload();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name);

  await stop(page, user, 'Cannot find the orders.');
});
