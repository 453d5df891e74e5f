// Without a network: the page opens, can be read, and what is written goes out when there is one again.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { Person, browser } from './support/browser.mjs';
import { StockClient, until } from './support/client.mjs';
import { Proxy } from './support/proxy.mjs';
import { Server } from './support/server.mjs';

await browser(after);

/** Waits until the page could be opened again without the server: the program and the room are kept. */
async function kept(person, text) {
  await person.hasProgram();
  await person.keeps('rooms', text);
}

test('a chat that was open before opens without a server, and can be read', async (t) => {
  const server = await Server.start(t);
  const ada = await Person.enter(t, server, 'Ada');
  const ben = await StockClient.connect(t, server, { name: 'Ben' });
  await ben.join();
  await ben.say('read me in the tunnel');
  await ada.say('and mine');
  await ada.sees('read me in the tunnel');
  await kept(ada, 'and mine');
  await server.kill();
  await ada.page.reload();
  await ada.sees('read me in the tunnel');
  await ada.sees('and mine');
  await ada.offline();
  await ada.page.getByRole('status').filter({ hasText: 'What you write is sent' }).waitFor();
  await server.run();
  await ada.online();
  await ben.next('session');
  await ben.join();
  await ben.say('there you are');
  await ada.sees('there you are');
  assert.equal(await ada.messages.count(), 3);
});

test('what is written without a server outlives the page, and goes out once and in order when there is one', async (t) => {
  const server = await Server.start(t);
  const ada = await Person.enter(t, server, 'Ada');
  await ada.say('before');
  await kept(ada, 'before');
  await server.kill();
  await ada.say('one');
  await ada.say('two');
  await ada.sees('two');
  await ada.keeps('outbox', 'two');
  await ada.page.close();
  ada.page = await ada.tab('/r/lobby');
  await ada.sees('two');
  await ada.say('three');
  await ada.sees('three');
  await server.run();
  const ben = await StockClient.connect(t, server, { name: 'Ben' });
  await ada.online();
  const { messages } = await until(() => ben.join(), ({ head }) => head === 4);
  assert.deepEqual(messages.map(({ text }) => text), ['before', 'one', 'two', 'three']);
  assert.equal(await ada.messages.count(), 4);
});

test('a database of the browser that answers late is used from when it does', async (t) => {
  const server = await Server.start(t);
  const proxy = await Proxy.start(t, server);
  const ada = await Person.open(t, proxy, { path: '/healthz' });
  const other = ada.page;
  // Nobody can open it while it is being deleted, and it is not deleted before everybody has closed it.
  await other.evaluate(() => new Promise((resolve) => {
    const opening = indexedDB.open('sociable', 1);
    opening.onsuccess = () => {
      window.database = opening.result;
      indexedDB.deleteDatabase('sociable').onblocked = resolve;
    };
  }));
  ada.page = await ada.tab('/');
  // Whoever has left is forgotten when it answers, and not who has come after them.
  for (const name of ['Eve', 'Ada']) {
    await ada.name.fill(name);
    await ada.name.press('Enter');
    await ada.isInside();
    if (name === 'Eve') await ada.signOut();
  }
  proxy.cutChat();
  await ada.offline();
  await ada.say('written before it answers');
  await other.evaluate(() => window.database.close());
  await ada.keeps('outbox', 'written before it answers');
  await ada.page.reload();
  await ada.sees('written before it answers');
  proxy.restore();
  await ada.stored('written before it answers');
});

test('after one visit every part of the program is there without a server', async (t) => {
  const server = await Server.start(t);
  const ada = await Person.enter(t, server, 'Ada');
  await ada.say('so **loud**');
  await kept(ada, 'so **loud**');
  await server.kill();
  await ada.page.reload();
  await ada.message('so loud').locator('strong').waitFor();
  await ada.page.getByRole('button', { name: 'Insert emoji' }).click();
  await ada.dialog('Emoji').getByRole('button').first().waitFor();
  await ada.page.keyboard.press('Escape');
  await ada.menuOf('so loud');
  await ada.page.keyboard.press('Escape');
  await ada.panel('Search messages');
  await ada.preferences();
});

test('who leaves takes everything that was kept along', async (t) => {
  const server = await Server.start(t);
  const ada = await Person.enter(t, server, 'Ada');
  await ada.say('mine alone');
  await kept(ada, 'mine alone');
  await ada.signOut();
  await until(() => ada.kept('rooms'), (rooms) => rooms.length === 0);
  const storage = await ada.page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(!/v2\.|mine alone/.test(storage), storage);
});

test('the chat can be installed', async (t) => {
  const server = await Server.start(t);
  const page = await (await fetch(server.url)).text();
  const [, href] = /<link[^>]+rel="?manifest"?[^>]+href="?([^">\s]+)/.exec(page);
  const response = await fetch(new URL(href, server.url));
  assert.match(response.headers.get('content-type'), /application\/manifest\+json/);
  const manifest = await response.json();
  assert.equal(manifest.display, 'standalone');
  for (const { src, sizes } of manifest.icons) {
    const icon = Buffer.from(await (await fetch(new URL(src, server.url))).arrayBuffer());
    assert.equal(`${icon.readUInt32BE(16)}x${icon.readUInt32BE(20)}`, sizes, src);
  }
  const worker = await fetch(new URL('/sw.js', server.url));
  assert.equal(worker.headers.get('cache-control'), 'no-cache');
  const files = [...(await worker.text()).matchAll(/'([^'/]+\.[a-z]+)'/g)].map(([, path]) => path);
  assert.ok(files.length > 3, `${files}`);
  for (const path of files) assert.equal((await fetch(new URL(path, server.url))).status, 200, path);
});

test('when the program is replaced by a newer version, the page says so, and what is half written outlives it', async (t) => {
  const server = await Server.start(t);
  const ada = await Person.enter(t, server, 'Ada');
  await ada.say('hello');
  await kept(ada, 'hello');
  const notice = ada.page.getByRole('status').filter({ hasText: 'There is a new version of this page.' });
  assert.equal(await notice.count(), 0);
  // To the browser, a worker from another address is another version.
  await ada.page.evaluate(() => navigator.serviceWorker.register('/sw.js?newer'));
  await notice.waitFor();
  await ada.composer.fill('half a sentence');
  await ada.page.getByRole('button', { name: 'Reload' }).click();
  await notice.waitFor({ state: 'detached' });
  await ada.composer.waitFor();
  await until(() => ada.composer.inputValue(), (text) => text === 'half a sentence');
});
