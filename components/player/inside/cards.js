// The cards: one for each call of a step, with the formula, its numbers and what came of it.

import { h } from '../dom.js';
import { PHASES } from '../film/phases.js';
import { fillTemplate } from '../text/moving_text.js';

/** What a card shows of one formula: typeset, with the numbers put in, and its result. */
function createRow(film, row) {
  const { colours } = film.inside;
  const formula = h('span', { class: 'lab-formula' });
  formula.innerHTML = row.formula; // MathML that components/views/inside/cards.py made of constants
  const fill = (element, template) => [element, fillTemplate(element, template, film.value, colours)];
  const terms = row.terms.map((term) => fill(h('span', { class: 'lab-term' }), term));
  const [result, moveResult] = fill(h('b', { class: 'lab-result' }), row.result);
  for (const [part, text] of [[formula, row.formula], [result, row.result]]) part.hidden = !text;
  const element = h('div', { class: 'lab-row' }, formula, result,
    h('div', { class: 'lab-terms' }, ...terms.map(([term]) => term)));
  return { element, move: (round) => { terms.forEach(([, move]) => move(round)); moveResult(round); } };
}

/** A row that names others: a button that shows and hides them. */
function createOthers(film, row, others) {
  const list = h('div', { hidden: true }, ...others.map((other) => other.element));
  const button = h('button', { type: 'button', class: 'lab-others', 'aria-expanded': 'false' }, ...row.terms);
  button.onclick = () => {
    list.hidden = !list.hidden;
    button.setAttribute('aria-expanded', String(!list.hidden));
  };
  return { element: h('div', {}, button, list), move: (round) => others.forEach((other) => other.move(round)) };
}

/** A result without its formula: {element, move(round)}. */
function createFound(film, result) {
  const element = h('span', {});
  return { element, move: fillTemplate(element, result, film.value, film.inside.colours) };
}

export function createCard(film, card, words, goToPhase) {
  const others = card.rows.filter((row) => row.more).map((row) => createRow(film, row));
  const namesThem = (row) => others.length && !row.result; // the row that says how many more there are
  const rows = card.rows.filter((row) => !row.more)
    .map((row) => (namesThem(row) ? createOthers(film, row, others) : createRow(film, row)));
  const found = card.rows.filter((row) => row.result && !row.more)
    .map((row) => createFound(film, row.result)); // of a closed card
  const gradients = h('span', { class: 'lab-grads' });
  const [w, b] = card.gradients;
  const told = words.gradients.replace('{w}', w).replace('{b}', b).split(/ (?=b\.grad)/).map((part) => { // of w; of b
    const element = h('span', { class: 'lab-part' });
    gradients.append(element, ' ');
    return fillTemplate(element, part, film.value, film.inside.colours);
  });
  const ended = h('p', { class: 'lab-ended' }, film.inside.ended);
  const why = h('p', { class: 'lab-why' }, words.why[card.phase]);
  const body = h('div', { class: 'lab-rows' }, h('div', {}, why, ...rows.map((row) => row.element), ended));
  const element = h('li', { class: 'lab-card', 'data-phase': card.phase },
    h('div', { class: 'lab-card-head' },
      h('button', { type: 'button', class: 'lab-card-title', onclick: () => goToPhase(PHASES.indexOf(card.phase)) }, card.phase),
      h('span', { class: 'lab-found' }, ...found.map((part) => part.element)), gradients),
    body);
  const move = (round, phase) => {
    const isOver = card.phase === 'step' && round >= film.steps;
    ended.hidden = !isOver;
    why.hidden = isOver;
    for (const { element: row } of [...rows, ...found]) row.hidden = isOver;
    gradients.hidden = isOver || card.phase === 'zero_grad'; // whose rows say just that
    if (PHASES[phase] === card.phase) element.setAttribute('aria-current', 'step');
    else element.removeAttribute('aria-current');
    element.classList.toggle('lab-later', PHASES.indexOf(card.phase) > phase); // it has not found anything yet
    for (const tell of told) tell(round);
    for (const part of [...rows, ...found]) part.move(round);
  };
  return { element, move };
}
