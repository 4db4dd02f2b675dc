// The announcer: what who hears the page, instead of seeing it, is told of.

import { h } from '../dom.js';

const SAID_MS = 150; // a listener hears where one has come to, not every call that flies past

/** {element, say(text), answer(text), sayLater(sentence), stop()} */
export function createAnnouncer() {
  const element = h('p', { class: 'lab-spoken', 'aria-live': 'polite' });
  let timer = 0;

  function say(text) {
    if (element.textContent !== text) element.textContent = text;
  }

  return {
    element,
    say,
    /** The answer to what the visitor did, each time anew. */
    answer(text) { element.textContent = text; },
    /** sentence() gives the text by then, or '' where there is nothing to be said any more. */
    sayLater(sentence) {
      clearTimeout(timer);
      timer = setTimeout(() => { const text = sentence(); if (text) say(text); }, SAID_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
