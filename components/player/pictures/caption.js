// A panel's caption, with keys and switches; its frame, and its text for who cannot see it.

import { h, heading } from '../dom.js';
import { fillTemplate } from '../text/moving_text.js';
import { formatNumber } from '../text/numbers.js';
import { parseTemplate, textAt } from '../text/templates.js';
import { worded } from '../text/terms.js';
import { mark } from './marks.js';

export function createPanel(name) {
  const plot = h('div', { class: 'lab-plot' });
  const titled = h('span', { class: 'lab-title' });
  const keyed = h('span', { class: 'lab-keys' });
  const tools = h('span', { class: 'lab-tools' });
  const caption = h('figcaption', { class: 'lab-caption' }, titled, keyed, tools);
  const note = h('p', { class: 'lab-note' });
  const sight = h('p', { class: 'lab-note lab-sight' });
  const show = h('button', { type: 'button', class: 'lab-show', hidden: true });
  const scales = h('p', { class: 'lab-scales' });
  const notes = h('div', { class: 'lab-notes' }, note, show, sight, scales);
  const picture = h('div', { class: 'lab-picture' }, plot, notes);
  const figure = h('figure', { class: 'lab-panel', 'data-panel': name }, caption, picture);
  return { plot, titled, keyed, tools, notes, note, show, sight, scales, figure, spoken: '', buttons: new Map() };
}

const SAMPLES = 32; // steps of a run at which the length of a text is tried

/** The longest that a text becomes, as far as some steps of the run show. */
function longestOf(template, steps) {
  const texts = Array.from({ length: SAMPLES + 1 }, (_, i) => textAt(template, Math.round((i * steps) / SAMPLES)));
  return texts.reduce((one, other) => (other.length > one.length ? other : one));
}

/** Write a panel's caption for a film; returns what sets its texts to the step that is known. */
export function captionPanel(panel, film, { isPressed, toggle, latest, isOld }) {
  const { title, now, colour, inks, keys, switches, alternative, known_at } = panel.film;
  const words = h('span', { class: `lab-now lab-ink-${colour}` });
  // A line is broken between what it says, not within an equation.
  const parts = now.split(/(?<=[,;]) /).map((part) => {
    const element = h('span', { class: 'lab-part' });
    return { element, move: fillTemplate(element, part, film.value, inks) };
  });
  words.dataset.longest = longestOf(parseTemplate(now, film.value), film.steps);
  words.append(...parts.flatMap(({ element }, i) => (i ? [' ', element] : [element])));
  const spoken = parseTemplate(alternative, film.value);
  panel.buttons = new Map(switches.map((s) => [s.name,
    h('button', { type: 'button', class: 'lab-switch', 'aria-pressed': isPressed(s), onclick: () => toggle(s) }, s.label)]));
  panel.figure.setAttribute('aria-label', title);
  panel.titled.replaceChildren(heading(title), ' ', words);
  panel.keyed.replaceChildren(
    ...keys.map((key) => h('span', { class: 'lab-key' }, mark(key), worded(key.label, key.term))),
    ...panel.buttons.values());
  return () => {
    const step = latest(known_at);
    parts.forEach(({ move }) => move(step));
    words.classList.toggle('lab-old', isOld(step));
    panel.spoken = textAt(spoken, step);
    describe(panel);
  };
}

/** How differently the axes are drawn, in words: "not to scale: w is stretched 10×"; '' where they are not. */
export function scalesOf({ scales }, ratio, words) { // so many of x are as long as one of y
  if (!scales || (ratio > 0.8 && ratio < 1.25)) return '';
  const [x, y] = scales;
  const times = Math.max(ratio, 1 / ratio);
  const short = times < 9.5 ? times.toPrecision(2) : times < 99999 ? String(Math.round(times)) : formatNumber(times, 2);
  return words.stretched.replace('{name}', ratio > 1 ? y : x).replace('{times}', short);
}

/** Give the picture its text. Not the whole plot, once there is a drawing: beside it stand the mode
 *  bar's buttons, and what is an image has no buttons in it. */
export function describe({ plot, spoken }) {
  const [drawing, ...above] = plot.querySelectorAll('.main-svg');
  const picture = drawing ?? plot;
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', spoken);
  if (drawing) for (const name of ['role', 'aria-label']) plot.removeAttribute(name);
  above.forEach((svg) => svg.setAttribute('aria-hidden', 'true')); // axis titles, without their axes
}
