// The chat in a frame of another site's page, which speaks the protocol of frames as it is on the wire.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { DESKTOP, PHONE, SIZES, browser } from './support/browser.mjs';
import { StockClient, until } from './support/client.mjs';
import { Host } from './support/host.mjs';
import { Server } from './support/server.mjs';

await browser(after);

/** A site that is allowed to have the chat in a frame, the server, and Ben, who is there by another client. */
async function friends(t, env = {}) {
  const site = await Host.site(t);
  const server = await Server.start(t, { SOCIABLE_ALLOW_ORIGIN: site.origin, ...env });
  const ben = await StockClient.connect(t, server, { name: 'Ben' });
  await ben.join();
  return { site, server, ben };
}

for (const [size, viewport] of SIZES) {
  test(`a guest chats in the frame, and the page around hears of it (${size})`, async (t) => {
    const { site, server, ben } = await friends(t);
    const host = await Host.open(t, server, site, { viewport });
    const { user, room } = await host.hears('ready');
    assert.deepEqual([user, room], [null, null], 'nobody is there yet');
    assert.deepEqual((await host.said('connection')).map(({ state }) => state), ['signed-out']);
    await host.name.fill('Ada');
    await host.name.press('Enter');
    await host.hears('connection', ({ state }) => state === 'online');
    assert.equal((await host.hears('user')).user.name, 'Ada');
    assert.equal((await host.hears('room')).room.slug, 'lobby');
    await host.say('hello from the frame');
    await host.message('hello from the frame').waitFor();
    const { id, message } = await host.hears('sent');
    assert.equal(message.text, 'hello from the frame');
    assert.equal((await host.said('before-send'))[0].id, id, 'the page was asked before');
    await ben.say('hello there');
    await host.message('hello there').waitFor();
    assert.equal((await host.hears('message')).message.text, 'hello there');
    await host.hears('presence', ({ online }) => online === 2);
    await ben.ask('typing:set', { room: 'lobby', typing: true });
    await host.hears('typing', ({ users }) => users[0]?.name === 'Ben');
    assert.deepEqual(host.complaints, []);
  });
}
