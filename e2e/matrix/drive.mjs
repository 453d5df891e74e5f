// How a JavaScript client is driven, in this process or in a page: the function is also sent there as text, so it may use
// nothing from around it.

/**
 * Connects a client, of any version, and tells `hear(event, payload)` what happens. What goes in and out is JSON; bytes in it
 * are `{$bytes: base64}`.
 *
 * @param {Function} io the client
 * @param {object} settings see `Puppet.connect`
 * @param {object} extra options that cannot be told as JSON, as a parser
 */
export function drive(io, settings, hear, extra = {}) {
  const { url, path, transports, auth, follow, inQuery, events } = settings;
  const isNode = typeof window === 'undefined';

  const unpack = (value) => {
    if (Array.isArray(value)) return value.map(unpack);
    if (value === null || typeof value !== 'object') return value;
    if (typeof value.$bytes === 'string') {
      const bytes = Uint8Array.from(atob(value.$bytes), (char) => char.charCodeAt(0));
      // What all versions and parsers take for bytes there.
      return isNode ? Buffer.from(bytes) : bytes.buffer;
    }
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, unpack(field)]));
  };
  const pack = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return { $bytes: btoa(String.fromCharCode(...bytes)) };
    }
    if (Array.isArray(value)) return value.map(pack);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, pack(field)]));
  };

  const cursors = { ...auth.cursors };
  const who = inQuery ? { query: auth } : { auth: (send) => send(follow ? { ...auth, cursors } : auth) };
  const socket = io(url, { path, transports, forceNew: true, ...who, ...extra });
  for (const event of events) {
    socket.on(event, (...args) => {
      if (follow && event === 'message:new') cursors[args[0].room] = args[0].seq;
      hear(event, pack(args));
    });
  }
  socket.on('disconnect', (reason) => hear('$disconnect', [reason]));
  // Clients of Socket.IO 1.x and 2.x call a refusal of the server `error`.
  for (const event of ['connect_error', 'error']) {
    socket.on(event, (error) => hear('$refused', [error?.message ?? String(error)]));
  }

  return {
    request: (event, args) => new Promise((resolve) => {
      socket.emit(event, ...unpack(args), (...answer) => resolve(pack(answer)));
    }),
    send: (event, args) => void socket.emit(event, ...unpack(args)),
    carrier: () => socket.io.engine.transport.name,
    close: () => void socket.close(),
  };
}
