import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { addToCart, expect, honey, test } from '../shop';

/** Every server function of the storefront, read from its sources: nobody has to remember to add one here. */
const functions = sources(join(__dirname, '../../app/src'))
  .flatMap((source) => [...source.matchAll(/#\[server\((.*)\)\]\s*pub async fn \w+\((.*)\) ->/g)])
  .map(([, attributes = '', parameters = '']) => ({
    path: `/do/${/endpoint = "([^"]+)"/.exec(attributes)?.[1]}`,
    // Text that has to be there: nonsense lacks it. Optional values and whole forms with defaults may be missing.
    demanding: /: String\b/.test(parameters),
  }));

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.rs'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

const FORM = 'application/x-www-form-urlencoded';

/** As a browser says it that shows a page of the shop; whoever does not say it is refused before anything is read. */
const OURS = { 'sec-fetch-site': 'same-origin', connection: 'close' };

const NONSENSE: { type: string; body: string | Buffer }[] = [
  { type: FORM, body: '' },
  { type: FORM, body: '%%%=&&&=%zz' },
  { type: FORM, body: 'a[b][c=1&[]=2&a[0][0][0][0][0][0][0][0][0][0]=3' },
  { type: FORM, body: Buffer.from([0xff, 0xfe, 0x00, 0x3d, 0xc0, 0xaf]) },
  { type: 'application/json', body: '{"offer":' },
  { type: 'multipart/form-data; boundary=x', body: '--x\r\nContent-Disposition: form-data; name="offer"\r\n\r\n' },
];

/** Values of the right names that nobody would type. */
const ODD = ['\0', '-1', '99999999999999999999', "'; drop table orders.groups; --", '7f7c1b4e-1d2f-4b9a-9f57-0c8c7b9d1a11', 'x'.repeat(1_000)];
const NAMES = ['offer', 'quantity', 'step', 'email', 'password', 'name', 'next', 'current', 'new', 'id', 'group', 'order', 'payment', 'number', 'expires', 'code', 'holder', 'answer', 'q'];

test('there are server functions to try', () => {
  expect(functions.length).toBeGreaterThan(20);
  expect(functions.filter(({ demanding }) => demanding).length).toBeGreaterThan(10);
});

for (const { path, demanding } of functions) {
  test(`${path} refuses what it cannot read, and never falls over`, async ({ request }) => {
    for (const { type, body } of NONSENSE) {
      const response = await request.post(path, { headers: { ...OURS, 'content-type': type }, data: body, maxRedirects: 0 });
      const what = `${path} with ${JSON.stringify(body.toString())}`;
      if (demanding) expect.soft(response.status(), what).toBeGreaterThanOrEqual(400);
      expect.soft(response.status(), what).toBeLessThan(500);
    }
    for (const value of ODD) {
      const body = new URLSearchParams(NAMES.map((name) => [name, value])).toString();
      for (const accept of ['*/*', 'text/html']) {
        const response = await request.post(path, { headers: { ...OURS, 'content-type': FORM, accept }, data: body, maxRedirects: 0 });
        expect.soft(response.status(), `${path} with ${value.slice(0, 40)} for ${accept}`).toBeLessThan(500);
      }
    }
  });

  test(`${path} refuses what another site sends`, async ({ request, baseURL }) => {
    const post = (headers: Record<string, string>) =>
      request.post(path, { headers: { connection: 'close', 'content-type': FORM, ...headers }, data: 'a=b', maxRedirects: 0 });
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: baseURL ?? '', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site' },
      { cookie: 'sid=abc' },
    ];
    for (const headers of foreign) expect.soft((await post(headers)).status(), JSON.stringify(headers)).toBe(403);
  });
}

test('a body that is too large, and one that is no form, are refused', async ({ request }) => {
  const data = `offer=${'x'.repeat(300_000)}`;
  const large = await request.post('/do/cart/add', { headers: { ...OURS, 'content-type': FORM }, data, maxRetries: 5 });
  expect(large.status()).toBeGreaterThanOrEqual(400);
  expect(large.status()).toBeLessThan(500);

  const text = await request.post('/do/cart/add', { headers: { ...OURS, 'content-type': 'text/plain' }, data: 'offer=x' });
  expect(text.status()).toBe(415);
});

test('a page that is not our own cannot post a form of ours', async ({ page, context, baseURL }) => {
  await addToCart(page, honey);
  await context.route('https://evil.example/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" action="${baseURL}/do/cart/clear"><button>Win</button></form>`,
    }),
  );

  await page.goto('https://evil.example/');
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/do/cart/clear')),
    page.getByRole('button').click(),
  ]);

  expect(answer.status()).toBe(403);
  await page.goto('/cart');
  await expect(page.getByTestId('cart-line')).toHaveCount(1);
});

test('every answer tells the browser to be careful', async ({ request }) => {
  for (const path of ['/', '/products', '/cart', '/login', '/nowhere']) {
    const headers = (await request.get(path)).headers();
    expect.soft(headers['x-content-type-options'], path).toBe('nosniff');
    expect.soft(headers['content-security-policy'], path).toContain("frame-ancestors 'none'");
    expect.soft(headers['content-security-policy'], path).not.toContain("'unsafe-inline'");
    expect.soft(headers['cache-control'], path).toMatch(/no-store|no-cache/);
  }
});
