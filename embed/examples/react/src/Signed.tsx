import '@sociable/embed';
import type {} from '@sociable/embed/react';
import { useState } from 'react';

import { getToken, server } from './chat';

/** In the page, as whoever is signed in. */
export function Signed() {
  const [name, setName] = useState('…');
  return (
    <>
      <h1>Our customers are the chat's people</h1>
      <p>
        In the chat as <output>{name}</output>
      </p>
      <sociable-chat
        server={server}
        room="lobby"
        getToken={getToken}
        onchat:ready={({ detail }) => setName(detail.user?.name ?? 'nobody')}
        onchat:error={({ detail }) => setName(detail.code)}
      />
    </>
  );
}
