// The linked tables: the numbers of a step, row by row, as they change with it.

const ROWS_AT_FIRST = 24; // more than fit into the table's height before it is scrolled
const ROWS_BESIDE = 2; // set before they are scrolled into sight
const COLUMN = 8.7; // em that each of many columns has at least; more than fit are scrolled to

const cellClass = (column) => (column.texts ? 'lab-text' : 'lab-cell');
/** A first column of texts names its rows; above it, where it has no label, stands no header. */
const cellOf = (column, c) => (column.texts && c === 0 ? ['th', { scope: 'row' }] : ['td', {}]);
const headOf = (column) => (column.label ? ['th', { scope: 'col' }] : ['td', {}]);

function lengthOf(film, column) {
  if (column.texts) return column.texts.length;
  return column.numbers ? column.numbers.shape[0] : coordinatesAt(film, column.moving, 0).length;
}

function stillText(film, column, i) {
  if (column.texts) return column.texts[i];
  return column.numbers ? formatFixed(film.numbers[column.numbers.at + i]) : '';
}

/** A table of the film (film._table in Python): {figure, move(step), destroy()}. */
function createTable(film, table, presentStep) {
  const { columns } = table;
  const now = h('span', { class: 'lab-now' });
  const moveTitle = fillTemplate(now, table.now, film.value);
  const count = Math.max(...columns.map((column) => lengthOf(film, column)));
  const rows = Array.from({ length: count }, (_, i) => h('tr', {}, ...columns.map((column, c) => {
    const [tag, attributes] = cellOf(column, c);
    return h(tag, { ...attributes, class: `${cellClass(column)} lab-ink-${column.colour}` }, stillText(film, column, i));
  })));
  const heads = columns.map((column) => {
    const [tag, attributes] = headOf(column);
    return h(tag, { ...attributes, class: cellClass(column) }, column.label);
  });
  const scroller = h('div', { class: 'lab-scroller', tabindex: 0, role: 'region', 'aria-label': table.title },
    h('table', { style: `min-width: ${columns.length > 4 ? COLUMN * columns.length : 0}em` }, h('thead', {}, h('tr', {}, ...heads)), h('tbody', {}, ...rows)));
  const figure = h('figure', { class: 'lab-panel lab-table', 'data-panel': table.name, 'aria-label': table.title },
    h('figcaption', { class: 'lab-caption' }, h('span', { class: 'lab-title' }, heading(table.title), ' ', now)),
    scroller);
  let inSight = false;
  let first = 0;
  let last = ROWS_AT_FIRST;

  // Only the cells in sight are set, and nothing is measured here: a layout at each step would
  // cost more than the pictures.
  function move(step) {
    if (!inSight) return;
    moveTitle(step);
    columns.forEach((column, c) => {
      if (!column.moving) return;
      const values = coordinatesAt(film, column.moving, step);
      for (let i = first; i < Math.min(rows.length, last); i += 1) rows[i].children[c].textContent = formatNumber(values[i], column.digits);
    });
  }

  scroller.onscroll = () => {
    const height = rows[0].offsetHeight;
    first = Math.max(0, Math.floor(scroller.scrollTop / height) - ROWS_BESIDE);
    last = first + Math.ceil(scroller.clientHeight / height) + 2 * ROWS_BESIDE;
    move(presentStep());
  };
  const observer = new IntersectionObserver((entries) => {
    inSight = entries.at(-1).isIntersecting;
    move(presentStep());
  });
  observer.observe(figure);
  return { figure, move, destroy: () => observer.disconnect() };
}

/** The place of a film's tables: {element, load(film), move(), stop()}. */
function createTables(clock) {
  const element = h('div', { class: 'lab-tables' });
  let film = null;
  let tables = [];
  let moving = []; // none while those of another film still stand there

  function show() {
    if (!film) return; // stopped meanwhile
    tables.forEach((table) => table.destroy());
    tables = film.tables.map((table) => createTable(film, table, () => clock.place.step));
    moving = tables;
    element.replaceChildren(...tables.map((table) => table.figure));
  }

  return {
    element,
    load(next) {
      film = next;
      moving = [];
      requestAnimationFrame(() => setTimeout(show)); // once the pictures are painted
    },
    move: () => moving.forEach((table) => table.move(clock.place.step)),
    stop() {
      film = null;
      tables.forEach((table) => table.destroy());
    },
  };
}
