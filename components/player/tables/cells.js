// The cells of a table: point below point, as wide as their numbers need.

import { h } from '../dom.js';
import { coordinatesAt } from '../film/coordinates.js';
import { formatFixed, formatNumber } from '../text/numbers.js';
import { worded } from '../text/terms.js';

export const ROWS_AT_FIRST = 24; // more than fit into the table's height before it is scrolled
export const COLUMN = 8.7; // em that each of many columns has at least; more than fit are scrolled to

const PADDING = 1.1; // em, left and right of what stands in a cell
const WORD_LETTER = 0.8; // of a digit's width, as letters of words have on average

export const cellClass = (column) => (column.texts ? 'lab-text' : 'lab-cell');
/** A first column of texts names its rows; above it, where it has no label, stands no header. */
const cellOf = (column, c) => (column.texts && c === 0 ? ['th', { scope: 'row' }] : ['td', {}]);

/** What a column says of all its cells, or of each. */
export const ofRow = (one, i) => (Array.isArray(one) ? one[i] : one);

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
export function roomFor(film, column) {
  const texts = textsIn(film, column);
  const { before, behind } = lettersOf(texts);
  const longest = column.texts ? WORD_LETTER * Math.max(0, ...texts.map((text) => text.length)) : before + behind;
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
export function createCells(film, { columns, staying }) {
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
export const stays = (c, staying) => (c < staying ? { 'data-stays': c, style: `--lab-place: ${c * COLUMN}em` } : {});
