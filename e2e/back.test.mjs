// The browser's way back: on a phone it closes what lies on top, and then leads where it would have led anyway.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { DESKTOP, PHONE, Person, browser } from './support/browser.mjs';
import { StockClient, until } from './support/client.mjs';
import { Host } from './support/host.mjs';
import { Server } from './support/server.mjs';

await browser(after);

/** Ada, who has come to the lobby from the list of rooms, and Ben, who is there. */
async function friends(t, viewport) {
  const server = await Server.start(t);
  const ben = await (await StockClient.connect(t, server, { name: 'Ben' })).enter('lobby');
  await ben.ask('room:create', { name: 'Harbour' });
  const ada = await Person.enter(t, server, 'Ada', { viewport });
  await ada.say('anybody here?');
  await ada.message('anybody here?').locator('[data-delivery=sent]').waitFor();
  if (ada.onPhone) await ada.goTo('Lobby');
  return { server, ada, ben };
}

/** Waits until so many entries of the history are for what lies over the page. */
const lies = (person, count) => until(() => person.page.evaluate(() => history.state ?? 0), (entries) => entries === count);

test('on a phone, going back closes what lies on top, one thing at a time', async (t) => {
  const { ada } = await friends(t, PHONE);
  const { page } = ada;
  const goesBackFrom = async (top, left = 0) => {
    await top.waitFor();
    await lies(ada, left + 1);
    await page.goBack();
    await top.waitFor({ state: 'detached' });
    await lies(ada, left);
    assert.equal(new URL(page.url()).pathname, '/r/lobby');
  };

  for (const name of ['People', 'Search messages', 'Pinned messages']) await goesBackFrom(await ada.panel(name));
  await goesBackFrom(await ada.menuOf('anybody here?'));
  await ada.chooseOf('anybody here?', 'Delete');
  await goesBackFrom(ada.dialog('Delete this message?'));
  await ada.chooseOf('anybody here?', 'More emoji');
  await goesBackFrom(page.getByRole('searchbox', { name: 'Search emoji' }));
  await page.getByRole('button', { name: 'Insert emoji' }).click();
  await goesBackFrom(page.getByRole('dialog', { name: 'Emoji' }));
  await page.getByRole('button', { name: 'More about this room' }).click();
  await goesBackFrom(page.getByRole('menu', { name: 'More about this room' }));
  await ada.chooseOfRoom('Leave room');
  await goesBackFrom(ada.dialog('Leave Lobby?'));

  // A menu above a panel.
  const panel = await ada.panel('People');
  await (await ada.person('Ben')).getByRole('button', { name: 'More about Ben' }).click();
  await goesBackFrom(page.getByRole('menu'), 1);
  await goesBackFrom(panel);

  // Going forward opens nothing again, and leaves nothing to go back from.
  await page.goForward();
  await lies(ada, 0);
  assert.equal(await page.getByRole('complementary').count(), 0);
  await ada.isIn('Lobby');
  await page.goBack();
  await ada.rooms.waitFor();
  await ada.preferences();
  await lies(ada, 1);
  await page.goBack();
  await ada.dialog('Preferences').waitFor({ state: 'detached' });
  assert.equal(new URL(page.url()).pathname, '/');
  assert.deepEqual(ada.complaints, []);
});

test('on a phone, what is closed or left otherwise is no place to come back to', async (t) => {
  const { ada } = await friends(t, PHONE);
  const { page } = ada;

  // From a dialog to a room, and from a menu above a panel to another.
  await ada.toRooms();
  await ada.rooms.getByRole('button', { name: 'Find a room or person' }).click();
  await ada.dialog('Find a room or person').getByRole('combobox').fill('harb');
  await ada.dialog('Find a room or person').getByRole('option', { name: 'Harbour' }).click();
  await ada.isIn('Harbour');
  await lies(ada, 0);
  await page.goBack();
  await ada.rooms.waitFor();
  await ada.goTo('Lobby');
  await ada.chooseOfPerson('Ben', 'Message');
  await ada.isIn('Ben');
  await lies(ada, 0);
  assert.equal(await page.getByRole('complementary').count(), 0);
  await page.goBack();
  await ada.isIn('Lobby');

  // Closed by its button, and loaded anew while it is open.
  await ada.panel('People');
  await lies(ada, 1);
  await ada.closePanel();
  await lies(ada, 0);
  await ada.panel('People');
  await lies(ada, 1);
  await page.reload();
  await ada.isIn('Lobby');
  await lies(ada, 0);
  await page.goBack();
  await ada.rooms.waitFor();
  assert.deepEqual(ada.complaints, []);
});

test('at a desk, and in a frame, nothing that is opened comes into the history', async (t) => {
  const { ada } = await friends(t, DESKTOP);
  const entries = await ada.page.evaluate(() => history.length);
  await ada.panel('Search messages');
  await ada.menuOf('anybody here?');
  await ada.page.keyboard.press('Escape');
  await ada.preferences();
  assert.equal(await ada.page.evaluate(() => history.length), entries);

  const site = await Host.site(t);
  const server = await Server.start(t, { SOCIABLE_ALLOW_ORIGIN: site.origin });
  const host = await Host.open(t, server, site, { viewport: PHONE, before: () => Object.assign(globalThis.settings, { userName: 'Ada' }) });
  await host.hears('ready', ({ user }) => user?.name === 'Ada');
  const around = await host.page.evaluate(() => history.length);
  await host.frame.getByRole('button', { name: 'Show people' }).click();
  const panel = host.frame.getByRole('complementary', { name: 'People' });
  await panel.getByText('Ada').first().waitFor();
  await panel.getByRole('button', { name: 'Close', exact: true }).click();
  await host.frame.getByRole('button', { name: 'Insert emoji' }).click();
  await host.frame.getByRole('dialog', { name: 'Emoji' }).waitFor();
  assert.equal(await host.page.evaluate(() => history.length), around);
  assert.deepEqual(ada.complaints, []);
});
