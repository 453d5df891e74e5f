// What the server keeps for somebody, so that it is the same after a reload and on all their devices: who has read how far,
// and which rooms make no noise.

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

  test(`a room muted on one device is muted on the other, at ${size} size`, async (t) => {
    const server = await Server.start(t);
    const proxy = await Proxy.start(t, server);
    const ben = await StockClient.connect(t, server, { name: 'Ben' });
    const ada = await Person.enter(t, proxy, 'Ada', { viewport });
    for (const name of ['Harbour', 'Market']) {
      await ben.ask('room:create', { name });
      await ben.say(`welcome to ${name}`, name.toLowerCase());
      await ada.page.goto(new URL(`/r/${name.toLowerCase()}`, proxy.url).href);
      await ada.sees(`welcome to ${name}`);
    }
    const other = await Person.open(t, proxy, { viewport, storageState: await ada.context.storageState() });
    await other.toRooms();
    const muted = (device, name) => device.room(name).filter({ hasText: 'Muted' });
    const loud = (device, name) => device.room(name).filter({ hasNotText: 'Muted' });

    await loud(other, 'Market').waitFor();
    await ada.chooseOfRoom('Mute');
    await muted(other, 'Market').waitFor();
    await loud(other, 'Harbour').waitFor();
    for (const device of [ada, other]) {
      await device.page.reload();
      await device.toRooms();
      await muted(device, 'Market').waitFor();
    }
    await other.goTo('Market');
    await other.chooseOfRoom('Unmute');
    await loud(ada, 'Market').waitFor();

    // Without a connection it is so at once, and told later; also by another page.
    await other.goTo('Harbour');
    proxy.cutChat();
    await other.offline();
    await other.chooseOfRoom('Mute');
    await other.toRooms();
    await muted(other, 'Harbour').waitFor();
    await other.page.reload();
    await other.toRooms();
    await muted(other, 'Harbour').waitFor();
    await loud(ada, 'Harbour').waitFor();
    proxy.restore();
    await muted(ada, 'Harbour').waitFor();

    // What pages kept on the device before the server did is carried over.
    await ada.page.evaluate(() => localStorage.setItem('sociable.muted', '["market"]'));
    await ada.page.reload();
    await muted(other, 'Market').waitFor();
    await ada.toRooms();
    await muted(ada, 'Harbour').waitFor();

    // Leaving forgets it.
    await other.goTo('Market');
    await other.chooseOfRoom('Leave room');
    await other.dialog('Leave Market?').getByRole('button', { name: 'Leave room' }).click();
    await ada.room('Market').waitFor({ state: 'detached' });
    await ada.page.goto(new URL('/r/market', proxy.url).href);
    await ada.composer.waitFor();
    await ada.toRooms();
    await loud(ada, 'Market').waitFor();
    calm(ada, other);
  });
}
