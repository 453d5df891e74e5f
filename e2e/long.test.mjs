// A long history: all of it can be reached, nothing moves under the reader's eyes, and the page holds but a part of it.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { Person, SIZES, browser } from './support/browser.mjs';
import { StockClient, until } from './support/client.mjs';
import { watchList } from './support/scrolling.mjs';
import { Server, UNHURRIED } from './support/server.mjs';

await browser(after);

const COUNT = 5_000;
/** Most rows that the page may hold. */
const ROWS = 300;

/** A room of so many messages, of several people and of one to four lines, and a look into it at each size. */
async function long(t) {
  const server = await Server.start(t, UNHURRIED);
  const bots = await Promise.all(['Ben', 'Cyd', 'Dee'].map((name) => StockClient.connect(t, server, { name }, { transports: ['websocket'] })));
  for (const bot of bots) await bot.enter('lobby');
  for (let n = 0; n < COUNT; n += 500) {
    const said = Array.from({ length: 500 }, (_, i) => {
      const text = [`line ${n + i + 1}.`, ...Array.from({ length: (n + i) % 4 }, () => 'and what else there is to say')].join('\n');
      return bots[Math.floor((n + i) / 3) % bots.length].ask('message:send', { room: 'lobby', text });
    });
    await Promise.all(said);
  }
  return { server, bots };
}

/** Scrolls the list, and notes the most rows that it had and the furthest that a row went without being scrolled. */
async function watch(person) {
  await person.page.evaluate(watchList);
  return {
    step: (by) => person.page.evaluate((by) => globalThis.watched.step(by), by),
    seen: () => person.page.evaluate(() => {
      const { rows, moved, anchors } = globalThis.watched;
      return { rows, moved, anchors };
    }),
  };
}

test('5,000 messages are scrolled through from end to end and back, and none moves but with the reader', async (t) => {
  const { server } = await long(t);
  for (const [size, viewport] of SIZES) {
    const ada = await Person.enter(t, server, `Ada ${size}`, { viewport });
    await ada.inSight(ada.row(COUNT));
    const watched = await watch(ada);
    const page = viewport.height * 2.5;

    // Some thousand messages by wheel, and from there to the very first by the bar.
    let at = await watched.step(-page);
    for (let n = 0; at.first > COUNT - 700 && n < 200; n += 1) at = await watched.step(-page);
    assert.ok(at.first <= COUNT - 700, `got to ${at.first}`);
    let { rows, moved, anchors } = await watched.seen();
    assert.ok(anchors > 5, `${anchors} rows were followed`);
    assert.ok(rows <= ROWS, `${rows} rows, ${size}`);
    assert.ok(moved < 1.5, `a row moved by ${moved} pixels on the way up, ${size}`);

    for (let n = 0; at.last < COUNT && n < 300; n += 1) at = await watched.step(page);
    for (let n = 0; at.way > 4 && n < 50; n += 1) at = await watched.step(page);
    assert.equal(at.last, COUNT);
    ({ rows, moved } = await watched.seen());
    assert.ok(rows <= ROWS, `${rows} rows, ${size}`);
    assert.ok(moved < 1.5, `a row moved by ${moved} pixels on the way down, ${size}`);

    // As fast as it goes, to where it all began.
    for (let n = 0; n < 400; n += 1) {
      at = await watched.step(-1_000_000);
      if (at.first === 1) break;
    }
    assert.equal(at.first, 1, 'one gets to the first message');
    await ada.page.getByText('This is where the conversation begins.').waitFor();
    assert.ok((await watched.seen()).rows <= ROWS);
    await ada.page.getByTestId('jump').click();
    await ada.inSight(ada.row(COUNT));
    assert.deepEqual(ada.complaints, []);
  }
});

test('an address leads far back, from where one reads on in both directions', async (t) => {
  const { server, bots: [ben] } = await long(t);
  for (const [size, viewport] of SIZES) {
    const ada = await Person.enter(t, server, `Ada ${size}`, { viewport });
    await ada.page.goto(new URL('/r/lobby/2500', server.url).href);
    await ada.inSight(ada.row(2_500));
    const watched = await watch(ada);
    let at = await watched.step(-viewport.height);
    for (let n = 0; at.first > 2_250 && n < 100; n += 1) at = await watched.step(-viewport.height * 2);
    assert.ok(at.first <= 2_250, `back to ${at.first}`);
    for (let n = 0; at.last < 2_750 && n < 200; n += 1) at = await watched.step(viewport.height * 2);
    assert.ok(at.last >= 2_750, `on to ${at.last}`);
    const { rows, moved } = await watched.seen();
    assert.ok(rows <= ROWS, `${rows} rows, ${size}`);
    assert.ok(moved < 1.5, `a row moved by ${moved} pixels, ${size}`);

    // What is said meanwhile waits at the end.
    const { message } = await ben.say(`news, ${size}`);
    await ada.page.getByTestId('jump').filter({ hasText: 'new' }).waitFor();
    assert.equal(await ada.message(`news, ${size}`).count(), 0);
    await ada.page.goto(new URL('/r/lobby/17', server.url).href);
    await ada.inSight(ada.row(17));
    await ada.page.getByTestId('jump').click();
    await ada.inSight(ada.row(message.seq));
    await until(() => ada.page.title(), (title) => title === 'Lobby · Sociable');
    assert.deepEqual(ada.complaints, []);
  }
});
