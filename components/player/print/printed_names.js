// The names beside a picture's curves, as a list for paper.

import { h, svg } from '../dom.js';
import { dashAt } from '../pictures/scale.js';

const NAMES_AS_TEXT = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&#37;': '%', '&#36;': '$' }; // of what Plotly is told

/**
 * The names beside a picture's curves as a list for paper, on which nothing is scrolled: {element,
 * load(film), paint(isOnPaper)}. The picture itself has none then.
 */
export function createPrintedNames() {
  const element = h('ul', { class: 'lab-printed-names' });
  let named = []; // figures that name their curves beside them
  return {
    element,
    load(film) {
      named = film.panels.map((part) => part.figure).filter((figure) => figure.layout.showlegend);
      const curves = named.flatMap((figure) => figure.data.filter((trace) => trace.showlegend));
      element.replaceChildren(...curves.map(({ name, line }) => {
        const dash = line.dash ? dashAt(1, line.dash, line.width) : 'none';
        const sample = svg('0 0 24 8', [['line', { x1: 0, y1: 4, x2: 24, y2: 4, stroke: line.color, 'stroke-width': 2.5, 'stroke-dasharray': dash }]]);
        return h('li', {}, sample, ' ', name.replace(/&[#\w]+;/g, (spelled) => NAMES_AS_TEXT[spelled] ?? spelled));
      }));
    },
    paint(isOnPaper) { for (const { layout } of named) layout.showlegend = !isOnPaper; },
  };
}
