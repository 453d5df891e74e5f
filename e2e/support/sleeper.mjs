// A stock client in a thread of its own that does nothing at all for a while, not even for its connection.

import { parentPort, workerData } from 'node:worker_threads';

import { io } from 'socket.io-client';

const { url, transports, sleepMs, last } = workerData;
const socket = io(url, { auth: { name: 'Sleeper' }, transports });
const seqs = [];
let disconnected = 0;
socket.on('disconnect', () => { disconnected += 1; });
socket.on('message:new', ({ seq }) => {
  seqs.push(seq);
  if (seq === last) {
    parentPort.postMessage({ seqs, disconnected });
    socket.close();
  }
});
socket.once('connect', async () => {
  await socket.emitWithAck('room:join', { room: 'lobby' });
  parentPort.once('message', () => {
    // Blocks the event loop, as a long computation would, but leaves the processor to the server.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, sleepMs);
  });
  parentPort.postMessage('ready');
});
