// The field's terms: a word that explains itself on pointing, focus or touch.

import { h } from '../dom.js';
import { WORDS } from '../given.js';

export const EDGE = 8; // pixels that an explanation keeps from the edge of the window
let explanations = 0;

/**
 * A word as a button, and beside it what it means: {said, formula}, text and nothing but text.
 * The explanation is there while the pointer is on either, or the word has the keyboard's focus, or
 * until it is touched again; Escape closes it.
 */
export function createTerm(text, { said, formula }, className = 'lab-word') {
  explanations += 1;
  const id = `lab-explanation-${explanations}`;
  const means = [said, ...(formula ? [h('span', { class: 'lab-explained' }, formula)] : [])];
  // In the page's top layer, which no box cuts off; and empty while nobody asks, so that the text
  // around it is what is read there.
  const explanation = h('span', { class: 'lab-explanation', role: 'tooltip', id, popover: 'manual', hidden: '' });
  const button = h('button', { type: 'button', class: className, 'aria-describedby': id }, text);
  const element = h('span', { class: 'lab-worded' }, button, explanation);
  let isOpen = false;

  /** Below the word, or above it where there is no room; within the window. */
  function place() {
    if (!element.isConnected) { show(false); return; } // it went with what it stood in
    const { clientWidth, clientHeight } = document.documentElement;
    const word = button.getBoundingClientRect();
    const { width, height } = explanation.getBoundingClientRect();
    const isBelow = word.bottom + height + EDGE <= clientHeight || word.top < height + EDGE;
    explanation.style.left = `${Math.max(EDGE, Math.min(word.left, clientWidth - width - EDGE))}px`;
    explanation.style.top = `${isBelow ? word.bottom : word.top - height}px`;
  }

  function escape(event) {
    if (event.key !== 'Escape') return;
    if (element.isConnected) event.stopPropagation();
    show(false);
  }

  function show(open) {
    if (open === isOpen) return;
    isOpen = open;
    explanation.hidden = !open;
    explanation.replaceChildren(...(open ? means : []));
    // Before anybody else who closes something by this key.
    const change = open ? 'addEventListener' : 'removeEventListener';
    document[change]('keydown', escape, true);
    document[change]('scroll', place, true); // it goes with its word
    if (!element.isConnected) return;
    if (open) explanation.showPopover?.();
    else explanation.hidePopover?.();
    if (open) place();
  }

  const isFocused = () => document.activeElement === button;
  element.onpointerenter = (event) => { if (event.pointerType !== 'touch') show(true); };
  element.onpointerleave = (event) => { if (event.pointerType !== 'touch') show(isFocused() && isOpen && button.matches(':focus-visible')); };
  button.onfocus = () => { if (button.matches(':focus-visible')) show(true); };
  button.onblur = () => show(false);
  let pressedOpen = false;
  button.onpointerdown = (event) => { pressedOpen = event.pointerType === 'touch' && isOpen; };
  button.onclick = () => show(!pressedOpen);
  return { element, close: () => show(false) };
}

/** A text: as a word that explains itself where it has a term. */
export const worded = (text, term) => (term in WORDS.terms ? createTerm(text, WORDS.terms[term]).element : text);
