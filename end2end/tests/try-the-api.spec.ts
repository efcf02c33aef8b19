import { expect, newPerson, register, test } from '../shop';

interface Operation {
  operationId: string;
  tags: [string];
  requestBody?: { content: Record<string, { schema: { $ref?: string } }> };
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

test('a programmer reads about the API, shows a token, and asks who they are', async ({ page, request, otherDevice }) => {
  const arun = newPerson('Arun');
  await register(await otherDevice(), arun);
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));

  const document: Document = await (await request.get('/api/openapi.json')).json();
  expect(document.openapi).toMatch(/^3\.1\./);
  const asking = Object.entries(document.paths).find(([, { post }]) =>
    post?.requestBody?.content['application/json']?.schema.$ref?.endsWith('/AskToken'),
  );
  const given = await request.post(asking?.[0] ?? 'no way to a token', { data: { email: arun.email, password: arun.password } });
  const { access_token: token } = await given.json();
  const me = document.paths['/api/users/me']?.get;
  expect(me).toBeDefined();
  await page.goto('/api/docs');

  // What the document says is on the page, part by part.
  const tags = new Set(Object.values(document.paths).flatMap((path) => Object.values(path).map(({ tags: [tag] }) => tag)));
  await expect(page.locator('.opblock-tag')).toHaveCount(tags.size);
  await page.getByRole('button', { name: 'Authorize', exact: true }).click();
  const dialog = page.locator('.dialog-ux');
  await dialog.locator('input').fill(token);
  await dialog.locator('button.authorize').click();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.locator(`.opblock-tag[data-tag="${me?.tags[0]}"]`).getByRole('button').first().click();
  const operation = page.locator(`#operations-${me?.tags[0]}-${me?.operationId}`);
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  await operation.getByRole('button', { name: 'Execute' }).click();

  const answer = operation.locator('.live-responses-table');
  await expect(answer.locator('.response-col_status').last()).toContainText('200');
  await expect(answer).toContainText(arun.email);
  expect(errors).toEqual([]);
});
