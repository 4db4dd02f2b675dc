// A graph: boxes in the rows and columns of a grid (components/modules/layered_graph.py), and arrows between them.

import { h, svg } from '../dom.js';

const ARROW = 0.5; // em, its head
const BOXES = 0.933; // em, the text in them where there is room (board.css)
const LEAST = 12; // pixels, what travels along an arrow

export function boardGraph({ boxes, arrows, said }, board) {
  const made = new Map(boxes.map(({ name, lines, place, colour, is_plain: isPlain }) => [name, h('div', {
    class: `lab-node lab-ink-${colour}${isPlain ? ' lab-plain' : ''}`, 'data-node': name,
    style: `grid-area: ${place.row} / ${place.column} / auto / span ${place.columns}`,
  }, ...lines.map((line) => h('div', {}, line)))]));
  const under = h('div', { class: 'lab-arrows' });
  const element = h('div', { class: 'lab-graph', role: 'img', 'aria-label': said }, under, ...made.values());

  board.drawings.push(() => {
    const size = parseFloat(getComputedStyle(element).fontSize); // the boxes' own: not more than has room
    const em = size / BOXES;
    const frame = element.getBoundingClientRect();
    if (!frame.width) return;
    const side = (name, edge) => {
      const box = made.get(name).getBoundingClientRect();
      return [(box.left + box.right) / 2 - frame.left, box[edge] - frame.top];
    };
    const shapes = arrows.flatMap(({ source, target, text, colour }) => {
      const [[x1, y1], [x2, y2]] = [side(source, 'bottom'), side(target, 'top')];
      const ink = `lab-ink-${colour}`;
      const head = ARROW * em;
      const aside = x1 > x2 ? -0.5 : 0.5; // on the side that its arrow does not come from
      return [
        ['path', { class: `lab-arrow ${ink}`, d: `M${x1} ${y1}C${x1} ${y1 + 1.2 * em} ${x2} ${y2 - 1.8 * em} ${x2} ${y2 - head}`, 'stroke-width': 0.1 * em }],
        ['path', { class: `lab-arrow-head ${ink}`, d: `M${x2} ${y2}l${-head / 2} ${-head}h${head}z` }],
        ['text', { class: ink, x: x2 + aside * em, y: y2 - 0.8 * em, 'text-anchor': aside < 0 ? 'end' : 'start', 'font-size': Math.max(LEAST, 0.84 * em), 'data-text': text }],
      ];
    });
    const picture = svg(`0 0 ${frame.width} ${frame.height}`, shapes, { width: frame.width, height: frame.height });
    picture.querySelectorAll('text').forEach((one) => { one.textContent = one.dataset.text; });
    under.replaceChildren(picture);
  });
  return element;
}
