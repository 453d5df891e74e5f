// Rooms and people: making, finding, leaving, being invited and put out, and what one sees of other rooms meanwhile; on a
// phone, where the list of rooms is a page of its own, and at a desk.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { Person, SIZES, browser } from './support/browser.mjs';
import { StockClient, until } from './support/client.mjs';
import { Server, UNHURRIED } from './support/server.mjs';

await browser(after);

const calm = (...people) => assert.deepEqual(people.flatMap(({ complaints }) => complaints), []);

for (const [size, viewport] of SIZES) {
  test(`rooms are made, found, joined and left, at ${size} size`, async (t) => {
    const server = await Server.start(t);
    const ben = await (await StockClient.connect(t, server, { name: 'Ben' })).enter('lobby');
    const ada = await Person.enter(t, server, 'Ada', { viewport });

    // A public room, and a private one with somebody in it.
    await ada.chooseNew('New room');
    const making = ada.dialog('New room');
    await making.getByRole('button', { name: 'Create room' }).click();
    await making.getByText('A room needs a name.').waitFor();
    await making.getByRole('textbox', { name: 'Name' }).fill('Harbour');
    await making.getByRole('textbox', { name: 'Topic' }).fill('Boats and tides');
    await making.getByRole('textbox', { name: 'Topic' }).press('Enter');
    await ada.isIn('Harbour');
    await ada.composer.waitFor();
    await until(() => new URL(ada.page.url()).pathname, (path) => path === '/r/harbour');
    await ada.chooseNew('New room');
    await making.getByRole('textbox', { name: 'Name' }).fill('Attic');
    await making.getByRole('button', { name: 'Only invited people' }).click();
    await making.getByRole('button', { name: 'Create room' }).click();
    await ada.isIn('Attic');
    await ada.chooseOfRoom('Invite');
    const inviting = ada.dialog('Invite to Attic');
    await inviting.getByRole('button', { name: 'Invite: Ben' }).click();
    await inviting.getByRole('button', { name: 'Invited: Ben' }).waitFor();
    await ada.page.keyboard.press('Escape');
    await inviting.waitFor({ state: 'detached' });
    assert.equal((await ben.next('room:created', ({ room }) => room.name === 'Attic')).invitedBy.name, 'Ada');
    const invited = (await ada.panel('People')).getByRole('region', { name: 'Invited' });
    await invited.getByText('Ben').waitFor();
    await ben.enter('attic');
    await invited.waitFor({ state: 'detached' });
    await (await ada.person('Ben')).filter({ hasText: 'Online' }).waitFor();
    await ada.closePanel();

    // Being invited: yes to one, no to the other.
    const me = (await ben.ask('room:members', { room: 'attic' })).members.find(({ user }) => user.name === 'Ada').user.id;
    for (const name of ['Cellar', 'Bunker']) {
      await ben.ask('room:create', { name, kind: 'private' });
      await ben.ask('room:invite', { room: name.toLowerCase(), user: me });
    }
    await ada.toRooms();
    const invitation = (name) => ada.rooms.getByRole('listitem').filter({ hasText: name });
    await invitation('Cellar').filter({ hasText: 'Ben invites you' }).waitFor();
    await invitation('Bunker').getByRole('button', { name: 'Decline' }).click();
    await invitation('Bunker').waitFor({ state: 'detached' });
    await invitation('Cellar').getByRole('button', { name: 'Accept' }).click();
    await ada.isIn('Cellar');
    await ada.composer.waitFor();

    // Finding one among the public rooms, a person, and a place that one knows the name of.
    await ben.ask('room:create', { name: 'Market', topic: 'Fish on Fridays' });
    await ada.chooseNew('Browse rooms');
    const browsing = ada.dialog('Browse rooms');
    await browsing.getByRole('searchbox').fill('mark');
    await browsing.getByText('Fish on Fridays').waitFor();
    assert.equal(await browsing.getByText('Attic').count(), 0, 'a private room is in nobody\'s list');
    await browsing.getByRole('button', { name: 'Join Market' }).click();
    await ada.isIn('Market');
    await ada.composer.waitFor();
    await ada.goTo('Lobby');
    await ada.chooseOfPerson('Ben', 'Message');
    await ada.isIn('Ben');
    await ada.say('psst');
    assert.equal((await ben.next('room:created', ({ room }) => room.kind === 'direct')).room.between.length, 2);
    await ada.page.keyboard.press('Control+k');
    const finding = ada.dialog('Find a room or person');
    await finding.getByRole('combobox').fill('harb');
    await finding.getByRole('option', { name: 'Harbour' }).waitFor();
    await finding.getByRole('combobox').press('Enter');
    await ada.isIn('Harbour');
    await finding.waitFor({ state: 'detached' });

    // The browser's own ways, and leaving.
    await ada.page.goBack();
    await ada.isIn('Ben');
    await ada.page.goForward();
    await ada.isIn('Harbour');
    await ada.chooseOfRoom('Leave room');
    await ada.dialog('Leave Harbour?').getByRole('button', { name: 'Leave room' }).click();
    await until(() => new URL(ada.page.url()).pathname, (path) => path !== '/r/harbour');
    await ada.toRooms();
    await ada.room('Harbour').waitFor({ state: 'detached' });
    for (const name of ['Lobby', 'Attic', 'Cellar', 'Market', 'Ben']) await ada.room(name).waitFor();
    calm(ada);
  });

  test(`what waits in other rooms is counted, and the place where one stopped reading is kept, at ${size} size`, async (t) => {
    const server = await Server.start(t, UNHURRIED);
    const ben = await StockClient.connect(t, server, { name: 'Ben' });
    await ben.ask('room:create', { name: 'Harbour' });
    await ben.enter('harbour', 'lobby');
    const ada = await Person.enter(t, server, 'Ada', { viewport });
    await ada.page.goto(new URL('/r/harbour', server.url).href);
    await ada.isInside();
    await ada.goTo('Lobby');

    // Unread, mentioned, and what was said last.
    await ben.say('a ship', 'harbour');
    await ben.say('@Ada come and see', 'harbour');
    await ada.toRooms();
    const harbour = ada.room('Harbour');
    await harbour.filter({ hasText: '2 unread messages' }).filter({ hasText: 'You are mentioned' }).waitFor();
    await harbour.filter({ hasText: 'Ben: @Ada come and see' }).waitFor();
    await ada.goTo('Harbour');
    const line = ada.page.getByTestId('messages').getByText('New messages', { exact: true });
    await ada.inSight(line);
    await ada.page.waitForFunction(() => document.title === 'Harbour · Sociable');
    await ada.toRooms();
    await harbour.filter({ hasNotText: 'unread' }).filter({ hasNotText: 'mentioned' }).waitFor();
    await ada.goTo('Harbour');

    // The line stays where it is drawn while one reads, and goes when one answers.
    await ada.goTo('Lobby');
    await ben.say('and another', 'harbour');
    await ada.toRooms();
    await harbour.filter({ hasText: '1 unread message' }).waitFor(); // what comes while one looks on gets no line
    await ada.goTo('Harbour');
    await line.waitFor();
    await ben.say('while you look', 'harbour');
    await ada.sees('while you look');
    const below = () => line.evaluate((line) => line.closest('li').nextElementSibling.dataset.seq);
    assert.equal(await below(), '3');
    await ada.say('coming');
    await line.waitFor({ state: 'detached' });

    // Who reads further up is told how many are new, and not moved.
    await ben.fill(60, 'harbour');
    await ada.sees('line 60.');
    await ada.list.evaluate((list) => list.scrollTo(0, 0));
    const jump = ada.page.getByTestId('jump');
    await jump.waitFor();
    const { y } = await ada.row(10).boundingBox();
    for (const text of ['one', 'two']) await ben.say(text, 'harbour');
    await jump.filter({ hasText: '2 new' }).waitFor();
    assert.ok(Math.abs((await ada.row(10).boundingBox()).y - y) < 1.5, 'what one reads stays in its place');
    await jump.click();
    await ada.inSight(ada.message('two'));
    await jump.waitFor({ state: 'detached' });

    // A muted room counts, and does not call.
    await ada.chooseOfRoom('Mute');
    await ada.goTo('Lobby');
    await ben.say('nothing urgent', 'harbour');
    await ada.toRooms();
    await harbour.filter({ hasText: 'Muted' }).filter({ hasText: '1 unread message' }).waitFor();
    assert.doesNotMatch(await ada.page.title(), /^\(/);

    // Half a thought waits in its room.
    await ada.goTo('Harbour');
    await ada.composer.fill('half a thought');
    await ada.goTo('Lobby');
    await until(() => ada.composer.inputValue(), (text) => text === '');
    await ada.toRooms();
    await harbour.filter({ hasText: 'Draft: half a thought' }).waitFor();
    await ada.page.reload();
    await ada.goTo('Harbour');
    await until(() => ada.composer.inputValue(), (text) => text === 'half a thought');
    await ada.say('a whole one');
    await ada.goTo('Lobby');
    await ada.toRooms();
    await harbour.filter({ hasText: 'You: a whole one' }).waitFor();
    calm(ada);
  });

  test(`what owners do with people and rooms is seen at once, at ${size} size`, async (t) => {
    const server = await Server.start(t);
    const [ben, cyd] = await Promise.all(['Ben', 'Cyd'].map((name) => StockClient.connect(t, server, { name })));
    await ben.ask('room:create', { name: 'Harbour' });
    await ben.enter('harbour');
    await cyd.enter('harbour');
    const ada = await Person.enter(t, server, 'Ada', { viewport });
    await ada.page.goto(new URL('/r/harbour', server.url).href);
    const { user } = await ben.next('presence:changed', ({ room, user }) => room === 'harbour' && user.name === 'Ada');
    const me = { room: 'harbour', user: user.id };
    await ada.composer.waitFor();

    // A moderator changes the topic and puts people out.
    const choices = (await ada.person('Cyd')).getByRole('button');
    await until(() => choices.count(), (count) => count === 1);
    await ben.ask('room:role', { ...me, role: 'moderator' });
    await (await ada.person('Ada')).filter({ hasText: 'Moderator' }).waitFor();
    await ada.chooseOfPerson('Cyd', 'Remove from room');
    await ada.dialog('Remove Cyd?').getByRole('button', { name: 'Remove from room' }).click();
    assert.equal((await cyd.next('room:removed')).reason, 'removed');
    await (await ada.person('Cyd')).waitFor({ state: 'detached' });
    await ada.closePanel();
    await ada.chooseOfRoom('Room settings');
    const settings = ada.dialog('Room settings');
    await settings.getByRole('textbox', { name: 'Topic' }).fill('Tides');
    assert.equal(await settings.getByRole('button', { name: 'Archive room' }).count(), 0, 'that is for owners');
    await settings.getByRole('button', { name: 'Save' }).click();
    await settings.waitFor({ state: 'detached' });
    assert.equal((await ben.next('room:updated')).room.topic, 'Tides');

    // Put out while reading, one is told why, and what to do.
    const told = (title) => ada.page.getByRole('heading', { name: title }).waitFor();
    await ben.ask('room:remove', me);
    await told('You are no longer in this room');
    assert.equal(await ada.composer.count(), 0);
    await ada.page.getByRole('button', { name: 'Join again' }).click();
    await ada.composer.waitFor();
    await ben.ask('room:update', { room: 'harbour', archived: true });
    await told('This room is closed');
    await ben.ask('room:update', { room: 'harbour', archived: false });
    await ada.page.getByRole('button', { name: 'Try again' }).click();
    await ada.composer.waitFor();
    await ben.ask('room:ban', { ...me, banned: true });
    await told('You cannot be in this room');
    await ada.toRooms();
    await ada.room('Harbour').waitFor({ state: 'detached' });

    // One's own room: given to somebody else, closed, opened again.
    await ada.chooseNew('New room');
    await ada.dialog('New room').getByRole('textbox', { name: 'Name' }).fill('Pier');
    await ada.dialog('New room').getByRole('button', { name: 'Create room' }).click();
    await ada.isIn('Pier');
    await ben.enter('pier');
    await ada.chooseOfPerson('Ben', 'Make owner');
    assert.equal((await ben.next('room:role-changed', ({ user }) => user.id === ben.session.user.id)).role, 'owner');
    await (await ada.person('Ben')).filter({ hasText: 'Owner' }).waitFor();
    await ada.closePanel();
    await ada.chooseOfRoom('Room settings');
    await settings.getByRole('button', { name: 'Archive room' }).click();
    await ada.dialog('Archive Pier?').getByRole('button', { name: 'Archive room' }).click();
    await told('This room is closed');
    assert.equal((await ben.next('room:removed')).reason, 'archived');
    await ada.page.getByRole('button', { name: 'Open again' }).click();
    await ada.composer.waitFor();
    await ada.say('back again');
    await ada.message('back again').locator('[data-delivery=sent]').waitFor();
    calm(ada);
  });

  test(`an address that leads nowhere says so, and back, at ${size} size`, async (t) => {
    const server = await Server.start(t);
    const ben = await StockClient.connect(t, server, { name: 'Ben' });
    await ben.ask('room:create', { name: 'Attic', kind: 'private' });
    const ada = await Person.enter(t, server, 'Ada', { viewport });
    for (const [path, title] of [
      ['/r/nowhere', 'There is no such room'],
      ['/r/attic', 'There is no such room'], // of a private one nobody learns that there is one
      ['/r/No%20Slug', 'There is no such room'],
      ['/some/where', 'There is nothing here'],
    ]) {
      await ada.page.goto(new URL(path, server.url).href);
      await ada.page.getByRole('heading', { name: title }).waitFor();
    }
    await ada.page.getByRole('link', { name: 'To the rooms' }).click();
    await ada.goTo('Lobby');

    // On a phone what covers the chat is closed by going back; it is no page that one could land on again.
    if (ada.onPhone) {
      const panel = await ada.panel('People');
      await ada.page.goBack();
      await panel.waitFor({ state: 'detached' });
      await ada.isIn('Lobby');
      await ada.panel('People');
      await ada.closePanel();
      await panel.waitFor({ state: 'detached' });
      await ada.page.goBack();
      await ada.rooms.waitFor();
    }
    calm(ada);
  });
}
