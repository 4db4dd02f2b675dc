// Where a motion has its trace at a time of the film.

import { between, coordinatesAt } from '../film/coordinates.js';
import { xPerY } from './axes.js';

/** A gap (NaN) after every `piece` points, so that one trace draws separate pieces. */
function withGaps(points, piece) {
  if (!piece) return points;
  const out = new Float64Array(points.length + points.length / piece).fill(NaN);
  for (let i = 0, o = 0; i < points.length; i += piece, o += piece + 1) {
    out.set(points.subarray(i, i + piece), o);
  }
  return out;
}

/** Each piece of so many points as far from its first point as the share says: it grows. */
export function growFromFirst(moved, piece, share) {
  for (const axis of ['x', 'y']) {
    moved[axis] = moved[axis]?.map((value, i, values) => between(values[i - (i % piece)], value, share));
  }
}

/** {x, y}: each where the motion has one. div: the plot, whose axes say how long units are. */
export function motionAt(film, motion, step, div) {
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
