// What is done in the page to see whether the list of messages moves by itself. It goes to the browser as it stands here, so
// it uses nothing from around it.

/** Makes `watched.step(by)`, which scrolls the list and notes the most rows that it had and the furthest that a row went
 * without being scrolled. */
export function watchList() {
  const list = document.querySelector('.list');
  const rows = () => [...list.querySelectorAll('[data-row]')];
  const watched = { rows: 0, moved: 0, anchors: 0 };
  // Looks at a frame when all is in its place and before it is painted: after the page's own observers.
  const drawn = (look) => new Promise((resolve) => {
    requestAnimationFrame(() => {
      const last = new ResizeObserver(() => {
        last.disconnect();
        look();
        resolve();
      });
      last.observe(list);
    });
  });
  globalThis.watched = watched;
  watched.step = async (by) => {
    const edge = (row) => row.getBoundingClientRect().bottom;
    let anchor;
    let before;
    await drawn(() => {
      list.scrollTo({ top: list.scrollTop + by, behavior: 'instant' });
      // Measured before the page hears of it; whatever moves from here on is the page's doing.
      const { top, bottom } = list.getBoundingClientRect();
      // Close to its end the list goes to its end.
      const way = list.scrollHeight - list.scrollTop - list.clientHeight;
      anchor = way > 100 ? rows().find((row) => edge(row) > top + 16 && edge(row) < bottom) : undefined;
      before = anchor && edge(anchor);
    });
    for (let n = 0; n < 3; n += 1) {
      await drawn(() => {
        watched.rows = Math.max(watched.rows, rows().length);
        if (anchor?.isConnected) watched.moved = Math.max(watched.moved, Math.abs(edge(anchor) - before));
      });
    }
    watched.anchors += Number(anchor?.isConnected ?? false);
    const seqs = rows().map((row) => Number(row.dataset.seq));
    return { first: seqs[0], last: seqs.at(-1), way: list.scrollHeight - list.scrollTop - list.clientHeight };
  };
}
