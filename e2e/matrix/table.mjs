// docs/clients.md, made from what went well.

import assert from 'node:assert/strict';

/** What each flow is, for the reader. */
const MEANINGS = {
  connect: 'comes in with a name outside of ASCII, over these transports and no others',
  join: 'joins a room and is told who is in it',
  'send with ack': 'sends messages in many scripts, one of 20 kB, and gets each ack',
  receive: 'gets the same from others, to the letter',
  history: 'pages back',
  typing: 'tells others, and is told, who is writing',
  presence: 'sees others come, and their status, and is seen',
  'errors in acks': 'reads what was wrong; event names may be of any letters',
  binary: 'bytes in an event of the chat are refused in its ack, and the connection stays; bytes go both ways through the same transports, to a server that sends them back',
  refusal: 'reads why a handshake is refused',
  'reconnect after a cut': 'comes back by itself, twice, and has everything that was said meanwhile, once',
};

const NAMES = { polling: 'polling only', websocket: 'WebSocket only', upgrade: 'upgrade' };

const ENVIRONMENT = 'Last run with';

/** The document; `passed` has for each client, by transport, the flows that went well. */
export function table(passed, flows, environment) {
  assert.deepEqual(Object.keys(MEANINGS), flows, 'every flow is explained');
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const head = [row(['client', 'version', 'transports', ...flows]), row([...['---', '---', '---'], ...flows.map(() => ':-:')])];
  const notes = [];
  const rows = [...passed].flatMap(([client, transports]) => {
    if (client.note && !notes.includes(client.note)) notes.push(client.note);
    const mark = client.note ? ` ${superscript(notes.indexOf(client.note) + 1)}` : '';
    // Transports over which the same went well share a row.
    const alike = new Map();
    for (const [transport, went] of transports) {
      const cells = flows.map((flow) => (went.has(flow) ? '✓' : '✗')).join(' | ');
      alike.set(cells, [...(alike.get(cells) ?? []), NAMES[transport]]);
    }
    return [...alike].map(([cells, names]) => row([client.name + mark, client.version, names.join(', '), cells]));
  });
  return `# Clients

Unmodified clients against the server, as the tests in \`e2e/matrix/\` ran them. This file is written by that run, and
\`cargo xtask test\` fails where it says anything else than what went well.

${[...head, ...rows].join('\n')}

${notes.map((note, index) => `${superscript(index + 1)} ${note}`).join('\n\n')}

What each column means:

${flows.map((flow) => `* **${flow}**: ${MEANINGS[flow]}`).join('\n')}

\`upgrade\` begins with polling and goes over to a WebSocket. MessagePack is off by default: \`--msgpack\` lets clients with
\`socket.io-msgpack-parser\` connect at \`/socket.io/msgpack\`, into the same rooms.

${ENVIRONMENT} ${environment}.
`;
}

function superscript(number) {
  return `<sup>${number}</sup>`;
}

/** The document without what differs from one machine to the next. */
export const withoutEnvironment = (text) => text.split('\n').filter((line) => !line.startsWith(ENVIRONMENT)).join('\n');
