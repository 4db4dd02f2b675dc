// The film in the browser: numbers as text, and where everything is at a step.

// ---- Numbers and texts ------------------------------------------------------------------

/** Four significant digits, as 1.2e−7 below 1e-3: the twin of style.number in Python. */
export function formatNumber(value, digits = 4) {
  const size = Math.abs(value);
  let text;
  if (size === 0) text = '0';
  else if (size < 1e-3) text = value.toExponential(1);
  else if (Number(size.toExponential(digits - 1)) >= 1e5) text = value.toExponential(digits - 1);
  else text = size < 9999.5 ? value.toPrecision(digits) : value.toFixed(Math.max(0, digits - 5));
  return text.replace('+', '').replaceAll('-', '−');
}

/** A number that stands still: the digits it has, eight at most, and no zeros behind them. */
function formatFixed(value) {
  return String(Number(value.toPrecision(8))).replace('+', '').replaceAll('-', '−');
}

function signed(value) {
  return (value < 0 ? '− ' : '+ ') + formatNumber(Math.abs(value));
}

const bracketed = (value) => (value < 0 ? `(${formatNumber(value)})` : formatNumber(value));

// How a template may ask for a number: {w|signed}; functions of the number, the step and a reader.
const STYLES = {
  plain: (value) => formatNumber(value),
  signed,
  bracketed,
  before: (_, step, read) => (step > 0 ? formatNumber(read(step - 1)) : 'None'), // what .grad holds
  after: (_, step, read) => known(read(step + 1), formatNumber),
};
const known = (value, style) => (Number.isNaN(value) ? '–' : style(value));

/** "w = {w}, b {b|signed}" → texts, and functions of the step with their series' names, in turn;
 *  {kappa|term} → one that gives the word of the term, whose name it has. */
function parseTemplate(template, valueOf) {
  return template.split(/(\{[^}]+\})/).filter(Boolean).map((part) => {
    const [, name, style = 'plain'] = part.match(/^\{(\w+)(?:\|(\w+))?\}$/) ?? [];
    if (!name) return part;
    if (style === 'term') return Object.assign(() => WORDS.terms[name].word, { term: name });
    const read = (step) => valueOf(name, step);
    const write = name === 'step'
      ? (step) => String(Math.max(0, step))
      : (step) => known(read(step), (value) => STYLES[style](value, step, read));
    return Object.assign(write, { series: name });
  });
}

/** What a parsed template says at a step. */
const textAt = (parts, step) => parts.map((part) => (part.call ? part(step) : part)).join('');

// ---- The film ---------------------------------------------------------------------------

/** A length, JSON, and what follows (film.pack in Python). */
function unpack(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return [head, bytes.subarray(4 + length)];
}

export function openFilm(bytes) {
  const [film, body] = unpack(bytes);
  film.numbers = new Float64Array(body.slice().buffer); // slice: aligned to 8 bytes
  /** NaN where the series says nothing of a step: before the first, after the last. */
  film.value = (name, step) => {
    const { at, shape: [length] } = film.series[name];
    return step >= 0 && step < length ? film.numbers[at + step] : NaN;
  };
  return film;
}

/** An array of the film that stands still (film._trace in Python). */
function arrayAt(film, { at, shape }) {
  return film.numbers.subarray(at, at + shape[0]);
}

/** What a logit is shown as: the twin of OF_LOGIT in panel.py. */
const OFF_STAGE = -1e6;
export const OF_LOGIT = {
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  predicted_label: (z) => (z >= 0 ? 1 : 0),
  wrongly_one: (z) => (z >= 0 ? 0 : OFF_STAGE),
  wrongly_zero: (z) => (z >= 0 ? OFF_STAGE : 1),
  sigmoid_of_wrong_zero: (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : OFF_STAGE),
  sigmoid_of_wrong_one: (z) => (z >= 0 ? OFF_STAGE : 1 / (1 + Math.exp(-z))),
  away_from_zero: (z) => (z >= 0 ? 0 : OFF_STAGE),
  away_from_one: (z) => (z >= 0 ? OFF_STAGE : 0),
};

/** Between two numbers, by a share of the way: along a logarithmic axis, by the same share of that. */
function between(one, other, share, isLog = false) {
  if (!isLog || one <= 0 || other <= 0) return one + share * (other - one);
  return one * (other / one) ** share;
}

/** The coordinate of a trace's points between two steps: what is linear in its numbers goes straight. */
function coordinatesBetween(film, coordinates, time, isLog) {
  const [step, share] = [Math.floor(time), time % 1];
  const { numbers } = film;
  if (coordinates.whole) return coordinatesAt(film, coordinates, step);
  if (coordinates.growing) {
    const { at } = coordinates.growing;
    return Float64Array.of(...coordinatesAt(film, coordinates, step), between(numbers[at + step], numbers[at + step + 1], share, isLog));
  }
  if (coordinates.rows) {
    const next = coordinatesAt(film, coordinates, step + 1);
    return coordinatesAt(film, coordinates, step).map((value, i) => between(value, next[i], share, isLog));
  }
  const { at, shape: [, r] } = coordinates.weights;
  const weights = Float64Array.from({ length: r }, (_, i) => between(numbers[at + step * r + i], numbers[at + (step + 1) * r + i], share));
  return blended(film, coordinates, weights);
}

/** The coordinate of a trace's points at a step, as film.coordinates in Python wrote it; at a time
 *  between two steps, as far on the way as that is. */
function coordinatesAt(film, coordinates, step, isLog = false) {
  if (step % 1) return coordinatesBetween(film, coordinates, step, isLog);
  const { numbers } = film;
  if (coordinates.rows) {
    const { at, shape: [, k] } = coordinates.rows;
    return numbers.subarray(at + step * k, at + (step + 1) * k);
  }
  if (coordinates.whole) return arrayAt(film, coordinates.whole);
  if (coordinates.growing) {
    const { at } = coordinates.growing;
    const first = coordinates.last ? Math.max(0, step + 1 - coordinates.last) : 0;
    const soFar = numbers.subarray(at + first, at + step + 1);
    const missing = coordinates.full ? coordinates.last - soFar.length : 0;
    return missing ? Float64Array.from({ length: coordinates.last }, (_, i) => soFar[Math.max(0, i - missing)]) : soFar;
  }
  const { at, shape: [, r] } = coordinates.weights;
  return blended(film, coordinates, numbers.subarray(at + step * r, at + (step + 1) * r));
}

/** What so much of each row of the basis adds up to. */
function blended({ numbers }, coordinates, weights) {
  const { at: basis, shape: [, k] } = coordinates.basis;
  const out = new Float64Array(k);
  weights.forEach((weight, i) => {
    for (let j = 0; j < k; j += 1) out[j] += weight * numbers[basis + i * k + j];
  });
  if (!coordinates.through) return out;
  const { unit } = coordinates;
  const shownAs = OF_LOGIT[coordinates.through];
  return out.map((z) => unit * shownAs(z));
}

/** A gap (NaN) after every `piece` points, so that one trace draws separate pieces. */
function withGaps(points, piece) {
  if (!piece) return points;
  const out = new Float64Array(points.length + points.length / piece).fill(NaN);
  for (let i = 0, o = 0; i < points.length; i += piece, o += piece + 1) {
    out.set(points.subarray(i, i + piece), o);
  }
  return out;
}

/** How many units of x are as long on the screen as one unit of y. */
function xPerY(div) {
  const { xaxis, yaxis } = div._fullLayout ?? {};
  if (!xaxis?._length || !yaxis?._length) return 1;
  const perPixel = (axis) => Math.abs(axis.range[1] - axis.range[0]) / axis._length;
  return perPixel(xaxis) / perPixel(yaxis);
}

/** The same of a layout that is not drawn yet, in a picture of this size. */
function ratioIn({ xaxis, yaxis, margin: { l, r, t, b } }, { clientWidth, clientHeight }) {
  const span = ({ range: [one, other] }) => Math.abs(other - one);
  return (span(xaxis) * (clientHeight - t - b)) / (span(yaxis) * (clientWidth - l - r));
}

/** From where to where the axes of a trace go, in the numbers that it has: [across, up]. */
function rangesIn(layout, trace) {
  return ['x', 'y'].map((letter) => {
    const { type, range } = layout[(trace[`${letter}axis`] ?? letter).replace(/^[xy]/, '$&axis')];
    return inOrder(type === 'log' ? range.map((end) => 10 ** end) : range.map(Number));
  });
}

/** Each piece of so many points as far from its first point as the share says: it grows. */
function growFromFirst(moved, piece, share) {
  for (const axis of ['x', 'y']) {
    moved[axis] = moved[axis]?.map((value, i, values) => between(values[i - (i % piece)], value, share));
  }
}

function motionAt(film, motion, step, div) {
  const moved = {};
  const isLog = div._fullLayout?.yaxis?.type === 'log';
  if (motion.y) moved.y = withGaps(coordinatesAt(film, motion.y, step, isLog), motion.piece);
  if (motion.x) {
    let x = coordinatesAt(film, motion.x, step);
    if (motion.x_in_y_units) {
      const ratio = xPerY(div);
      const shift = coordinatesAt(film, motion.x_in_y_units, step);
      x = x.map((value, i) => value + ratio * shift[i]);
    }
    moved.x = withGaps(x, motion.piece);
  }
  return moved;
}
