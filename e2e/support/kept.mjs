// What the browser keeps of a chat, for when there is no network.

import { until } from './client.mjs';

/**
 * Waits until the page could be opened again without the server: the program is kept, and of a room this text. A chat `below`
 * a path keeps its rooms under a name with that in it.
 */
export async function kept(person, text, below = '') {
  await person.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
    }
  });
  await until(() => keptRooms(person, below), (rooms) => rooms.some((room) => room.includes(text)));
}

/** What the browser keeps of rooms. */
export async function keptRooms(person, below = '') {
  return person.page.evaluate(async (name) => {
    const open = indexedDB.open(name);
    await new Promise((resolve) => { open.onsuccess = resolve; });
    const all = open.result.transaction('rooms').objectStore('rooms').getAll();
    await new Promise((resolve) => { all.onsuccess = resolve; });
    open.result.close();
    return all.result;
  }, `sociable${below}`);
}
