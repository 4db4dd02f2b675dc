// The places to go back to, where a page is left for another before the server has said all of it.

// What the server says of a page's address belongs to the page that is seen when it is said, and may
// arrive a moment before the other page is there, or after.
const LEAVING_MS = 5000; // for which a page is waited for
const SETTLING_MS = 1000;
let leftAt = -Infinity; // when a link to another page was followed that is not there yet
let cameAt = -Infinity; // when this page was come to
addEventListener('click', ({ target }) => {
  const link = target.closest?.('[data-testid="stPageLink-NavLink"]');
  if (link && link.pathname !== location.pathname) leftAt = performance.now();
}, true);
const { pushState, replaceState } = History.prototype;
/** Between two pages nothing is a place to go back to, and what sets a page's first address right is
 *  no other place. */
History.prototype.pushState = function (state, title, url) {
  const now = performance.now();
  if (new URL(url ?? '', location.href).pathname !== location.pathname) {
    [leftAt, cameAt] = [-Infinity, now];
  } else if (now - leftAt < LEAVING_MS) {
    return;
  } else if (now - cameAt < SETTLING_MS) {
    replaceState.call(this, state, title, url);
    return;
  }
  pushState.call(this, state, title, url);
};
