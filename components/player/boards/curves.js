// Curves: numbers from step to step on one pair of axes, each named at its end.

import { h, svg } from '../dom.js';
import { formatFixed, formatNumber } from '../text/numbers.js';

const CURVES_HIGH = 18; // em
const CURVE_SIDES = { left: 3.4, right: 6.5, top: 0.8, bottom: 2.8 }; // em
const NAME_HIGH = 1.3; // em that names keep from each other

/** About `count` round numbers from `low` to `high`. */
function roundNumbers(low, high, count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const stride = [1, 2, 5, 10].map((times) => times * power).find((step) => step >= rough);
  const first = Math.ceil(low / stride);
  return Array.from({ length: Math.floor(high / stride) - first + 1 }, (_, i) => (first + i) * stride);
}

export function boardCurves({ x_title: xTitle, y_title: yTitle, curves, said }, board) {
  const element = h('div', { class: 'lab-curves', role: 'img', 'aria-label': said });
  const values = curves.flatMap((curve) => curve.values);
  const last = curves[0].values.length - 1;
  const air = 0.06 * (Math.max(...values) - Math.min(...values) || 1);
  const [low, high] = [Math.min(...values) - air, Math.max(...values) + air];

  board.drawings.push(() => {
    const { em } = board;
    const width = element.clientWidth;
    if (!width) return;
    const { left, right, top, bottom } = Object.fromEntries(Object.entries(CURVE_SIDES).map(([side, ems]) => [side, ems * em]));
    const height = CURVES_HIGH * em;
    const [x, y] = [(step) => left + (step / last) * (width - left - right), (value) => top + ((high - value) / (high - low)) * (height - top - bottom)];
    const text = (said, attributes) => ['text', { ...attributes, 'data-text': said }];
    const ends = curves.map((curve) => ({ curve, at: y(curve.values[last]) })).sort((one, other) => one.at - other.at);
    for (let i = 1; i < ends.length; i += 1) ends[i].at = Math.max(ends[i].at, ends[i - 1].at + NAME_HIGH * em);
    const tick = { class: 'lab-tick', 'font-size': 0.84 * em };
    const shapes = [
      ...roundNumbers(low, high, 5).flatMap((value) => [
        ['line', { class: 'lab-grid', x1: left, x2: width - right, y1: y(value), y2: y(value) }],
        text(formatFixed(value), { ...tick, x: left - 0.5 * em, y: y(value) + 0.3 * em, 'text-anchor': 'end' })]),
      ...roundNumbers(0, last, 6).map((step) => text(String(step), { ...tick, x: x(step), y: height - 1.7 * em, 'text-anchor': 'middle' })),
      text(xTitle, { ...tick, x: (left + width - right) / 2, y: height - 0.4 * em, 'text-anchor': 'middle' }),
      text(yTitle, { ...tick, x: 0, y: 0, transform: `translate(${0.9 * em} ${(height - bottom) / 2}) rotate(-90)`, 'text-anchor': 'middle' }),
      ...curves.map(({ values: ys, colour, dash }) => ['polyline', {
        class: `lab-curve lab-ink-${colour}`, 'stroke-width': 0.2 * em,
        'stroke-dasharray': dash.split(' ').map((share) => share * 0.2 * em).join(' '),
        points: ys.map((value, step) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`).join(' '),
      }]),
      ...ends.map(({ curve, at }) => text(`${curve.name} = ${formatNumber(curve.values[last])}`, {
        class: `lab-curve-name lab-ink-${curve.colour}`, 'font-size': em, x: width - right + 0.5 * em, y: at + 0.35 * em,
      })),
    ];
    const picture = svg(`0 0 ${width} ${height}`, shapes, { width, height });
    picture.querySelectorAll('text').forEach((one) => { one.textContent = one.dataset.text; });
    element.replaceChildren(picture);
  });
  return element;
}
