// Inside a step: the place of its five calls as cards, and of the code that made them.

import { h, heading } from '../dom.js';
import { roundOf } from '../film/phases.js';
import { fillTemplate } from '../text/moving_text.js';
import { parseTemplate } from '../text/templates.js';
import { createCard } from './cards.js';
import { createCode, shareOf } from './code.js';

const CARDS_EDGE = 2; // pixels of the cards' box around them

/**
 * The place of cards and code: {cards, codes, show(film), move(place), sentence(place)}.
 * learners: the switch that puts all learners side by side.
 */
export function createInside(words, learners, goToPhase) {
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
