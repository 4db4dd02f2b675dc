// Inside a step: its five calls as cards, and the code that made them, lit line by line.

const AIR = 6; // pixels between a line's end and its box
const BESIDE_LINES = 3; // of a box, for the values and for what stands around the lit lines
const LETTERS = 31; // of a line that is as wide as the cards beside it, in a narrow place
const CARDS_EDGE = 2; // pixels of the cards' box around them

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

function createCard(film, card, words, goToPhase) {
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

const SIGNS = { '-': { sign: '−', look: ' lab-wrong' }, '+': { sign: '+', look: ' lab-right' }, ' ': { sign: '', look: '' } };

/** A piece of a line, in its colour; what it begins with, in front of the first letter, apart. */
function linePiece([colour, text], i) {
  const indentation = i === 0 ? text.match(/^ */)[0] : '';
  const code = text.slice(indentation.length);
  const piece = colour ? h('span', { class: `lab-ink-${colour}` }, code) : code;
  return indentation ? [h('span', { class: 'lab-indentation' }, indentation), piece] : [piece];
}

/** A block of source: {element, line(number), lit: phase → numbers}. Lines of a difference have signs for numbers. */
function createBlock({ first_line, lines, lit, signs }) {
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
function createCode(film, code) {
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
function shareOf(codes) {
  const lengths = codes.flatMap(({ blocks: [{ first_line, lines, lit }] }) => Object.values(lit).flat()
    .map((number) => lines[number - first_line].map(([, text]) => text).join('').trim().length));
  return `${Math.max(1.1, Math.max(...lengths) / LETTERS)}fr`;
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
    sizes.disconnect();
    for (const part of [cards, ...cards.children]) sizes.observe(part);
    listings.replaceChildren(...listed.map((code) => code.element));
    cards.parentElement.style.setProperty('--lab-share', shareOf(film.inside.codes));
    parts = [...made, ...listed];
    sentences = film.inside.cards.map((card) => parseTemplate(card.said, film.value));
    moveDifference = fillTemplate(difference, film.inside.difference, film.value);
  }

  function move(place) {
    const round = roundOf(place);
    parts.forEach((part) => part.move(round, place.phase));
    moveDifference(place.step);
    keepInSight();
  }

  /** Where the cards are higher than their box: the present one is seen whole, from the top of the box
   *  a card begins, and one that is not seen whole is not seen. Not by scrollIntoView. */
  function keepInSight() {
    const card = cards.querySelector('[aria-current]');
    if (!card || !cards.clientHeight) return;
    const all = [...cards.children];
    const bottomOf = (one) => one.offsetTop + one.offsetHeight;
    const first = all.find((one) => one === card || bottomOf(card) - one.offsetTop + CARDS_EDGE <= cards.clientHeight);
    const top = first === all[0] ? 0 : first.offsetTop - CARDS_EDGE;
    const spare = top && Math.max(0, top + cards.clientHeight - bottomOf(all.at(-1)) - CARDS_EDGE); // to be scrolled so far
    cards.style.setProperty('--lab-spare', `${spare}px`);
    cards.scrollTop = top;
    hideTheCut();
  }

  function hideTheCut() {
    const [from, to] = [cards.scrollTop - 1, cards.scrollTop + cards.clientHeight + 1];
    for (const card of cards.children) {
      const isWhole = card.offsetTop >= from && card.offsetTop + card.offsetHeight <= to;
      card.classList.toggle('lab-cut', !isWhole && !card.hasAttribute('aria-current'));
    }
  }
  cards.onscroll = hideTheCut;
  const sizes = new ResizeObserver(keepInSight); // while they open, too

  return { cards, codes, show, move, sentence: (place) => sentences[place.phase] };
}
