// The axes of a picture: from where to where they go, and how long their units are on the screen.

export const inOrder = ([one, other]) => (one < other ? [one, other] : [other, one]);

/** How many units of x are as long on the screen as one unit of y. */
export function xPerY(div) {
  const { xaxis, yaxis } = div._fullLayout ?? {};
  if (!xaxis?._length || !yaxis?._length) return 1;
  const perPixel = (axis) => Math.abs(axis.range[1] - axis.range[0]) / axis._length;
  return perPixel(xaxis) / perPixel(yaxis);
}

/** The same of a layout that is not drawn yet, in a picture of this size. */
export function ratioIn({ xaxis, yaxis, margin: { l, r, t, b } }, { clientWidth, clientHeight }) {
  const span = ({ range: [one, other] }) => Math.abs(other - one);
  return (span(xaxis) * (clientHeight - t - b)) / (span(yaxis) * (clientWidth - l - r));
}

/** From where to where the axes of a trace go, in the numbers that it has: [across, up]. */
export function rangesIn(layout, trace) {
  return ['x', 'y'].map((letter) => {
    const { type, range } = layout[(trace[`${letter}axis`] ?? letter).replace(/^[xy]/, '$&axis')];
    return inOrder(type === 'log' ? range.map((end) => 10 ** end) : range.map(Number));
  });
}
