// The readouts beside the bar: a number of the present step each.

import { h } from '../dom.js';
import { formatNumber, orDash } from '../text/numbers.js';
import { worded } from '../text/terms.js';

/** Say of an element's number whether it is of an earlier step than the present one. */
function markOld(element, isOld, words, step) {
  element.classList.toggle('lab-old', isOld);
  if (isOld) element.title = words.of_step.replace('{step}', step);
  else element.removeAttribute('title');
}

/** {element, load(film), move()} */
export function createReadouts(words, clock) {
  const element = h('dl', { class: 'lab-readouts' });
  let movers = [];

  /** of: the run's name, seen before the first of its numbers, and heard at each. */
  function createReadout(film, { label, series, colour, known_at, term, after }, of) {
    const value = h('dd', { class: `lab-number lab-ink-${colour}`, 'data-series': series });
    const isKnown = series in film.series;
    const move = () => {
      const step = clock.latest(known_at);
      value.textContent = isKnown ? orDash(film.value(series, step), formatNumber) : '–';
      markOld(value, step < clock.place.step, words, step);
    };
    return { element: h('div', {}, h('dt', {}, of, worded(label, term)), value,
      ...(after ? [h('dd', { class: 'lab-after' }, after)] : [])), move };
  }

  return {
    element,
    load(film) {
      const of = ({ run }, i) => (run === '' ? ''
        : h('span', { class: run === film.readouts[i - 1]?.run ? 'lab-spoken' : 'lab-run' }, `${run}: `));
      const readouts = film.readouts.map((readout, i) => createReadout(film, readout, of(readout, i)));
      element.classList.toggle('lab-runs', film.readouts.some(({ run }) => run !== ''));
      element.replaceChildren(...readouts.map((readout) => readout.element));
      movers = readouts.map((readout) => readout.move);
    },
    move: () => movers.forEach((move) => move()),
  };
}
