// Matrices: a colour for each value, and the value itself where a cell has room for it.

import { h, svg } from '../dom.js';
import { COLOURS, DIVERGING } from '../given.js';
import { formatNumber } from '../text/numbers.js';
import { EDGE } from '../text/terms.js';

// In em: a cell at most, and at least, its height, from which width on it has its number, between blocks, a letter.
const CELL = 3.1;
const LEAST_CELL = 0.8; // a finger finds it; where all columns have no room for that, one scrolls
const CELL_HIGH = 1.75;
const WITH_NUMBER = 2.75;
const WITH_TENTHS = 2.15; // and from which on with one decimal
const BETWEEN = 1.6;
const TITLE_LETTER = 0.56;
const LEVELS = 48; // so many colours on either side of 0
const WRITTEN_OUT = 8; // products of a sum that the pointer shows

const channels = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));

/** A value's colour on the scale [least, 0, greatest] from −bound to bound, by its level. */
function levelColour(level, [least, middle, greatest]) {
  const [from, to] = [channels(middle), channels(level < 0 ? least : greatest)];
  const share = Math.abs(level) / LEVELS;
  return `rgb(${from.map((c, i) => Math.round(c + share * (to[i] - c))).join(' ')})`;
}

const levelOf = (value, bound) => Math.round((LEVELS * value) / bound);

/** Black or white, whichever is read more easily on it. */
function inkOn(colour) {
  const linear = colour.match(/\d+/g).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.179 ? 'black' : 'white';
}

/** The value with all the digits that tell it from every other float32. */
function exactNumber(value) {
  for (let digits = 6; digits < 9; digits += 1) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text).replaceAll('-', '−');
  }
  return String(Number(value.toPrecision(9))).replaceAll('-', '−');
}

/** The width of a cell, in pixels, with which all columns of the grid fit into `room`. */
function cellWidth(blocks, room, em) {
  const columns = new Map(); // of the grid: how many cells, and at least how wide for their title
  for (const { column, title, values: [row] } of blocks) {
    const { cells = 0, least = 0 } = columns.get(column) ?? {};
    columns.set(column, { cells: Math.max(cells, row.length), least: Math.max(least, title.length * TITLE_LETTER * em) });
  }
  let open = [...columns.values()];
  let rest = room - (open.length - 1) * BETWEEN * em;
  for (;;) {
    const width = Math.min(CELL * em, rest / open.reduce((sum, { cells }) => sum + cells, 0));
    const titled = open.find(({ cells, least }) => cells * width < least);
    if (!titled) return width;
    open = open.filter((one) => one !== titled);
    if (!open.length) return width;
    rest -= titled.least;
  }
}

/** The cells with their numbers, to be read one by one. */
function cellTable({ values }, colourOf, size, decimals) {
  const written = (value) => value.toFixed(decimals).replace('-', '−').replace(/^−(0\.0+)$/, '$1');
  return h('table', { class: 'lab-cells-table' }, h('tbody', {}, ...values.map((row) => h('tr', {}, ...row.map((value) => {
    const colour = colourOf(value);
    return h('td', { style: `background: ${colour}; color: ${inkOn(colour)}; ${size}` }, written(value));
  })))));
}

/** The cells as colours alone: a path for each level, whatever the number of cells. */
function cellPicture({ values, title }, bound, scale, [width, height]) {
  const paths = new Map();
  const gap = Math.min(width, height) > 5 ? 1 : 0;
  values.forEach((row, i) => row.forEach((value, j) => {
    const level = levelOf(value, bound);
    paths.set(level, `${paths.get(level) ?? ''}M${j * width} ${i * height}h${width - gap}v${height - gap}h${gap - width}z`);
  }));
  const [w, t] = [values[0].length * width, values.length * height];
  const picture = svg(`0 0 ${w} ${t}`, [...paths].map(([level, d]) => ['path', { d, fill: levelColour(level, scale) }]), { width: w, height: t });
  picture.removeAttribute('aria-hidden');
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', title);
  return picture;
}

/** What the pointer says of a cell: its value, and of one that is a sum, how that begins. */
function cellLines(part, b, i, j) {
  const { symbol, is_vector: isVector, values } = part.blocks[b];
  const lines = [`${symbol}[${isVector ? j : `${i}, ${j}`}] = ${exactNumber(values[i][j])}`];
  const { product } = part;
  if (product?.block !== b) return lines;
  const [x, w] = [part.blocks[product.given].values, part.blocks[product.weight].values];
  const shown = w.length <= WRITTEN_OUT ? w.length : WRITTEN_OUT - 1;
  for (let k = 0; k < shown; k += 1) lines.push(`${k ? '+' : '='} ${formatNumber(x[i][k])} · ${formatNumber(w[k][j])}`);
  if (shown < w.length) lines.push(`+ ${w.length - shown} more products`);
  if (product.bias !== null) lines.push(`+ ${formatNumber(part.blocks[product.bias].values[0][j])}`);
  return lines;
}

/** The scale of the colours: a bar with its ends and 0. */
function boardScale({ bound }) {
  return h('div', { class: 'lab-scale' },
    h('div', { class: 'lab-scale-bar' }),
    h('div', { class: 'lab-scale-ends' }, ...[-bound, 0, bound].map((value) => h('span', {}, formatNumber(value)))));
}

/** The table that follows the matrices stands in their empty corner at the left, where it has room there. */
function placeInCorner(element, grid) {
  const table = element.parentNode.querySelector(':scope > .lab-for-corner');
  if (!table) return;
  const given = [...grid.children].find((block) => block.style.gridColumnStart === '1');
  table.classList.add('lab-in-corner');
  const room = given.offsetTop;
  const hasRoom = table.offsetWidth <= given.offsetWidth && table.offsetHeight <= room;
  table.classList.toggle('lab-in-corner', hasRoom);
  if (!hasRoom) return;
  const { left, top } = element.parentNode.getBoundingClientRect();
  const corner = grid.getBoundingClientRect();
  table.style.left = `${corner.left - left}px`;
  table.style.top = `${corner.top - top}px`;
}

export function boardMatrices(part, board) {
  const pointed = h('div', { class: 'lab-explanation lab-pointed', hidden: '' });
  const places = part.blocks.map((block, b) => {
    const cells = h('div', { class: 'lab-cells' });
    const isPressed = part.product?.block === b;
    cells.classList.toggle('lab-pressable', isPressed);
    /** The cell at the pointer. */
    const at = (event) => {
      const box = cells.getBoundingClientRect();
      const index = (share, count) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
      return [index((event.clientY - box.top) / box.height, block.values.length), index((event.clientX - box.left) / box.width, block.values[0].length)];
    };
    cells.onpointermove = (event) => {
      pointed.replaceChildren(...cellLines(part, b, ...at(event)).map((line) => h('div', {}, line)));
      pointed.hidden = false;
      const { width } = pointed.getBoundingClientRect();
      pointed.style.left = `${Math.max(EDGE, Math.min(event.clientX + 14, document.documentElement.clientWidth - width - EDGE))}px`;
      pointed.style.top = `${event.clientY + 16}px`;
    };
    cells.onpointerleave = () => { pointed.hidden = true; };
    if (isPressed) cells.onclick = (event) => board.report('cell', at(event));
    const element = h('div', { class: 'lab-block', style: `grid-area: ${block.row} / ${block.column} / span ${block.rows}` },
      h('b', { class: `lab-ink-${block.colour}` }, block.title), cells);
    return { element, cells };
  });
  const grid = h('div', { class: 'lab-matrices', role: 'group', 'aria-label': part.said }, ...places.map((place) => place.element), pointed);
  const element = h('div', {}, ...(part.has_scale ? [boardScale(part)] : []), grid);

  // A block over several rows makes only the last of them higher than it would be.
  const rows = Math.max(...part.blocks.map(({ row, rows: count }) => row + count - 1));
  grid.style.gridTemplateRows = `repeat(${rows - 1}, max-content) 1fr`;

  board.drawings.push(() => {
    const { em, colours } = board;
    if (!element.clientWidth) return; // in what is folded away
    const fitting = cellWidth(part.blocks, element.clientWidth, em);
    const width = Math.max(fitting, LEAST_CELL * em);
    grid.classList.toggle('lab-scrolls', width > fitting);
    const hasNumbers = width >= WITH_TENTHS * em;
    const [decimals, letters] = width >= WITH_NUMBER * em ? [2, ''] : [1, '; font-size: 0.8em'];
    const height = hasNumbers ? CELL_HIGH * em : Math.min(width, CELL_HIGH * em);
    const scale = DIVERGING[colours === COLOURS.dark ? 'dark' : 'light'];
    const colourOf = (value) => levelColour(levelOf(value, part.bound), scale);
    element.style.setProperty('--lab-scale-colours', scale.join(', '));
    part.blocks.forEach((block, b) => {
      const { cells } = places[b];
      cells.style.width = `${width * block.values[0].length}px`;
      cells.style.height = `${height * block.values.length}px`;
      cells.replaceChildren(
        hasNumbers ? cellTable(block, colourOf, `height: ${height}px${letters}`, decimals) : cellPicture(block, part.bound, scale, [width, height]),
        ...part.marks.filter((mark) => mark.block === b).map(({ rows: [top, bottom], columns: [left, right] }) => h('i', {
          class: 'lab-frame',
          style: `left: ${left * width}px; top: ${top * height}px; width: ${(right - left + 1) * width}px; height: ${(bottom - top + 1) * height}px`,
        })));
    });
    placeInCorner(element, grid);
  });
  return element;
}
