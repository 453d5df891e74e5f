// Parts of the program that are loaded later: they are missing for a moment, or longer, and nothing else is.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { Person, browser } from './support/browser.mjs';
import { StockClient, until } from './support/client.mjs';
import { Server } from './support/server.mjs';

await browser(after);

const MARKDOWN = /-markdown\.wasm$/;
const MORE = /-more\.wasm$/;

/** Opens the room anew in a browser that gets no file of this address until it is told to. */
async function without(t, server, name, files) {
  // What keeps the program would have it.
  const person = await Person.enter(t, server, name, { serviceWorkers: 'block' });
  let refused = 0;
  await person.context.route(files, (route) => {
    refused += 1;
    return route.abort();
  });
  await person.page.reload();
  await person.composer.waitFor();
  await person.online();
  return { person, refused: () => refused, allow: () => person.context.unroute(files) };
}

test('a part that cannot be loaded says so, takes nothing else along, and can be tried again', async (t) => {
  const server = await Server.start(t);
  const { person: ada, allow } = await without(t, server, 'Ada', MORE);
  const panel = await ada.panel('People');
  await panel.getByRole('alert').filter({ hasText: 'could not be loaded' }).waitFor();
  await ada.say('still here');
  await ada.sees('still here');
  await ada.page.keyboard.press('Control+k');
  const instead = ada.dialog('Sociable');
  await instead.getByRole('alert').filter({ hasText: 'could not be loaded' }).waitFor();
  await instead.getByRole('button', { name: 'Try again' }).click();
  await instead.getByRole('alert').waitFor();
  await allow();
  await instead.getByRole('button', { name: 'Try again' }).click();
  await ada.dialog('Find a room or person').getByRole('combobox').waitFor();
  await ada.page.keyboard.press('Escape');
  await (await ada.person('Ada')).waitFor();
});

test('a text with marks is shown as it was written until it can be shown as it was meant', async (t) => {
  const server = await Server.start(t);
  const ben = await StockClient.connect(t, server, { name: 'Ben' });
  await ben.join();
  await ben.say('so **loud** and `let a = 1;`');
  const { person: ada, refused, allow } = await without(t, server, 'Ada', MARKDOWN);
  await ada.sees('so **loud** and `let a = 1;`');
  await until(refused, (times) => times > 0);
  await allow();
  const message = ada.message('so loud and let a = 1;');
  await message.locator('strong', { hasText: 'loud' }).waitFor();
  await message.locator('code', { hasText: 'let a = 1;' }).waitFor();
});

test('what is loaded later is there before it is wanted', async (t) => {
  const server = await Server.start(t);
  const ada = await Person.open(t, server, { serviceWorkers: 'block', viewport: { width: 360, height: 740 } });
  const loaded = ada.page.waitForResponse(MORE);
  await ada.name.fill('Ada');
  await ada.name.press('Enter');
  await ada.composer.waitFor();
  await (await loaded).finished();
  const preferences = await ada.preferences();
  await preferences.getByRole('button', { name: 'Leave', exact: true }).waitFor();
  // The one that the tests' own doing brings about.
  assert.deepEqual(ada.complaints.filter((complaint) => !complaint.includes('Service Worker')), []);
});

test('a page at which nobody is downloads what it shows, and the rest once somebody moves', async (t) => {
  const server = await Server.start(t);
  const ada = await Person.open(t, server);
  await ada.name.waitFor();
  await ada.page.waitForLoadState('networkidle');
  const loaded = () => ada.page.evaluate(() => {
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return { parts: entries.map(({ name }) => name).filter((name) => /-(chat|markdown|more)\.wasm$/.test(name)), bytes: entries.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) };
  });
  const { parts, bytes } = await loaded();
  assert.deepEqual(parts, []);
  assert.ok(bytes > 100_000 && bytes <= 220_000, `${bytes} bytes`);
  assert.equal(await ada.page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
  await ada.page.mouse.move(10, 10);
  await until(loaded, ({ parts }) => parts.length >= 2);
  await ada.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  assert.deepEqual(ada.complaints, []);
});

const unstarted = {
  'without WebAssembly': (context) => context.addInitScript(() => delete globalThis.WebAssembly),
  'that does not get the program': (context) => context.route(/_bg\.wasm$/, (route) => route.abort()),
  'that does not get its script': (context) => context.route(/sociable-web-[0-9a-f]+\.js$/, (route) => route.abort()),
  'that cannot read its script': (context) => context.route(/sociable-web-[0-9a-f]+\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body: 'let let = 1' })),
};
for (const [which, prepare] of Object.entries(unstarted)) {
  test(`a browser ${which} says so in a sentence`, async (t) => {
    const server = await Server.start(t);
    const context = await (await browser()).newContext({ serviceWorkers: 'block' });
    t.after(() => context.close());
    await prepare(context);
    const page = await context.newPage();
    await page.goto(server.url);
    await page.getByText('The program did not start.').waitFor();
  });
}

test('a browser without JavaScript says so in a sentence', async (t) => {
  const server = await Server.start(t);
  const context = await (await browser()).newContext({ javaScriptEnabled: false });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(server.url);
  await page.locator('noscript p', { hasText: 'needs JavaScript and WebAssembly' }).waitFor();
  assert.equal(await page.locator('#boot-failed').isVisible(), false);
});
