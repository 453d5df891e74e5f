import { useState } from 'react';
import { createRoot } from 'react-dom/client';

import { Bubble } from './Bubble';
import { Own } from './Own';
import { Signed } from './Signed';

const pages = { Bubble, Signed, Own };

function App() {
  const [page, setPage] = useState<keyof typeof pages>('Bubble');
  const Page = pages[page];
  return (
    <>
      <nav>
        {Object.keys(pages).map((name) => (
          <button key={name} onClick={() => setPage(name as keyof typeof pages)}>
            {name}
          </button>
        ))}
      </nav>
      <Page />
    </>
  );
}

createRoot(document.querySelector('#root')!).render(<App />);
