// What a visitor downloads.

/** The most that a first load may weigh, as transferred, in bytes. */
const BUDGET = 220_000;

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
  let total = 0;
  for (const [id, size] of sizes) {
    console.log(`    ${String(size).padStart(8)}  ${names.get(id)}`);
    total += size;
  }
  row('first load, transferred', `${(total / 1000).toFixed(0)} kB`, `<= ${BUDGET / 1000} kB`, total <= BUDGET);
  await context.close();
}
