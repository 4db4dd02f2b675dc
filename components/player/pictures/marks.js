// Marks: how a line or a point of a picture looks, as a small picture beside its name.

import { svg } from '../dom.js';

const MARKS = {
  line: [['line', { x1: 1, y1: 6, x2: 19, y2: 6, 'stroke-width': 3 }]],
  dash: [['line', { x1: 1, y1: 6, x2: 19, y2: 6, 'stroke-width': 2, 'stroke-dasharray': '5 3' }]],
  shortdash_circle: [['path', { d: 'M0 6h5.5M14.5 6H20', 'stroke-width': 2.5, 'stroke-dasharray': '3 1' }], ['circle', { cx: 10, cy: 6, r: 4, 'stroke-width': 1.5 }]],
  dashdot_square: [['path', { d: 'M0 6h5.5M14.5 6H20', 'stroke-width': 2.5, 'stroke-dasharray': '3 1 1 1' }], ['rect', { x: 6.5, y: 2.5, width: 7, height: 7, 'stroke-width': 1.5 }]],
  line_diamond: [['path', { d: 'M0 6h20', 'stroke-width': 2.5 }], ['path', { d: 'M10 1l5 5-5 5-5-5z', class: 'lab-solid' }]],
  diamonds: [['path', { d: 'M0 6h20', 'stroke-width': 1.5, 'stroke-dasharray': '2 1.5' }], ...[4, 10, 16].map((x) => ['path', { d: `M${x} 2.6l3 3.4-3 3.4-3-3.4z`, class: 'lab-solid' }])],
  dotted: [['line', { x1: 1, y1: 6, x2: 19, y2: 6, 'stroke-width': 2, 'stroke-dasharray': '2 2' }]],
  dot: [['circle', { cx: 10, cy: 6, r: 4.5, class: 'lab-solid' }]],
  square: [['rect', { x: 6, y: 2, width: 8, height: 8, class: 'lab-solid' }]],
  cross: [['path', { d: 'M10 1v10M5 6h10', 'stroke-width': 2.5 }]],
  times: [['path', { d: 'M6 2l8 8M14 2l-8 8', 'stroke-width': 3 }]],
  steps: [['line', { x1: 1, y1: 6, x2: 19, y2: 6, 'stroke-width': 1.5 }], ...[3, 10, 17].map((cx) => ['circle', { cx, cy: 6, r: 3, class: 'lab-solid' }])],
  ring: [['circle', { cx: 10, cy: 6, r: 4.5, 'stroke-width': 2 }]],
  arrow: [['path', { d: 'M1 6h12', 'stroke-width': 3 }], ['path', { d: 'M12 1l7 5-7 5z', class: 'lab-solid' }]],
};
const POINTS = new Set(['dot', 'square', 'cross', 'times', 'ring']); // which need no room for a line
export const mark = ({ mark: name, colour }) => svg(POINTS.has(name) ? '4 0 12 12' : '0 0 20 12', MARKS[name],
  { class: `lab-mark lab-ink-${colour}${POINTS.has(name) ? ' lab-point' : ''}` });
