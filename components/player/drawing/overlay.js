// The overlay over the axes of a plot, which is drawn on: where things are, and a ring around one.

import { h } from '../dom.js';
import { roundedFor, strideOf } from './point_frame.js';

const DRAW_KEYS_ID = 'lab-draw-keys';

/** What is laid over a plot, and where points are on it, in pixels from its upper left corner. */
export function createOverlay(plot, words) {
  const ring = h('div', { class: 'lab-ring', 'aria-hidden': 'true' });
  const element = h('div', {
    class: 'lab-surface', tabindex: 0, role: 'application', 'aria-label': words.draw, 'aria-describedby': DRAW_KEYS_ID,
  }, ring);
  const keysHelp = h('p', { class: 'lab-spoken', id: DRAW_KEYS_ID }, words.draw_keys);

  const axes = () => [plot._fullLayout.xaxis, plot._fullLayout.yaxis];
  const pixelsOf = (point) => axes().map((axis, i) => axis.d2p(point[i]));

  /** Lay the overlay over the axes, once there are any, and the ring around a point. */
  function place(point) {
    if (!plot._fullLayout?.xaxis?._length) return;
    const [x, y] = axes();
    Object.assign(element.style, {
      left: `${plot.offsetLeft + x._offset}px`, top: `${plot.offsetTop + y._offset}px`, width: `${x._length}px`, height: `${y._length}px`,
    });
    const pixels = point && pixelsOf(point);
    ring.hidden = !pixels?.every((p, i) => p >= 0 && p <= axes()[i]._length);
    if (!ring.hidden) ring.style.translate = pixels.map((p) => `${p}px`).join(' ');
  }

  return {
    element,
    place,
    pixelsOf,
    focus: () => element.focus({ preventScroll: true }),
    show: () => plot.after(keysHelp, element),
    remove() {
      element.remove();
      keysHelp.remove();
    },
    /** From the upper left corner of the axes, which is where p2d counts from. */
    pixelsAt(event) {
      const { left, top } = plot.getBoundingClientRect();
      return axes().map((axis, i) => [event.clientX - left, event.clientY - top][i] - axis._offset);
    },
    /** The point at these pixels, or the nearest that is in the frame. */
    pointAt: (pixels) =>
      axes().map((axis, i) => roundedFor(axis, axis.p2d(Math.max(0, Math.min(axis._length, pixels[i]))))),
    /** The point within reach that is nearest to these pixels: its index, or −1. */
    nearest(points, pixels, reach) {
      const distances = points.map((point) => Math.hypot(...pixelsOf(point).map((p, i) => p - pixels[i])));
      const least = Math.min(...distances);
      return least <= reach ? distances.lastIndexOf(least) : -1;
    },
    /** The point that is so many strides across and up from another. */
    pointBeside: (point, strides) =>
      axes().map((axis, i) => roundedFor(axis, point[i] + strides[i] * strideOf(axis))),
    rounded: (point) => axes().map((axis, i) => roundedFor(axis, point[i])),
  };
}
