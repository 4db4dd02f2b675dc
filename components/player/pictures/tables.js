// The linked tables: the numbers of a step, row by row, as they change with it.

const ROWS_AT_FIRST = 24; // more than fit into the table's height before it is scrolled
const MOST_PRINTED = 40; // rows on paper; of more, the rest is counted
const ROWS_BESIDE = 2; // set before they are scrolled into sight
const COLUMN = 8.7; // em that each of many columns has at least; more than fit are scrolled to
const FEW = 4; // columns, for which half of the page is mostly wide enough
const PADDING = 1.1; // em, left and right of what stands in a cell
const LETTER = 0.8; // of a digit's width, as letters of words have on average

const cellClass = (column) => (column.texts ? 'lab-text' : 'lab-cell');
/** A first column of texts names its rows; above it, where it has no label, stands no header. */
const cellOf = (column, c) => (column.texts && c === 0 ? ['th', { scope: 'row' }] : ['td', {}]);
const headOf = (column) => (column.label ? ['th', { scope: 'col' }] : ['td', {}]);
/** What a column says of all its cells, or of each. */
const ofRow = (one, i) => (Array.isArray(one) ? one[i] : one);

function lengthOf(film, column) {
  if (column.texts) return column.texts.length;
  return column.numbers ? column.numbers.shape[0] : coordinatesAt(film, column.moving, 0).length;
}

function stillText(film, column, i) {
  if (column.texts) return column.texts[i];
  return column.numbers ? formatFixed(film.numbers[column.numbers.at + i]) : '';
}

/** The texts in a column: of numbers that move, those of a few steps. */
function textsIn(film, column) {
  if (!column.moving) return Array.from({ length: lengthOf(film, column) }, (_, i) => stillText(film, column, i));
  return [0, 1, 2, 3, 4].flatMap((quarter) => Array.from(
    coordinatesAt(film, column.moving, Math.round((film.steps * quarter) / 4)).slice(0, ROWS_AT_FIRST),
    (value) => formatNumber(value, column.digits)));
}

/** How many letters these numbers have before the point at most, and from it on. */
function lettersOf(texts) {
  const points = texts.map((text) => text.search(/\.|$/));
  return { before: Math.max(0, ...points), behind: Math.max(0, ...texts.map((text, i) => text.length - points[i])) };
}

/** How wide a column must be for its numbers, point below point, or its words. */
function roomFor(film, column) {
  const texts = textsIn(film, column);
  const { before, behind } = lettersOf(texts);
  const longest = column.texts ? LETTER * Math.max(0, ...texts.map((text) => text.length)) : before + behind;
  const word = Math.max(0, ...column.label.split(/\s/).map((part) => part.length));
  return `${Math.max(longest, word)}ch + ${PADDING}em`;
}

/** A cell whose numbers stand point below point: {element, set(text)}. */
function createNumberCell(tag, attributes, letters) {
  const [whole, rest] = [new Text(), h('span', { class: 'lab-rest', style: `min-width: ${letters}ch` })];
  return {
    element: h(tag, attributes, whole, rest),
    set(text) {
      const point = text.search(/\.|$/);
      whole.data = text.slice(0, point);
      rest.textContent = text.slice(point);
    },
  };
}

/** Rows of cells, each {element, set(text)}, with what stands still in them; and where columns stay. */
function createCells(film, { columns, staying }) {
  const count = Math.max(...columns.map((column) => lengthOf(film, column)));
  const letters = columns.map((column) => (column.texts ? 0 : lettersOf(textsIn(film, column)).behind));
  return Array.from({ length: count }, (_, i) => columns.map((column, c) => {
    const [tag, attributes] = cellOf(column, c);
    const dress = { ...attributes, class: `${cellClass(column)} lab-ink-${ofRow(column.colour, i)}`, ...stays(c, staying) };
    const cell = column.texts
      ? { element: h(tag, dress, worded(stillText(film, column, i), column.terms[i])) }
      : createNumberCell(tag, dress, letters[c]);
    if (column.numbers) cell.set(stillText(film, column, i));
    return cell;
  }));
}

/** What keeps a column in its place where the others are scrolled. */
const stays = (c, staying) => (c < staying ? { 'data-stays': c, style: `--lab-place: ${c * COLUMN}em` } : {});

/** Says whether a box has more to its right, at each look; a press of the button goes there. */
function createMore(words, scroller) {
  const button = h('button', { type: 'button', class: 'lab-switch', onclick: () => scroller.scrollBy({ left: scroller.clientWidth / 2 }) }, words.more_columns);
  const look = () => {
    const hasMore = scroller.scrollLeft + scroller.clientWidth < scroller.scrollWidth - 2;
    button.hidden = !hasMore;
    scroller.classList.toggle('lab-more', hasMore);
  };
  look();
  return { button, look };
}

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
function createTables(words, clock) {
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
