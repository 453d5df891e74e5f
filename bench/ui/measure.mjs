// Measures the frontend in a real browser against a real server, and prints one table. What it measures with is on the
// same machine, so the figures are worse than a visitor's; compare them with each other, not with other machines'.

import { Server, launch } from './support.mjs';
import { firstLoad } from './first-load.mjs';
import { lighthouse } from './lighthouse.mjs';
import { receiving, scrolling, writing } from './frames.mjs';

const rows = [];
const row = (what, figure, wanted, met) => {
  rows.push([what, figure, wanted, met ? 'yes' : 'NO']);
  console.log(`    ${what}: ${figure}`);
};

const browser = await launch();
try {
  await Server.with(async (server) => {
    console.log('==> First load');
    await firstLoad(browser, server, row);
    console.log('==> Lighthouse (a minute)');
    await lighthouse(server, row);
  });
  await Server.with(async (server) => {
    console.log('==> Filling a room with 10,000 messages');
    const writer = await server.writer('Ben');
    await writer.fill(10_000);
    console.log('==> Writing');
    await writing(browser, server, row);
    console.log('==> Scrolling through 10,000 messages');
    await scrolling(browser, server, row);
    console.log('==> Receiving 50 messages a second, then 10,000 in all (some minutes)');
    await receiving(browser, server, writer, row);
    writer.close();
  });
} finally {
  await browser.close();
}

const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => cells[column].length), 8));
const line = (cells) => console.log(`    ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`);
console.log('');
line(['what', 'measured', 'wanted', 'met']);
for (const cells of rows) line(cells);
