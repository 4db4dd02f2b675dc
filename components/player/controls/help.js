// The help: what the keys do, what each picture shows, what each switch and setting is for.

import { h, heading } from '../dom.js';

/** What a film has that the help may have a line for: its pictures and its switches, by name. */
function helpedIn({ panels, can_open: canOpen }, words) {
  const ofPictures = panels.flatMap(({ title, switches }) => [title, ...switches.map(({ label }) => label)]);
  return new Set([...ofPictures, words.hold, ...(canOpen ? [words.inside, words.learners] : [])]);
}

/** {button: for the bar, element: the dialog, open(), load(film, helps): the parts that are shown} */
export function createHelp(words) {
  const close = () => element.close();
  const list = h('div', { class: 'lab-help-parts', tabindex: 0, role: 'region', 'aria-label': words.help });
  const element = h('dialog', { class: 'lab-help', 'aria-label': words.help },
    h('div', { class: 'lab-help-strip' }, h('span', {}, words.help),
      h('button', { type: 'button', class: 'lab-button lab-close', 'aria-label': words.close, title: words.close, onclick: close }, '×')),
    list);
  element.onclick = ({ target }) => { if (target === element) close(); }; // beside it
  const open = () => element.showModal();
  const button = h('button', { type: 'button', class: 'lab-button lab-ask', 'aria-label': words.help, title: words.help, onclick: open }, '?');

  function load(film, helps) {
    const here = helpedIn(film, words);
    const parts = words.help_parts.filter(([title]) => helps.includes(title)).flatMap(([title, entries]) => {
      const shown = words.help_of_film.includes(title) ? entries.filter(([name]) => here.has(name)) : entries;
      return [heading(title), h('dl', { class: 'lab-help-list' }, ...shown.flatMap(([name, text]) => [h('dt', {}, name), h('dd', {}, text)]))];
    });
    list.replaceChildren(...parts);
  }

  return { button, element, open, load };
}
