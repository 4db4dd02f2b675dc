// The gallery of data: pictures of all sets, by group, and a field that searches them.

import { h, svg } from '../player/dom.js';
import { isDark } from '../player/hosts/streamlit_theme.js';
import { coloursOf, showColours } from '../player/pictures/theme.js';
import { GALLERY } from './given.js';

const NEXT_TO = { ArrowLeft: -1, ArrowRight: 1 };
const ROWS_ON = { ArrowUp: -1, ArrowDown: 1 };
let options = 0;

function picture({ points, fit, sign }) {
  const [width, height] = GALLERY.box;
  return svg(`0 0 ${width} ${height}`, [
    ['path', { class: 'gallery-fit', d: fit }],
    ...points.map((d, label) => ['path', { class: label ? 'gallery-ones' : 'gallery-points', d }]),
    ['path', { class: 'gallery-sign', d: sign }],
  ], { class: 'gallery-picture' });
}

function option(set, shown, pick) {
  options += 1;
  const element = h('div', {
    class: 'gallery-set', role: 'option', id: `gallery-set-${options}`, 'aria-selected': set.name === shown,
    onclick: () => pick(set),
  }, picture(set), h('span', {}, h('b', {}, set.label), ' ', h('span', { class: 'gallery-for' }, set.good_for)));
  return { element, set, text: `${set.label} ${set.good_for}`.toLowerCase() };
}

/** The groups of the sets, each with those of its own, in the order in which they come. */
function groupsOf(sets) {
  const groups = new Map();
  for (const each of sets) groups.set(each.set.group, [...groups.get(each.set.group) ?? [], each]);
  return [...groups].map(([name, members], i) => {
    const id = `gallery-group-${i}`;
    const element = h('div', { class: 'gallery-group', role: 'group', 'aria-labelledby': id },
      h('div', { class: 'gallery-name', id, role: 'presentation' }, name), ...members.map(({ element: set }) => set));
    return { element, members };
  });
}

/** Of these, the one in the next row up or down that is nearest to where `from` stands. */
function inNextRow(sets, from, way) {
  const placed = sets.map((set) => ({ set, ...set.element.getBoundingClientRect().toJSON() }));
  const { top, left } = from.element.getBoundingClientRect();
  const beyond = placed.filter((other) => way * (other.top - top) > 1);
  const row = Math.min(...beyond.map((other) => way * other.top));
  const inRow = beyond.filter((other) => way * other.top < row + 1);
  return inRow.sort((one, other) => Math.abs(one.left - left) - Math.abs(other.left - left))[0]?.set ?? from;
}

/**
 * Open it. button: beside which it stands, and which gets the keyboard back; shown: the present set's
 * name; pick(name): another one is chosen. event: what opened it.
 */
export function open({ button, shown, pick }, event) {
  const { words, style } = GALLERY;
  const isByKey = event.type === 'keydown' || event.detail === 0;
  const all = GALLERY.sets.map((set) => option(set, shown, choose));
  const groups = groupsOf(all);
  const list = h('div', { class: 'gallery-list', role: 'listbox', id: 'gallery-list', 'aria-label': words.title }, ...groups.map(({ element }) => element));
  const field = h('input', {
    class: 'gallery-search', type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'gallery-list',
    'aria-autocomplete': 'list', 'aria-label': words.search, placeholder: words.search, autocomplete: 'off', spellcheck: 'false', oninput: search,
  });
  const found = h('span', { class: 'gallery-found', role: 'status' });
  const close = h('button', { type: 'button', class: 'gallery-close', 'aria-label': words.close, title: words.close, onclick: () => dialog.close() }, '×');
  const dialog = h('dialog', { class: 'gallery', 'data-testid': 'gallery', 'aria-label': words.title, tabindex: -1 },
    h('style', {}, style), h('div', { class: 'gallery-head' }, field, found, close), list);
  showColours(dialog, coloursOf(GALLERY, isDark(button)));
  let active = null;

  const seen = () => all.filter(({ element }) => !element.hidden);

  function choose({ name }) {
    dialog.close();
    if (name !== shown) pick(name);
  }

  function activate(set) {
    active?.element.classList.remove('gallery-active');
    active = set ?? null;
    active?.element.classList.add('gallery-active');
    active?.element.scrollIntoView({ block: 'nearest' });
    if (active) field.setAttribute('aria-activedescendant', active.element.id);
    else field.removeAttribute('aria-activedescendant');
  }

  function search() {
    const asked = field.value.toLowerCase().split(/\s+/);
    for (const { element, text } of all) element.hidden = !asked.every((word) => text.includes(word));
    for (const { element, members } of groups) element.hidden = members.every((member) => member.element.hidden);
    const left = seen();
    found.textContent = (left.length ? words.found : words.nothing).replace('{some}', left.length).replace('{all}', all.length);
    activate(left.find(({ set }) => set.name === shown) ?? left[0]);
  }

  dialog.onkeydown = (key) => {
    const sets = seen();
    const at = sets.indexOf(active);
    const isCaret = key.target === field && field.value && (key.key in NEXT_TO || key.key === 'Home' || key.key === 'End');
    if (isCaret || key.isComposing || key.ctrlKey || key.metaKey || key.altKey || key.target === close) return;
    if (key.key === 'Enter' && active) choose(active.set);
    else if (key.key in NEXT_TO) activate(sets[Math.max(0, Math.min(sets.length - 1, at + NEXT_TO[key.key]))]);
    else if (key.key in ROWS_ON) activate(active && inNextRow(sets, active, ROWS_ON[key.key]));
    else if (key.key === 'Home') activate(sets[0]);
    else if (key.key === 'End') activate(sets.at(-1));
    else {
      if (key.key.length === 1) field.focus(); // also where a finger opened it: what is typed is searched
      return;
    }
    key.preventDefault();
  };
  dialog.onclick = ({ target }) => { if (target === dialog) dialog.close(); }; // beside it
  dialog.onclose = () => {
    dialog.remove();
    // Who pressed it by a pointer goes on with the keys of the page.
    if (isByKey) button.focus();
    else button.blur();
  };
  document.querySelector('.gallery')?.close();
  button.after(dialog);
  dialog.showModal();
  search();
  if (event.pointerType === 'touch') dialog.focus(); // else a keyboard would cover half of it
  else field.focus();
}
