import '@sociable/embed';
import type {} from '@sociable/embed/react';
import { useState } from 'react';

import { server } from './chat';

/** A bubble, and what is unread in it where the page wants it. */
export function Bubble() {
  const [unread, setUnread] = useState(0);
  const [open, setOpen] = useState(false);
  return (
    <>
      <h1>A bubble</h1>
      <p>
        <button onClick={() => setOpen(true)}>Help</button> Unread: <output>{unread}</output>
      </p>
      <sociable-chat
        mode="bubble"
        server={server}
        room="support"
        open={open}
        onchat:open={() => setOpen(true)}
        onchat:close={() => setOpen(false)}
        onchat:unread={(event) => setUnread(event.detail.count)}
      />
    </>
  );
}
