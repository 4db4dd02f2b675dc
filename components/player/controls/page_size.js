// The control of how large all of the page is, “Aa”.

import { h } from '../dom.js';
import { SIZES } from '../given.js';

/** How large all of the page is: {element, now(), set(size): as a link says, shift(by)}. */
export function createSizes(words, onChange) {
  const element = h('select', { class: 'lab-choice lab-size', 'aria-label': words.size, title: words.size_help },
    ...SIZES.map((s) => h('option', { value: s }, `Aa ${s}×`)));
  function set(size) {
    element.value = SIZES.includes(String(size)) ? size : '1';
    document.documentElement.style.setProperty('--lab-aa', element.value); // of the settings, too
  }
  element.onchange = () => { set(element.value); onChange(); };
  element.value = '1'; // the page itself stays as large as it is, until somebody says otherwise
  return {
    element,
    set,
    now: () => Number(element.value),
    shift(by) {
      set(SIZES[Math.max(0, Math.min(SIZES.length - 1, SIZES.indexOf(element.value) + by))]);
      onChange();
    },
  };
}
