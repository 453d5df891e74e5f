// One room, three frontends, in real Chromium: a page like that of the official chat example, on another origin that the
// server allows; a page like ChatCord's, with the chat behind the same web server as it always had it; and our own.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';

import { ARTIFACTS, DESKTOP, Person, browser } from '../support/browser.mjs';
import { PATIENCE, until } from '../support/client.mjs';
import { Server } from '../support/server.mjs';
import { host } from './pages/host.mjs';

await browser(after);

/** What each frontend shows of what people said, as `name: text`, from the top. */
const SHOWN = {
  own: (page) => page.getByTestId('message').evaluateAll((rows) => {
    let name;
    return rows.map((row) => {
      // Only the first of several messages in a row says whose they are.
      name = row.classList.contains('message-own') ? 'You' : (row.querySelector('.author')?.textContent ?? name);
      return `${name}: ${row.querySelector('.text').textContent}`;
    });
  }),
  example: (page) => page.locator('.messages .message:not(.typing)').evaluateAll((rows) =>
    rows.map((row) => `${row.querySelector('.username').textContent}: ${row.querySelector('.messageBody').textContent}`)),
  chatcord: (page) => page.locator('.chat-messages .message').evaluateAll((rows) => rows
    .map((row) => `${row.querySelector('.meta').firstChild.textContent}: ${row.querySelector('.text').textContent}`)
    .filter((row) => !row.startsWith('ChatCord Bot: '))),
};

/** A page of another frontend, in a profile of its own. */
async function open(t, address) {
  const context = await (await browser()).newContext({ viewport: DESKTOP });
  context.setDefaultTimeout(PATIENCE);
  t.after(() => context.close());
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  await page.goto(address);
  return page;
}

/** Types until it has been seen: of who stops for a moment one is told that they have. */
async function typesUntil(field, isSeen) {
  let isOver = false;
  isSeen.catch(() => {}).then(() => { isOver = true; });
  while (!isOver) await field.press('x');
  await isSeen;
}

async function screenshot(page, name) {
  await mkdir(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: new URL(`${name}.png`, ARTIFACTS).pathname });
}

test('a page of the official example, a ChatCord page and ours talk in one room', async (t) => {
  // The page must be somewhere before the server can be told where it may be.
  const pages = { server: '' };
  const elsewhere = await host(t, 'example-chat.html', pages);
  const server = await Server.start(t, { SOCIABLE_ALLOW_ORIGIN: elsewhere });
  pages.server = server.url;
  const behind = await host(t, 'chatcord.html', { behind: server.url });

  const ada = await Person.enter(t, server, 'Ada');
  await ada.say('Is anybody there?');
  const ben = await open(t, elsewhere);
  await ben.locator('.usernameInput').fill('Ben');
  await ben.locator('.usernameInput').press('Enter');
  await ben.getByText('there are 2 participants').waitFor();
  await ada.page.getByTestId('connection').filter({ hasText: '2 online' }).waitFor();
  const cleo = await open(t, `${behind}/?username=Cleo&room=lobby`);
  await cleo.getByText('Welcome to ChatCord!').waitFor();
  await until(() => cleo.locator('#users li').allTextContents(), (names) => isDeepStrictEqual(names, ['Ada', 'Ben', 'Cleo']));
  await cleo.locator('#room-name').filter({ hasText: /^lobby$/ }).waitFor();
  await ben.getByText('Cleo joined').waitFor();
  await ben.getByText('there are 3 participants').waitFor();
  await ada.page.getByTestId('connection').filter({ hasText: '3 online' }).waitFor();

  // Who is typing.
  await typesUntil(ben.locator('.inputMessage'), ada.page.getByTestId('typing').filter({ hasText: 'Ben is typing' }).waitFor());
  await ben.locator('.inputMessage').fill('1 < 2 & <b>so on</b>');
  await ben.locator('.inputMessage').press('Enter');
  await ada.sees('1 < 2 & <b>so on</b>');
  await typesUntil(ada.composer, ben.locator('.typing.message', { hasText: 'Ada' }).waitFor());
  await ada.say('Good morning');
  await ben.locator('.typing.message').waitFor({ state: 'detached' });
  await cleo.getByText('Good morning').waitFor();
  await cleo.locator('#msg').fill('Hello from <ChatCord>');
  await cleo.locator('#msg').press('Enter');

  // Everybody sees everything once, under the right names; of what was said before, what their frontend can show.
  const since = ['Ben: 1 < 2 & <b>so on</b>', 'Ada: Good morning', 'Cleo: Hello from <ChatCord>'];
  const shows = (page, shown, rows) => until(() => shown(page), (now) => isDeepStrictEqual(now, rows));
  await shows(ada.page, SHOWN.own, ['You: Is anybody there?', ...since.map((row) => row.replace('Ada', 'You'))]);
  // The page of the example escapes its own messages twice: that is its own doing.
  await shows(ben, SHOWN.example, since.map((row) => row.replace('1 < 2 & <b>so on</b>', '1 &lt; 2 &amp; &lt;b&gt;so on&lt;/b&gt;')));
  await shows(cleo, SHOWN.chatcord, ['Ada: Is anybody there?', ...since]);
  await ada.screenshot('three-frontends-own');
  await screenshot(ben, 'three-frontends-example');
  await screenshot(cleo, 'three-frontends-chatcord');

  // Going.
  await cleo.close();
  await ben.getByText('Cleo left').waitFor();
  await ada.page.getByTestId('connection').filter({ hasText: '2 online' }).waitFor();
  await ben.close();
  await ada.page.getByTestId('connection').filter({ hasText: '1 online' }).waitFor();
  assert.deepEqual([...ada.complaints, ...ben.complaints, ...cleo.complaints], []);
});

test('a page of the official example on an origin that is not allowed stays outside', async (t) => {
  const server = await Server.start(t);
  const ben = await open(t, await host(t, 'example-chat.html', { server: server.url }));
  const refused = ben.waitForEvent('requestfailed', (request) => request.url().includes('/socket.io/?'));
  await ben.locator('.usernameInput').fill('Ben');
  await ben.locator('.usernameInput').press('Enter');
  await refused;
  assert.equal(await ben.locator('.messages .log').count(), 0);
  // In the browser its maker reads only that something may not be read; what to do stands in the log, once.
  const told = `--allow-origin ${new URL(ben.url()).origin} `;
  await until(() => server.log, (log) => log.includes(told));
  assert.equal(server.log.split(told).length, 2);
});
