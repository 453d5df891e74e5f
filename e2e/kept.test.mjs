// What the server keeps for somebody, so that it is the same after a reload and on all their devices: who has read how far.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { Person, SIZES, browser } from './support/browser.mjs';
import { StockClient } from './support/client.mjs';
import { Proxy } from './support/proxy.mjs';
import { Server } from './support/server.mjs';

await browser(after);

const calm = (...people) => assert.deepEqual(people.flatMap(({ complaints }) => complaints), []);

for (const [size, viewport] of SIZES) {
  test(`who has read a message is known after a reload, at ${size} size`, async (t) => {
    const server = await Server.start(t);
    const proxy = await Proxy.start(t, server);
    const ben = await (await StockClient.connect(t, server, { name: 'Ben' })).enter('lobby');
    const ada = await Person.enter(t, proxy, 'Ada', { viewport });
    const read = (text) => ada.message(text).locator('[data-read]').filter({ hasText: 'Read by Ben' });
    await ada.say('anybody here?');
    const { seq } = await ben.next('message:new');
    await ben.ask('read:set', { room: 'lobby', seq });
    await read('anybody here?').waitFor();
    await ada.page.reload();
    await read('anybody here?').waitFor();

    // Read while one had no connection, and by nobody yet.
    await ada.say('and now?');
    const next = await ben.next('message:new');
    await ada.message('and now?').locator('[data-delivery=sent]').waitFor();
    proxy.cutChat();
    await ada.offline();
    await ben.ask('read:set', { room: 'lobby', seq: next.seq });
    proxy.restore();
    await read('and now?').waitFor();
    await ada.say('still there?');
    await ada.message('still there?').locator('[data-delivery=sent]').waitFor();
    await ada.page.reload();
    await read('and now?').waitFor();
    assert.equal(await read('still there?').count(), 0);
    calm(ada);
  });
}
