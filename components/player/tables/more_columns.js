// What a box says and does that has more columns to its right.

import { h } from '../dom.js';

/** Says whether a box has more to its right, at each look; a press of the button goes there. */
export function createMore(words, scroller) {
  const button = h('button', { type: 'button', class: 'lab-switch', onclick: () => scroller.scrollBy({ left: scroller.clientWidth / 2 }) }, words.more_columns);
  const look = () => {
    const hasMore = scroller.scrollLeft + scroller.clientWidth < scroller.scrollWidth - 2;
    button.hidden = !hasMore;
    scroller.classList.toggle('lab-more', hasMore);
  };
  look();
  return { button, look };
}
