// What page this is, in a place that is too narrow for the settings beside it, and the way to them.

import { h } from '../dom.js';

/** {element, load(film)}. openSettings: what the button does, or nothing where there are no settings. */
export function createAbout(words, openSettings) {
  const told = h('span', {});
  const open = h('button', { type: 'button', class: 'lab-switch lab-settings', onclick: openSettings }, words.settings);
  open.hidden = !openSettings;
  return {
    element: h('div', { class: 'lab-about' },
      h('div', { class: 'lab-which' }, h('b', {}, words.title), told), open),
    load(film) { told.textContent = film.about; },
  };
}
