// The script tag and the element in host pages, against a frame that does what the test says.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { browser } from '../support/browser.mjs';
import { fakeServer } from './support/frame.mjs';
import { page, settings, strict, Visitor } from './support/host.mjs';
import { Site } from './support/site.mjs';

after(async () => (await browser()).close());

const tag = (server, attributes = 'data-room=support') => `<script async src="${server.origin}/embed.js" ${attributes}></script>`;

test('one script tag draws a launcher, and fetches the chat only when it is opened, under the strictest policy', async (t) => {
  const server = await fakeServer(t);
  const host = await Site.start(t, { '/': page(tag(server)) }, { headers: strict(server.origin) });
  const visitor = await Visitor.visit(t, host.origin);
  await visitor.launcher.waitFor();
  assert.deepEqual(server.asked, ['GET /embed.js']);
  await visitor.launcher.click();
  const frame = await visitor.frame();
  assert.equal(await frame.evaluate(() => window.settings.room), 'support');
  assert.deepEqual(await visitor.hears('ready'), { version: '1', user: null, room: 'support' });
  assert.equal(await visitor.launcher.getAttribute('aria-expanded'), 'true');
  assert.equal(await visitor.shifts(), 0);
  assert.deepEqual(visitor.noise, []);
  assert.equal(await visitor.page.evaluate(() => document.cookie), '');
});
