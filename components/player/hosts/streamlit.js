// The player inside Streamlit: one for each root element, fed at each change of data or theme.

import { h } from '../dom.js';
import { unpack } from '../film/film.js';
import { WORDS } from '../given.js';
import { createPlayer } from '../player.js';
import { followRateSlider } from './streamlit_rate_slider.js';
import { createReporter } from './streamlit_reports.js';
import { isDark } from './streamlit_theme.js';

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

/** A player, and what follows the slider of the learning rate for as long as it is there. */
function startPlayer(root, session, report) {
  // The page Mistakes lays the player's parts out among its own.
  root.classList.toggle('lab-parted', root.closest('.st-key-mistakes') !== null);
  const player = createPlayer(root, {
    plotly: loadPlotly(new URL(session.plotly, document.baseURI).href),
    words: WORDS,
    report,
    isDark: () => isDark(root),
    openSettings: document.querySelector('[data-testid="stSidebar"]') ? () => turnSettings(root) : null,
  });
  const stopFollowing = followRateSlider((rate) => report('rate', rate));
  return {
    load: player.load,
    destroy() {
      player.destroy();
      stopFollowing();
    },
  };
}

/** Called by Streamlit at the first drawing, and again whenever data or theme change. */
export default function streamlit({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector('[data-testid="player"]');
  const [session, film] = unpack(data);
  if (!players.has(root)) players.set(root, startPlayer(root, session, createReporter(setStateValue)));
  players.get(root).load(film, session);
  return () => {
    // Streamlit also ends a call that a newer one has overtaken, and they share the player.
    if (root.isConnected) return;
    players.get(root)?.destroy();
    players.delete(root);
  };
}
