import { useEffect, useRef, useState, type FormEvent } from 'react';
import { io, type Socket } from 'socket.io-client';

import { getToken, server } from './chat';

interface Message {
  id: string;
  text: string;
  user: { name: string };
}

/** A chat of one's own over stock Socket.IO. */
export function Own() {
  const [messages, setMessages] = useState<Message[]>([]);
  const socket = useRef<Socket>(null);
  useEffect(() => {
    const own = io(server, { auth: async (send) => send({ token: await getToken() }) });
    socket.current = own;
    own.on('session', async () => setMessages((await own.emitWithAck('room:join', { room: 'lobby' })).messages));
    own.on('message:new', (message: Message) => setMessages((before) => [...before, message]));
    return () => void own.close();
  }, []);
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = String(new FormData(form).get('text'));
    const answer = await socket.current?.emitWithAck('message:send', { room: 'lobby', id: crypto.randomUUID(), text });
    if (answer?.ok) form.reset();
  };
  return (
    <>
      <h1>Our own Socket.IO code</h1>
      <ul id="messages">
        {messages.map(({ id, user, text }) => (
          <li key={id}>
            {user.name}: {text}
          </li>
        ))}
      </ul>
      <form onSubmit={send}>
        <input name="text" aria-label="Message" autoComplete="off" />
        <button>Send</button>
      </form>
    </>
  );
}
