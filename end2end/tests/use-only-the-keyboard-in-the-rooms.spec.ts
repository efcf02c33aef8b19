import type { Locator, Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { crest, numberOf, openShop, reloadUntil, seller, shopOf, standing } from '../rooms';
import { buyAsGuest, expect, honey, logIn, newPerson, register, tabTo, test } from '../shop';

/** Somebody without a mouse. They have to see where they are, wherever they stop. */
function hands(page: Page) {
  async function reach(target: Locator) {
    await tabTo(page, target);
    await expect(target).toBeInViewport();
    const ringed = await target.evaluate((element) => {
      // A field with something before or behind it has its ring around all of that.
      const rings = [element, element.parentElement].map((around) => around && getComputedStyle(around));
      return rings.some((ring) => ring && ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) > 0);
    });
    expect(ringed, `the focus is seen on ${target}`).toBe(true);
  }
  return {
    press: async (target: Locator, key: 'Enter' | 'Space' = 'Enter') => {
      await reach(target);
      await page.keyboard.press(key);
    },
    type: async (target: Locator, text: string) => {
      await reach(target);
      await page.keyboard.type(text);
    },
  };
}

/** Searches a room's list, and waits for what fits. */
async function search(page: Page, list: string, words: string) {
  await hands(page).type(page.getByRole('search', { name: list }).getByRole('searchbox'), words);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/[?&]q=/);
}

/** A page of the room, by its name in the rail. */
const place = (page: Page, room: 'Shop' | 'Admin', name: string) =>
  page.getByRole('navigation', { name: room, exact: true }).getByRole('link', { name, exact: true });

test('a seller packs, ships and counts without a mouse', async ({ page, otherDevice }) => {
  const { press, type } = hands(page);
  const buyer = await otherDevice();
  await buyAsGuest(buyer, newPerson('Meera'), honey);
  const number = await numberOf(buyer, honey.seller);
  await logIn(page, seller, '/seller');

  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await press(crest(page));
  await press(shopOf(page, honey.seller));
  await expect(crest(page)).toContainText(honey.seller);

  await press(place(page, 'Shop', 'Orders'));
  await expect(page).toHaveURL('/seller/orders');
  await search(page, 'Search orders', number);
  await press(page.getByRole('link', { name: number, exact: true }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(number);
  await press(page.getByRole('button', { name: 'Mark packed' }), 'Space');
  await expect(standing(page)).toHaveText('Packed');
  await type(page.getByLabel('Carrier'), 'Kite');
  await expect(page.getByLabel('Carrier')).toHaveValue('kite');
  await type(page.getByLabel('Tracking number'), '210987654321');
  await press(page.getByRole('button', { name: 'Mark shipped' }));
  await expect(standing(page)).toHaveText('Shipped');

  await press(place(page, 'Shop', 'Inventory'));
  await expect(page).toHaveURL('/seller/inventory');
  await search(page, 'Search stock', 'NL-JAG-500');
  const onHand = page.getByLabel(/^On hand of Palm jaggery/);
  const more = String(Number(await onHand.inputValue()) + 1);
  await type(onHand, more);
  await press(page.getByRole('button', { name: 'Save counts' }), 'Space');
  await expect(page.getByTestId('toast')).toContainText('Saved.');
  await expect(onHand).toHaveValue(more);
});

test('an admin suspends a shop, and lets it sell again, without a mouse', async ({ page, otherDevice }) => {
  const { press, type } = hands(page);
  const mark = randomUUID().slice(0, 8);
  const stall = { name: `Dhokra ${mark}`, slug: `dhokra-${mark}` };
  const [sarita, owner] = [newPerson('Sarita'), await otherDevice()];
  await register(owner, sarita);
  await openShop(owner, page, sarita, stall);

  await press(place(page, 'Admin', 'Sellers'));
  await expect(page).toHaveURL('/admin/sellers');
  await press(page.getByRole('navigation', { name: 'Shops by status' }).getByRole('link', { name: 'All', exact: true }));
  await expect(page).toHaveURL('/admin/sellers?status=all');
  await search(page, 'Search shops', stall.name);
  await press(page.getByRole('link', { name: stall.name, exact: true }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(stall.name);

  await type(page.getByLabel('Message to the shop'), 'Three buyers say that the lamps are not brass.');
  await press(page.getByRole('button', { name: 'Suspend the shop' }), 'Space');
  await expect(page.getByTestId('shop-status')).toHaveText('Suspended');
  await reloadUntil(owner, () => expect(owner.getByText('Your shop is suspended.')).toBeVisible({ timeout: 1_000 }));

  await type(page.getByLabel('Message to the shop'), 'They were; sorry.');
  await press(page.getByRole('button', { name: 'Let them sell again' }));
  await expect(page.getByTestId('shop-status')).toHaveText('Approved');
});
