// When to do what is not needed at once.

/** Once the page has loaded and has nothing else to do; returns what takes that back. */
export function whenIdle(act: () => void): () => void {
  const abort = new AbortController();
  const wait = () => {
    const idle = globalThis.requestIdleCallback ?? ((act: () => void) => setTimeout(act, 1000));
    idle(() => abort.signal.aborted || act(), { timeout: 5000 });
  };
  if (document.readyState === 'complete') wait();
  else addEventListener('load', wait, { once: true, signal: abort.signal });
  return () => abort.abort();
}

/** Whenever it comes near the part of the page that one sees, or goes away from it. */
export function whenVisible(node: Element, act: (visible: boolean) => void): () => void {
  const observer = new IntersectionObserver((entries) => act(entries.at(-1)!.isIntersecting), { rootMargin: '200px' });
  observer.observe(node);
  return () => observer.disconnect();
}
