// What asks for the reader's attention, and stops asking everywhere once something has been read.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { Person, browser } from './support/browser.mjs';
import { StockClient, until } from './support/client.mjs';
import { Server } from './support/server.mjs';

await browser(after);

/** Ada with two tabs in the lobby, a member of another room; Ben in both. */
async function twoTabs(t, options) {
  const server = await Server.start(t);
  const ben = await StockClient.connect(t, server, { name: 'Ben' });
  await ben.request('room:create', { name: 'Harbour' });
  await ben.request('room:join', { room: 'harbour' });
  await ben.join();
  const ada = await Person.enter(t, server, 'Ada', options);
  await ada.page.goto(new URL('/r/harbour', server.url).href);
  await ada.isInside();
  await ada.page.goto(new URL('/r/lobby', server.url).href);
  await ada.online();
  await ada.hasProgram();
  const tab = await ada.tab('/r/lobby');
  await tab.locator('[data-testid=connection][data-state=online]').waitFor();
  return { server, ben, ada, tab };
}

// By asking again and again: the page that is not in front draws a frame a second, if any.
const titled = (page, title) => until(() => page.title(), (now) => now === title);
const icon = (page) => page.locator('link[rel=icon]').getAttribute('href');

test('what waits is in the title and the icon of every tab, and gone from all once it is read in one', async (t) => {
  const { ben, ada, tab } = await twoTabs(t);
  await ben.say('a ship', 'harbour');
  await ben.say('another one', 'harbour');
  for (const page of [ada.page, tab]) {
    await titled(page, '(2) Lobby · Sociable');
    assert.match(await icon(page), /icon-unread/);
  }
  await tab.goto(new URL('/r/harbour', tab.url()).href);
  await tab.getByTestId('message').filter({ hasText: 'another one' }).waitFor();
  await titled(tab, 'Harbour · Sociable');
  await titled(ada.page, 'Lobby · Sociable');
  assert.doesNotMatch(await icon(ada.page), /icon-unread/);
});

test('a message that nobody looks at is notified once, and no longer once it is read', async (t) => {
  const { ben, ada, tab } = await twoTabs(t, { permissions: ['notifications'] });
  const shown = (page) => page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
  });
  for (const page of [ada.page, tab]) await page.evaluate(() => { document.hasFocus = () => false; });
  // Of all tabs the one that has the lock notifies.
  const isHeld = async () => (await navigator.locks.query()).held.some(({ name }) => name === 'sociable.notifier');
  await until(() => ada.page.evaluate(isHeld), (held) => held);
  await ben.say('**ship** ahoy', 'harbour');
  await until(() => shown(ada.page), (notes) => notes.length > 0);
  assert.deepEqual(await shown(ada.page), [{ title: 'Harbour', body: 'Ben: ship ahoy', tag: 'harbour' }]);
  await tab.goto(new URL('/r/harbour', tab.url()).href);
  await tab.getByTestId('message').filter({ hasText: 'ahoy' }).waitFor();
  await until(() => shown(ada.page), (notes) => notes.length === 0);
});

test('who is signed out in one tab is signed out in all, and who comes in again is in all', async (t) => {
  const { ada, tab } = await twoTabs(t);
  // The browser draws the tab in front only; what is clicked has to be drawn.
  await ada.page.bringToFront();
  await ada.signOut();
  await tab.getByRole('textbox', { name: 'Your name' }).waitFor();
  await ada.name.fill('Grace');
  await ada.name.press('Enter');
  await ada.composer.waitFor();
  await tab.locator('[data-testid=connection][data-state=online]').waitFor();
});
