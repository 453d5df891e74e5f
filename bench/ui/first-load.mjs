// What a visitor downloads: before a name can be chosen, and before a room can be read.

/** The most that a first load may weigh, as transferred, in bytes. */
const BUDGET = 220_000;

/** Parts of the program that are fetched along with the page and that choosing a name does not wait for. */
const FOR_A_ROOM = /-(?:chat|chunk_\d+)\.wasm$/;
const LATER = /-(?:markdown|more)\.wasm$/;

export async function firstLoad(browser, server, row) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const [names, sizes] = [new Map(), new Map()];
  session.on('Network.requestWillBeSent', ({ requestId, request }) => names.set(requestId, new URL(request.url).pathname));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
  await page.goto(server.url);
  await page.getByRole('textbox', { name: 'Your name' }).waitFor();
  await page.waitForLoadState('networkidle');
  let [first, room] = [0, 0];
  for (const [id, size] of sizes) {
    const name = names.get(id);
    console.log(`    ${String(size).padStart(8)}  ${name}`);
    if (FOR_A_ROOM.test(name)) room += size;
    else if (!LATER.test(name)) first += size;
  }
  const kB = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
  row('first load, transferred', kB(first), `<= ${kB(BUDGET)}`, first <= BUDGET);
  console.log(`    before a room can be read: ${kB(first + room)}`);
  await context.close();
}
