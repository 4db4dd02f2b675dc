// A page that is loaded anew before it came to rest: the address knows only where that was last.

const KEPT = 'regression-lab-place'; // in the tab's own storage, from one loading to the next

/** place(): where the visitor is, or null where the address knows it. Returns what ends it. */
export function keepPlace(place) {
  const keep = () => {
    const now = place();
    try {
      if (now) sessionStorage.setItem(KEPT, JSON.stringify({ address: location.href, ...now }));
    } catch { /* no storage in this frame: it is step 0 then */ }
  };
  addEventListener('pagehide', keep);
  return () => removeEventListener('pagehide', keep);
}

/** Where the visitor was when this very page was loaded anew, once; else null. */
export function keptPlace() {
  try {
    const { address, ...place } = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
    sessionStorage.removeItem(KEPT);
    const [{ type } = {}] = performance.getEntriesByType('navigation');
    return type === 'reload' && address === location.href ? place : null;
  } catch {
    return null;
  }
}
