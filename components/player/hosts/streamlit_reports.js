// Reports to Streamlit, handed over once its page is complete.

const LOOK_MS = 50;
// What makes a page incomplete, and how many looks that is waited for.
const INCOMPLETE = [
  ['[data-testid="stSkeleton"]', 200], // a widget whose script is still on its way
  ['[data-test-script-state="running"]', 20], // a run; but what is reported may end a long training
];

/**
 * Hands reports to Streamlit once its page is complete. Streamlit tells only once what the server has
 * set a widget to: where another run begins before the browser has made that widget, it is made
 * with its default, which from then on is taken for the visitor's wish. The pictures come first, so
 * that somebody may touch them while the sidebar is still on its way.
 *
 * Who goes back sees the page that they leave until the other one comes. What they do there is not
 * told: Streamlit would take it for a wish to stay, and make the other page's address its own.
 */
export function createReporter(setStateValue) {
  const waiting = new Map();
  const { pathname } = location;
  let looks = 0;
  function look() {
    if (location.pathname !== pathname) waiting.clear();
    looks += 1;
    if (INCOMPLETE.some(([sign, most]) => looks <= most && document.querySelector(sign))) {
      setTimeout(look, LOOK_MS);
      return;
    }
    looks = 0;
    for (const [name, value] of waiting) setStateValue(name, value);
    waiting.clear();
  }
  return (name, value) => {
    waiting.set(name, value);
    if (looks === 0) look();
  };
}
