// Row 17: the Net Ninja's chat (iamshaunjp/websockets-playlist, Socket.IO 1). Nobody joins anything: one's handle comes with
// what one says. Its page writes all of it into the page as HTML.

import { test } from 'node:test';

import { Server } from '../support/server.mjs';
import { Frontend, native, reads, sees } from './frontend.mjs';

const open = (t, server) => Frontend.open(t, server, 1, ['chat', 'typing']);

test("people of the Net Ninja's chat type and talk", async (t) => {
  const server = await Server.start(t);
  const cyd = await native(t, server, 'Cyd');
  const [ada, bob] = [open(t, server), open(t, server)];
  await Promise.all([ada.connected(), bob.connected()]);
  ada.emit('typing', 'Ada');
  await sees(cyd, 'Ada', 'online');
  ada.emit('chat', { message: 'Hello Bob', handle: 'Ada' });
  await reads(cyd, 'Ada', 'Hello Bob');
  // Bob's page has said nothing so far, and is not known for what it is: it hears everything already.
  await ada.hears(['chat', { message: 'Hello Bob', handle: 'Ada' }]);
  bob.emit('typing', 'Bob');
  await ada.hears(['typing', 'Bob']);
  bob.emit('chat', { message: '<img src=x onerror="alert(1)"> & so on', handle: 'Bob' });
  await ada.hears(['chat', { message: '&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; so on', handle: 'Bob' }]);
  await reads(cyd, 'Bob', '<img src=x onerror="alert(1)"> & so on');

  const dan = await native(t, server, '<Dan>');
  await dan.typing(true);
  await ada.hears(['typing', '&lt;Dan&gt;']);
  await dan.say('1 < 2');
  await ada.hears(['chat', { message: '1 &lt; 2', handle: '&lt;Dan&gt;' }]);
  for (const message of ['', 'x'.repeat(5001)]) ada.emit('chat', { message, handle: 'Ada' });
  ada.emit('chat', { message: 'bye', handle: 'Ada' });
  await ada.hears(['chat', { message: 'bye', handle: 'Ada' }]);
  ada.socket.close();
  await sees(cyd, 'Ada', 'offline');
});

test("a page of the Net Ninja's chat that only listens hears everybody", async (t) => {
  const server = await Server.start(t);
  const listening = open(t, server);
  await listening.connected();
  const cyd = await native(t, server, 'Cyd');
  await cyd.say('Anybody <i>here</i>?');
  await listening.hears(['chat', { message: 'Anybody &lt;i&gt;here&lt;/i&gt;?', handle: 'Cyd' }]);
  open(t, server).emit('chat', { message: 'I am', handle: 'Ada' });
  await listening.hears(['chat', { message: 'I am', handle: 'Ada' }]);
  // So does one that is opened later, with what was said before.
  const later = open(t, server);
  await later.hears(['chat', { message: 'Anybody &lt;i&gt;here&lt;/i&gt;?', handle: 'Cyd' }], ['chat', { message: 'I am', handle: 'Ada' }]);
});
