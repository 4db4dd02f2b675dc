// The frame around the drawn points: whether it holds them well, and what a pixel of its axes is worth.

const SMALLEST_SHARE = 1 / 3; // of the frame; points that fill less of it get another one

const spanOf = (axis) => Math.abs(axis.range[1] - axis.range[0]);

/** A coordinate with the digits that a pixel of the axis is worth; so a link stays short. */
export function roundedFor(axis, value) {
  const digits = Math.max(0, Math.min(12, -Math.floor(Math.log10(spanOf(axis) / 400))));
  return Number(value.toFixed(digits)) + 0; // + 0: never −0
}

/** How far an arrow key moves a point: a hundredth of the axis, as 1, 2 or 5 of a decade. */
export function strideOf(axis) {
  const hundredth = spanOf(axis) / 100;
  const decade = 10 ** Math.floor(Math.log10(hundredth));
  return decade * [5, 2, 1].find((times) => times * decade <= hundredth * 1.0001);
}

/** Whether a frame holds all values, and they fill enough of it. */
export function framesWell([low, high], values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return low <= least && most <= high && most - least >= SMALLEST_SHARE * (high - low);
}

/** The middle between the two neighbours in x that are farthest apart. */
export function middleOfGap(points) {
  const sorted = [...points].sort(([one], [other]) => one - other);
  const gaps = sorted.slice(1).map(([x], i) => x - sorted[i][0]);
  const i = gaps.indexOf(Math.max(...gaps));
  return [0, 1].map((c) => (sorted[i][c] + sorted[i + 1][c]) / 2);
}
