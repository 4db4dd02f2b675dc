// A board: sentences, tables, code, matrices, curves and graphs beside the widgets of a page.
//
// Its parts (components/player/board.py) are drawn once, and again where they are others; what depends on the
// width is drawn at each width.

import { listenToKeys } from '../controls/keys.js';
import { createSizes } from '../controls/page_size.js';
import { h } from '../dom.js';
import { COLOURS, WORDS } from '../given.js';
import { createBlock } from '../inside/code.js';
import { showColours } from '../pictures/theme.js';
import { createHandout, createPaper } from '../print/handout.js';
import { createMore } from '../tables/more_columns.js';
import { createTerm } from '../text/terms.js';
import { boardCurves } from './curves.js';
import { boardGraph } from './graph.js';
import { boardMatrices } from './matrices.js';

const PUNCTUATION = /^[,.;:!?)]+/; // stays with the word before it

/** A line's pieces: text, code, strong words, and words that explain themselves. */
function linePieces(line, board) {
  return line.map(([look, whole], i) => {
    const text = i && line[i - 1][0].startsWith('term:') && !look ? whole.replace(PUNCTUATION, '') : whole;
    const [, term] = look.split('term:');
    if (term in board.words.terms) {
      const sign = line[i + 1]?.[0] ? '' : line[i + 1]?.[1].match(PUNCTUATION)?.[0] ?? '';
      return sign ? h('span', { class: 'lab-unbroken' }, board.term(text, term), sign) : board.term(text, term);
    }
    if (look === 'code') return h('code', {}, text);
    return look === 'strong' ? h('b', {}, text) : text;
  });
}

function boardFormula({ lines }) {
  return h('div', { class: 'lab-formulas' }, ...lines.map((line) => {
    const element = h('div', {});
    element.innerHTML = line; // MathML that components/player/board.py made of numbers and names of ours
    return element;
  }));
}

/** A box that is scrolled where what it holds is too wide for it. */
const boardScroller = (name, ...children) =>
  h('div', { class: 'lab-scroller', tabindex: 0, role: 'region', 'aria-label': name }, ...children);

function boardTable({ name, head, rows, numbers, last, in_corner: isCornered }, board) {
  const isNumber = (c) => (c >= head.length - numbers ? 'lab-cell' : 'lab-text');
  const cell = (tag, line, c) => h(tag, { class: isNumber(c), ...(tag === 'th' ? { scope: 'col' } : {}) }, ...linePieces(line, board));
  const row = (cells, i) => h('tr', i >= rows.length - last ? { class: 'lab-sum' } : {}, ...cells.map((line, c) => cell('td', line, c)));
  const titles = head.map((line, c) => cell(line.length ? 'th' : 'td', line, c));
  const scroller = boardScroller(name, h('table', { class: 'lab-told-table' }, h('thead', {}, h('tr', {}, ...titles)), h('tbody', {}, ...rows.map(row))));
  const more = createMore(board.words, scroller);
  scroller.onscroll = more.look;
  board.drawings.push(more.look);
  return h('div', { class: `lab-tabled${isCornered ? ' lab-for-corner' : ''}` }, h('div', { class: 'lab-more-columns' }, more.button), scroller);
}

/** Classes and functions, each in its box, as they stand in their files: not wrapped. */
function boardCodes({ groups }, board) {
  const box = ({ name, blocks }) => h('figure', { class: 'lab-panel lab-code' },
    boardScroller(name, ...blocks.map((block) => createBlock(block).element)));
  return h('div', { class: 'lab-boxes' }, ...groups.map(([line, boxes]) => h('div', { class: 'lab-boxed' },
    ...(line.length ? [h('p', {}, ...linePieces(line, board))] : []), ...boxes.map(box))));
}

/** Opened once, it stays open while the board is drawn anew. */
function boardFold({ title, parts }, board) {
  const element = h('details', {}, h('summary', {}, title), ...boardParts(parts, board));
  element.open = board.opened.has(title);
  element.ontoggle = () => {
    if (board.isOnPaper()) return;
    board.opened[element.open ? 'add' : 'delete'](title);
    board.draw();
  };
  return element;
}

const BOARD_PARTS = {
  text: ({ line, look }, board) => h('p', look ? { class: `lab-${look}` } : {}, ...linePieces(line, board)),
  title: ({ line }, board) => h('h3', {}, ...linePieces(line, board)),
  formula: boardFormula,
  table: boardTable,
  codes: boardCodes,
  fold: boardFold,
  beside: ({ columns }, board) => h('div', { class: 'lab-beside' }, ...columns.map((parts) => h('div', {}, ...boardParts(parts, board)))),
  matrices: boardMatrices,
  curves: boardCurves,
  graph: boardGraph,
};

const boardParts = (parts, board) => parts.map((part) => BOARD_PARTS[part.kind](part, board));

/** host: {isDark()}. Returns {load(data, report: what the next report is handed to), destroy()}. */
export function createBoard(root, host) {
  const content = h('div', { class: 'lab-parts' });
  const handout = createHandout(WORDS);
  const sizes = createSizes(WORDS, () => board.report('size', sizes.now()));
  const bar = h('div', { class: 'lab-board-bar' }, sizes.element);
  let shown = '';
  let terms = [];
  const board = {
    words: WORDS,
    opened: new Set(),
    drawings: [], // each draws its part for the width that it has
    colours: {},
    em: 15, // pixels
    report: () => {},
    isOnPaper: () => paper.isOn(),
    term(text, name) {
      const made = createTerm(text, WORDS.terms[name]);
      terms.push(made);
      return made.element;
    },
    draw() {
      board.em = parseFloat(getComputedStyle(root).fontSize);
      board.colours = COLOURS[host.isDark() && !paper.isOn() ? 'dark' : 'light'];
      showColours(root, board.colours);
      document.documentElement.style.setProperty('--lab-page', board.colours.paper); // of what is not in a board
      board.drawings.forEach((draw) => draw());
    },
  };
  const paper = createPaper(root, (isOn) => {
    handout.show();
    for (const fold of content.querySelectorAll('details')) fold.open = isOn || board.opened.has(fold.firstChild.textContent);
    board.draw();
  });
  const observer = new ResizeObserver(() => { if (!paper.isOn()) board.draw(); });
  const stopListening = listenToKeys(null, {
    ']': () => sizes.shift(1),
    '[': () => sizes.shift(-1),
  }, () => !bar.hidden);
  root.replaceChildren(bar, content, handout.element);

  function stopTerms() {
    terms.forEach((term) => term.close());
    terms = [];
  }

  return {
    load({ parts, size, settings }, report) {
      board.report = report;
      bar.hidden = size === null;
      if (size !== null) sizes.set(size);
      handout.load(settings);
      handout.element.hidden = !settings.length;
      const next = JSON.stringify(parts);
      if (next !== shown) {
        shown = next;
        stopTerms();
        board.drawings = [];
        content.replaceChildren(...boardParts(parts, board));
      }
      board.draw();
      observer.observe(root);
      root.dataset.ready = 'true';
    },
    destroy() {
      stopTerms();
      observer.disconnect();
      paper.stop();
      stopListening();
    },
  };
}
