// The chat on a network that lets no WebSocket through.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { browser, Person } from './support/browser.mjs';
import { Proxy } from './support/proxy.mjs';
import { Server } from './support/server.mjs';

await browser(after);

for (const [how, silently] of [['refused', false], ['never answered', true]]) {
  test(`where WebSockets are ${how}, one chats all the same`, async (t) => {
    const server = await Server.start(t);
    const proxy = await Proxy.start(t, server);
    proxy.blockSockets({ silently });
    const [ada, ben] = await Promise.all([Person.enter(t, proxy, 'Ada'), Person.enter(t, server, 'Ben')]);
    await ada.say('by polling');
    await ben.message('by polling').waitFor();
    await ben.say('by WebSocket');
    await ada.message('by WebSocket').waitFor();

    // The server goes and comes back.
    await server.kill();
    await ada.offline();
    await ada.say('while it was away');
    await server.run();
    await ada.online();
    await ben.message('while it was away').waitFor();
    assert.deepEqual([...ada.complaints, ...ben.complaints], []);
  });
}
