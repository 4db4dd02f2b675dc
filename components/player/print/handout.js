// The hand-out: what is printed is laid out for paper, and says what made it.

import { h } from '../dom.js';

/**
 * {title: what stands above all of it on paper, element: what stands below the pictures, load(settings),
 * show(said): what it is called}. settings: [label, value] each.
 */
export function createHandout(words) {
  const title = h('p', { class: 'lab-sheet-title' });
  const list = h('dl', {});
  const link = h('p', { class: 'lab-link' });
  return {
    title,
    element: h('section', { class: 'lab-handout', 'aria-label': words.settings }, h('h2', {}, words.settings), list, link),
    load(settings) {
      list.replaceChildren(...settings.map(([label, value]) => h('div', {}, h('dt', {}, label), h('dd', {}, value))));
    },
    /** The link is the one of the moment that is printed. */
    show(said = '') {
      link.textContent = location.href;
      title.textContent = said;
    },
  };
}

/**
 * Lays the player out as wide as paper while it is printed: {isOn(), stop()}. onTurn(on) draws it
 * so, at once: the browser prints as soon as it returns, and waits for nothing.
 */
export function createPaper(root, onTurn) {
  const query = matchMedia('print');
  let on = false;
  function turn(next) {
    if (next === on) return;
    on = next;
    root.classList.toggle('lab-paper', on);
    onTurn(on);
  }
  const begin = () => turn(true);
  const end = () => turn(false);
  const change = () => turn(query.matches);
  addEventListener('beforeprint', begin);
  addEventListener('afterprint', end);
  query.addEventListener('change', change);
  return {
    isOn: () => on,
    stop() {
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
      query.removeEventListener('change', change);
    },
  };
}
