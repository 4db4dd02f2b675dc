// The scale: pictures grow with the text around them (player.css says how much, style.py from what).

import { h } from '../dom.js';

const LEAST_TEXT = 12; // pixels: no text is smaller, however low its picture
const LEAST_OF_DESIGN = 11; // the same in design pixels
const SAME_SIZE_MS = 100; // of a width that still changes, pictures would be drawn at every pixel

// Names under which a figure gives lengths, in the pixels of its design.
const LENGTHS = new Set(['size', 'width', 'standoff', 'xshift', 'yshift', 'ax', 'ay', 'borderpad', 'borderwidth', 'tracegroupgap', 'arrowwidth']);
const SIDES = new Set(['l', 'r', 't', 'b', 'pad']); // of margins

// Plotly's dashes, in widths of the line, of which it takes 3 pixels for the least: as such they would not grow.
const DASHES = { dot: [1, 1], dash: [3, 3], longdash: [5, 5], dashdot: [3, 1, 1, 1], longdashdot: [5, 1, 1, 1] };

/** A dash of a line so wide at the design's size, in pixels at the scale. */
export function dashAt(scale, dash, width) {
  const lengths = DASHES[dash]?.map((length) => length * Math.max(width, 3)) ?? dash.match(/[\d.]+/g) ?? [];
  return lengths.length ? lengths.map((length) => `${scale * length}px`).join(',') : dash;
}

/** Multiply every length of a figure, or of a part of one. */
export function rescale(part, scale, lengths = LENGTHS) {
  const { width } = part;
  for (const [name, value] of Object.entries(part)) {
    if (name === 'dash') part.dash = dashAt(scale, value, width);
    else if (typeof value === 'number') {
      if (lengths.has(name)) part[name] = scale * value;
    } else if (Array.isArray(value) && name === 'size') part[name] = value.map((size) => scale * size);
    else if (value && typeof value === 'object') rescale(value, scale, name === 'margin' ? SIDES : lengths);
  }
}

/** {element: to be laid where the text is, now(): the scale, least(): pixels that a text has at least,
 *  which "Aa" makes no larger, stop()}. Calls onChange after the scale has changed. */
export function createScale(onChange) {
  const element = h('div', { class: 'lab-ruler', 'aria-hidden': 'true' });
  let last = 1; // where nothing is laid out there is none
  let timer = 0;
  function now() {
    last = element.getBoundingClientRect().width / 100 || last;
    return last;
  }
  const observer = new ResizeObserver(() => {
    const before = last;
    if (now() === before) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, SAME_SIZE_MS);
  });
  observer.observe(element);
  return {
    element,
    now,
    least() {
      const aa = parseFloat(getComputedStyle(element).getPropertyValue('--lab-aa')) || 1;
      return Math.max(LEAST_TEXT, (LEAST_OF_DESIGN * now()) / Math.max(1, aa));
    },
    stop() {
      clearTimeout(timer);
      observer.disconnect();
    },
  };
}
