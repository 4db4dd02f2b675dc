// Inside a step: its five calls as cards, and the code that made them, lit line by line.

const LEAD = 44; // pixels above the lit lines: what they belong to

/** What a card shows of one formula: typeset, with the numbers put in, and its result. */
function createRow(film, row) {
  const { colours } = film.inside;
  const formula = h('span', { class: 'lab-formula' });
  formula.innerHTML = row.formula; // MathML that components/cards.py made of constants
  const fill = (element, template) => [element, fillTemplate(element, template, film.value, colours)];
  const terms = row.terms.map((term) => fill(h('span', { class: 'lab-term' }), term));
  const [result, moveResult] = fill(h('b', { class: 'lab-result' }), row.result);
  const element = h('div', { class: 'lab-row' }, formula, result,
    h('div', { class: 'lab-terms' }, ...terms.map(([term]) => term)));
  return { element, move: (round) => { terms.forEach(([, move]) => move(round)); moveResult(round); } };
}

function createCard(film, card, words, goToPhase) {
  const rows = card.rows.map((row) => createRow(film, row));
  const gradients = h('span', { class: 'lab-grads' });
  const [w, b] = card.gradients;
  const moveGradients = fillTemplate(gradients, words.gradients.replace('{w}', w).replace('{b}', b), film.value, film.inside.colours);
  const ended = h('p', { class: 'lab-ended' }, film.inside.ended);
  const body = h('div', {}, ...rows.map((row) => row.element));
  const element = h('li', { class: 'lab-card', 'data-phase': card.phase },
    h('div', { class: 'lab-card-head' },
      h('button', { type: 'button', class: 'lab-card-title', onclick: () => goToPhase(PHASES.indexOf(card.phase)) }, card.phase),
      gradients),
    body, ended);
  const move = (round, phase) => {
    const isOver = card.phase === 'step' && round >= film.steps;
    ended.hidden = !isOver;
    body.hidden = isOver;
    if (PHASES[phase] === card.phase) element.setAttribute('aria-current', 'step');
    else element.removeAttribute('aria-current');
    moveGradients(round);
    rows.forEach((row) => row.move(round));
  };
  return { element, move };
}

/** A block of source: {element, line(number), lit: phase → numbers}. */
function createBlock({ first_line, lines, lit }) {
  const elements = lines.map((pieces, i) => h('span', { class: 'lab-line', 'data-line': first_line + i },
    ...pieces.map(([colour, text]) => (colour ? h('span', { class: `lab-ink-${colour}` }, text) : text))));
  return { element: h('pre', {}, h('code', {}, ...elements)), line: (number) => elements[number - first_line], lit };
}

/** The code that ran, to be read as one: {element, move(round, phase)}. */
function createCode(film, code) {
  const blocks = code.blocks.map(createBlock);
  const scroller = h('div', { class: 'lab-scroller', tabindex: 0, role: 'region', 'aria-label': code.name },
    ...blocks.map((block) => block.element));
  const values = PHASES.map((phase) => {
    const element = h('span', { class: 'lab-values' });
    return { element, move: fillTemplate(element, code.values[phase], film.value, film.inside.colours) };
  });
  const linesOf = (phase) => blocks.flatMap((block) => (block.lit[phase] ?? []).map(block.line));

  const move = (round, phase) => {
    const isOver = PHASES[phase] === 'step' && round >= film.steps;
    const lit = isOver ? [] : linesOf(PHASES[phase]);
    scroller.querySelectorAll('.lab-lit').forEach((line) => line.classList.remove('lab-lit'));
    values.forEach(({ element }) => element.remove());
    if (!lit.length) return;
    lit.forEach((line) => line.classList.add('lab-lit'));
    values[phase].move(round);
    // The first block is the learner itself: where its own lines end is what came of them.
    const end = lit.findLast((line) => line.parentNode === lit[0].parentNode);
    end.insertBefore(values[phase].element, end.lastChild); // which is the line's end
    scroller.scrollTop = lit[0].offsetTop - LEAD; // scrollIntoView would move the page, too
  };
  const element = h('figure', { class: 'lab-panel lab-code' },
    h('figcaption', { class: 'lab-caption' }, h('span', { class: 'lab-title' }, heading(code.name)),
      h('span', { class: 'lab-keys' }, code.note)),
    scroller);
  return { element, move };
}

/**
 * The place of cards and code: {cards, codes, show(film), move(place), sentence(place)}.
 * learners: the switch that puts all learners side by side.
 */
function createInside(words, learners, goToPhase) {
  const cards = h('ol', { class: 'lab-cards', 'aria-label': words.cards });
  const listings = h('div', { class: 'lab-listings' });
  const difference = h('p', { class: 'lab-difference' });
  const codes = h('section', { class: 'lab-codes', 'aria-label': words.code },
    h('div', { class: 'lab-codes-head' }, heading(words.code), learners, difference), listings);
  let parts = [];
  let sentences = [];
  let moveDifference = () => {};

  function show(film) {
    const made = film.inside.cards.map((card) => createCard(film, card, words, goToPhase));
    const listed = film.inside.codes.map((code) => createCode(film, code));
    cards.replaceChildren(...made.map((card) => card.element));
    listings.replaceChildren(...listed.map((code) => code.element));
    parts = [...made, ...listed];
    sentences = film.inside.cards.map((card) => parseTemplate(card.said, film.value));
    moveDifference = fillTemplate(difference, film.inside.difference, film.value);
  }

  function move(place) {
    const round = roundOf(place);
    parts.forEach((part) => part.move(round, place.phase));
    moveDifference(place.step);
  }

  return { cards, codes, show, move, sentence: (place) => sentences[place.phase] };
}
