// Coordinates: where the points of a trace are at a step, or between two.

import { arrayAt } from './film.js';
import { OF_LOGIT } from './of_logit.js';

/** Between two numbers, by a share of the way: along a logarithmic axis, by the same share of that. */
export function between(one, other, share, isLog = false) {
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
export function coordinatesAt(film, coordinates, step, isLog = false) {
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
