// The player inside Streamlit: one for each root element, fed at each change of data or theme.

const players = new WeakMap(); // root element → player
let plotlyLoading = null;

/** The page's head has asked for Plotly already (app.py); elsewhere it is asked for here. */
function loadPlotly(url) {
  if (globalThis.Plotly) return Promise.resolve(globalThis.Plotly);
  plotlyLoading ??= new Promise((resolve, reject) => {
    const asked = [...document.scripts].find((script) => script.src === url);
    const script = asked ?? h('script', { src: url });
    script.addEventListener('load', () => resolve(globalThis.Plotly));
    script.addEventListener('error', () => reject(new Error(`no ${url}`)));
    if (!asked) document.head.append(script);
  });
  return plotlyLoading;
}

/** Fold the sidebar out, by the button that is there for it, and show above it the picture that is
 *  looked at; or fold it away again. */
function turnSettings(root) {
  const opener = document.querySelector('[data-testid="stExpandSidebarButton"]');
  (opener ?? document.querySelector('[data-testid="stSidebarCollapseButton"] button'))?.click();
  if (!opener) return;
  const isSeen = (figure) => figure.getBoundingClientRect().bottom > 0.25 * innerHeight;
  [...root.querySelectorAll('.lab-panels figure')].find(isSeen)?.scrollIntoView({ block: 'start' });
}

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
function createReporter(setStateValue) {
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

/** Called by Streamlit at the first drawing, and again whenever data or theme change. */
export default function streamlit({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector('[data-testid="player"]');
  const [session, film] = unpack(data);
  if (!players.has(root)) {
    players.set(root, createPlayer(root, {
      plotly: loadPlotly(new URL(session.plotly, document.baseURI).href),
      words: WORDS,
      report: createReporter(setStateValue),
      isDark: () => isDark(root),
      openSettings: document.querySelector('[data-testid="stSidebar"]') ? () => turnSettings(root) : null,
    }));
  }
  players.get(root).load(film, session);
  return () => {
    // Streamlit also ends a call that a newer one has overtaken, and they share the player.
    if (root.isConnected) return;
    players.get(root)?.destroy();
    players.delete(root);
  };
}
