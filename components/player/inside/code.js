// The code that ran: its lines, those of the present call lit, with the values beside them.

import { h, heading } from '../dom.js';
import { PHASES } from '../film/phases.js';
import { fillTemplate } from '../text/moving_text.js';

const AIR = 6; // pixels between a line's end and its box
const BESIDE_LINES = 3; // of a box, for the values and for what stands around the lit lines
const LINE_LETTERS = 31; // of a line that is as wide as the cards beside it, in a narrow place

const SIGNS = { '-': { sign: '−', look: ' lab-wrong' }, '+': { sign: '+', look: ' lab-right' }, ' ': { sign: '', look: '' } };

/** A piece of a line, in its colour; what it begins with, in front of the first letter, apart. */
function linePiece([colour, text], i) {
  const indentation = i === 0 ? text.match(/^ */)[0] : '';
  const code = text.slice(indentation.length);
  const piece = colour ? h('span', { class: `lab-ink-${colour}` }, code) : code;
  return indentation ? [h('span', { class: 'lab-indentation' }, indentation), piece] : [piece];
}

/** A block of source: {element, line(number), lit: phase → numbers}. Lines of a difference have signs for numbers. */
export function createBlock({ first_line, lines, lit, signs }) {
  const of = (i) => (signs?.length ? SIGNS[signs[i]] : { sign: first_line + i, look: '' });
  const elements = lines.map((pieces, i) => h('span', { class: `lab-line${of(i).look}`, 'data-line': of(i).sign },
    ...pieces.flatMap(linePiece)));
  return { element: h('pre', {}, h('code', {}, ...elements)), line: (number) => elements[number - first_line], lit };
}

/** Scroll lines to the middle of their box: or, where they are higher than it, the last of them, with
 *  the values. scrollIntoView would move the page, too. */
function bringToMiddle(scroller, lines) {
  const box = scroller.getBoundingClientRect();
  const [top, bottom] = [lines[0].getBoundingClientRect().top, lines.at(-1).getBoundingClientRect().bottom];
  const wanted = bottom - top > box.height ? bottom - box.height : (top + bottom - box.height) / 2;
  scroller.scrollTop += wanted - box.top;
}

/** Of a call that stands elsewhere no line is lit: the code is seen from its beginning on. */
function bringToBeginning(scroller) {
  const first = scroller.querySelector('.lab-line').getBoundingClientRect();
  scroller.scrollTop += first.top - scroller.getBoundingClientRect().top;
  scroller.scrollLeft = 0;
}

/** Where lines are wider than their box, their indentation goes out of sight, as far as that helps. */
function bringAcross(scroller, lines) {
  scroller.scrollLeft = 0;
  const text = document.createRange();
  const sides = lines.map((line) => {
    text.selectNodeContents(line);
    const values = line.querySelector('.lab-values');
    if (values) text.setEndBefore(values);
    const { left, right } = text.getBoundingClientRect();
    return { left: line.querySelector('.lab-indentation')?.getBoundingClientRect().right ?? left, right };
  });
  const { right } = scroller.getBoundingClientRect();
  const outside = Math.max(...sides.map((side) => side.right)) + AIR - right;
  const indentation = Math.min(...sides.map((side) => side.left)) - lines[0].getBoundingClientRect().left - gutterOf(lines[0]);
  scroller.scrollLeft = Math.max(0, Math.min(outside, indentation));
}

/** How wide the number before a line is, which stays. */
function gutterOf(line) {
  const { width, paddingRight, marginRight } = getComputedStyle(line, '::before');
  return [width, paddingRight, marginRight].reduce((sum, length) => sum + parseFloat(length), 0);
}

/** The code that ran, to be read as one: {element, move(round, phase)}. */
export function createCode(film, code) {
  const blocks = code.blocks.map(createBlock);
  const scroller = h('div', { class: 'lab-scroller', tabindex: 0, role: 'region', 'aria-label': code.name },
    ...blocks.map((block) => block.element));
  const values = PHASES.map((phase) => {
    const element = h('span', { class: 'lab-values' });
    return { element, move: fillTemplate(element, code.values[phase], film.value, film.inside.colours) };
  });
  let bring = () => {}; // what is lit into view
  new ResizeObserver(() => bring()).observe(scroller);
  const linesOf = (phase) => blocks.flatMap((block) => (block.lit[phase] ?? []).map(block.line));

  // Where a call comes from that stands elsewhere: it keeps its place at the other calls.
  const note = h('span', { class: 'lab-keys' }, Object.values(code.notes)[0] ?? '');
  const move = (round, phase) => {
    const isOver = PHASES[phase] === 'step' && round >= film.steps;
    const said = code.notes[PHASES[phase]];
    note.style.visibility = said ? '' : 'hidden';
    if (said) note.textContent = said;
    const lit = isOver ? [] : linesOf(PHASES[phase]);
    scroller.querySelectorAll('.lab-lit').forEach((line) => line.classList.remove('lab-lit'));
    values.forEach(({ element }) => element.remove());
    bring = () => {};
    if (said) bring = () => bringToBeginning(scroller);
    bring();
    if (!lit.length) return;
    lit.forEach((line) => line.classList.add('lab-lit'));
    values[phase].move(round);
    // The first block is the learner itself: where its own lines end is what came of them.
    const own = lit.filter((line) => line.parentNode === lit[0].parentNode);
    own.at(-1).append(values[phase].element);
    bring = () => { bringAcross(scroller, own); bringToMiddle(scroller, own); };
    bring();
  };
  const element = h('figure', { class: 'lab-panel lab-code' },
    h('figcaption', { class: 'lab-caption' }, h('span', { class: 'lab-title' }, heading(code.name)),
      note),
    scroller);
  // Of the room for all, more for the one that has more lines to show at once.
  element.style.flexGrow = BESIDE_LINES + Math.max(...PHASES.map((phase) => (blocks[0].lit[phase] ?? []).length));
  return { element, move };
}

/** How wide the code is, to the longest of the lines that are lit, and no narrower than the cards are. */
export function shareOf(codes) {
  const lengths = codes.flatMap(({ blocks: [{ first_line, lines, lit }] }) => Object.values(lit).flat()
    .map((number) => lines[number - first_line].map(([, text]) => text).join('').trim().length));
  return `${Math.max(1.1, Math.max(...lengths) / LINE_LETTERS)}fr`;
}
