// The linked tables: the numbers of a step, row by row, as they change with it.

import { h, heading } from '../dom.js';
import { coordinatesAt } from '../film/coordinates.js';
import { fillTemplate } from '../text/moving_text.js';
import { formatNumber } from '../text/numbers.js';
import { worded } from '../text/terms.js';
import { COLUMN, ROWS_AT_FIRST, cellClass, createCells, ofRow, roomFor, stays } from './cells.js';
import { createMore } from './more_columns.js';

const MOST_PRINTED = 40; // rows on paper; of more, the rest is counted
const ROWS_BESIDE = 2; // set before they are scrolled into sight
const FEW = 4; // columns, for which half of the page is mostly wide enough

const headOf = (column) => (column.label ? ['th', { scope: 'col' }] : ['td', {}]);

/** A table of the film (film._table in Python): {figure, move(step), destroy()}. */
function createTable(film, table, words, clock) {
  const { columns, staying } = table;
  const now = h('span', { class: 'lab-now' });
  const moveTitle = fillTemplate(now, table.now, film.value);
  const old = h('span', { class: 'lab-now' }); // what the grey numbers are of
  const cells = createCells(film, table);
  const isBroad = columns.length > FEW;
  const rooms = columns.map((column) => (isBroad ? `${COLUMN}em` : roomFor(film, column)));
  const rows = cells.map((row) => h('tr', {}, ...row.map((cell) => cell.element)));
  const heads = columns.map((column, c) => {
    const [tag, attributes] = headOf(column);
    const { style = '', ...kept } = stays(c, staying);
    const dress = { ...attributes, class: cellClass(column), ...kept, style: `${style}; width: calc(${rooms[c]})` };
    return h(tag, dress, worded(column.label, column.term));
  });
  const scroller = h('div', { class: 'lab-scroller', tabindex: 0, role: 'region', 'aria-label': table.title },
    h('table', { style: `min-width: calc(${rooms.join(' + ')})` }, h('thead', {}, h('tr', {}, ...heads)), h('tbody', {}, ...rows)));
  const more = createMore(words, scroller);
  const rest = h('p', { class: 'lab-unprinted' }, words.not_printed.replace('{rest}', rows.length - MOST_PRINTED));
  rest.hidden = true;
  const figure = h('figure', { class: `lab-panel lab-table${isBroad ? ' lab-broad' : ''}`, 'data-panel': table.name, 'aria-label': table.title },
    h('figcaption', { class: 'lab-caption' }, h('span', { class: 'lab-title' }, heading(table.title), ' ', now, old),
      h('span', { class: 'lab-keys' }, more.button)),
    scroller, rest);
  let inSight = false;
  let isWhole = false; // on paper all rows are seen
  let first = 0;
  let last = ROWS_AT_FIRST;

  /** The cells in sight of a column that moves, each at the step that is known of it by now. */
  function moveColumn(column, c) {
    const present = clock.place.step;
    const known = new Map(); // step → the column then
    const at = (step) => known.get(step) ?? known.set(step, coordinatesAt(film, column.moving, step)).get(step);
    const [from, to] = isWhole ? [0, rows.length] : [first, Math.min(rows.length, last)];
    for (let i = from; i < to; i += 1) {
      const step = clock.latest(ofRow(column.known_at, i));
      cells[i][c].set(step < 0 ? '–' : formatNumber(at(step)[i], column.digits));
      rows[i].children[c].classList.toggle('lab-old', step < present);
    }
  }

  // Only the cells in sight are set, and nothing is measured here: a layout at each step would
  // cost more than the pictures.
  function move() {
    if (!inSight && !isWhole) return;
    const present = clock.place.step;
    moveTitle(present);
    columns.forEach((column, c) => { if (column.moving) moveColumn(column, c); });
    const oldest = Math.min(...columns.flatMap((column) => column.known_at ?? []).map(clock.latest));
    old.textContent = oldest < present ? `; ${words.old.replace('{step}', Math.max(0, oldest))}` : '';
    old.hidden = oldest < 0 || oldest >= present;
  }

  scroller.onscroll = () => {
    const height = rows[0].offsetHeight;
    first = Math.max(0, Math.floor(scroller.scrollTop / height) - ROWS_BESIDE);
    last = first + Math.ceil(scroller.clientHeight / height) + 2 * ROWS_BESIDE;
    more.look();
    move();
  };
  const observer = new IntersectionObserver((entries) => {
    inSight = entries.at(-1).isIntersecting;
    move();
  });
  observer.observe(figure);
  const resized = new ResizeObserver(more.look);
  resized.observe(scroller);
  return {
    figure,
    move,
    show(whole) {
      isWhole = whole;
      rows.forEach((row, i) => { row.hidden = whole && i >= MOST_PRINTED; });
      rest.hidden = !whole || rows.length <= MOST_PRINTED;
      move();
    },
    destroy() { observer.disconnect(); resized.disconnect(); },
  };
}

/** The place of a film's tables: {element, load(film), move(), stop()}. */
export function createTables(words, clock) {
  const element = h('div', { class: 'lab-tables' });
  let film = null;
  let tables = [];
  let areWhole = false; // on paper
  let moving = []; // none while those of another film still stand there

  function show() {
    if (!film) return; // stopped meanwhile
    tables.forEach((table) => table.destroy());
    tables = film.tables.map((table) => createTable(film, table, words, clock));
    moving = tables;
    element.replaceChildren(...tables.map((table) => table.figure));
    if (areWhole) tables.forEach((table) => table.show(true));
  }

  return {
    element,
    load(next) {
      film = next;
      moving = [];
      requestAnimationFrame(() => setTimeout(show)); // once the pictures are painted
    },
    move: () => moving.forEach((table) => table.move()),
    /** Set the numbers of all rows, or again of those in sight. */
    show(whole) {
      areWhole = whole;
      moving.forEach((table) => table.show(whole));
    },
    stop() {
      film = null;
      tables.forEach((table) => table.destroy());
    },
  };
}
