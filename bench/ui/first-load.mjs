// What a visitor downloads: before a name can be chosen, and before a room can be read.

/** The most that a first load may weigh, as transferred, in bytes. */
const BUDGET = 220_000;

export async function firstLoad(browser, server, row) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const names = new Map();
  let sizes = [];
  session.on('Network.requestWillBeSent', ({ requestId, request }) => names.set(requestId, new URL(request.url).pathname));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.push([names.get(requestId), encodedDataLength]));
  const kB = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
  // All that is asked for until the page is at rest, whatever it is.
  const taken = async () => {
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(2_000);
    for (const [name, size] of sizes) console.log(`    ${String(size).padStart(8)}  ${name}`);
    const sum = sizes.reduce((sum, [, size]) => sum + size, 0);
    sizes = [];
    return sum;
  };
  await page.goto(server.url);
  const name = page.getByRole('textbox', { name: 'Your name' });
  await name.waitFor();
  const first = await taken();
  row('first load, transferred', kB(first), `<= ${kB(BUDGET)}`, first <= BUDGET);
  await name.fill('Ada');
  row('while a name is typed', kB(await taken()), '-', true);
  await context.close();
}
