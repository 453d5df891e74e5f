// A long history: all of it can be reached, nothing moves under the reader's eyes, and the page holds but a part of it.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { Person, SIZES, browser } from './support/browser.mjs';
import { StockClient, until } from './support/client.mjs';
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
  await person.page.evaluate(() => {
    const list = document.querySelector('.list');
    const rows = () => [...list.querySelectorAll('[data-row]')];
    const watched = { rows: 0, moved: 0, anchors: 0 };
    // Looks at a frame when all is in its place and before it is painted: after the page's own observers.
    const drawn = (look) => new Promise((resolve) => {
      requestAnimationFrame(() => {
        const last = new ResizeObserver(() => {
          last.disconnect();
          look();
          resolve();
        });
        last.observe(list);
      });
    });
    globalThis.watched = watched;
    watched.step = async (by) => {
      const edge = (row) => row.getBoundingClientRect().bottom;
      let anchor;
      let before;
      await drawn(() => {
        list.scrollTo({ top: list.scrollTop + by, behavior: 'instant' });
        // Measured before the page hears of it; whatever moves from here on is the page's doing.
        const { top, bottom } = list.getBoundingClientRect();
        // Close to its end the list goes to its end.
        const way = list.scrollHeight - list.scrollTop - list.clientHeight;
        anchor = way > 100 ? rows().find((row) => edge(row) > top + 16 && edge(row) < bottom) : undefined;
        before = anchor && edge(anchor);
      });
      for (let n = 0; n < 3; n += 1) {
        await drawn(() => {
          watched.rows = Math.max(watched.rows, rows().length);
          if (anchor?.isConnected) watched.moved = Math.max(watched.moved, Math.abs(edge(anchor) - before));
        });
      }
      watched.anchors += Number(anchor?.isConnected ?? false);
      const seqs = rows().map((row) => Number(row.dataset.seq));
      return { first: seqs[0], last: seqs.at(-1), way: list.scrollHeight - list.scrollTop - list.clientHeight };
    };
  });
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
