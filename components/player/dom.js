// What the player is made of: elements, icons, marks and texts with moving numbers.

function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element[name] = value;
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

function svg(viewBox, shapes, attributes = {}) {
  const make = (tag, attrs) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attrs)) element.setAttribute(name, value);
    return element;
  };
  const icon = make('svg', { viewBox, 'aria-hidden': 'true', focusable: 'false', ...attributes });
  for (const [tag, attrs] of shapes) icon.append(make(tag, attrs));
  return icon;
}

/** A part's title: a heading to a screen reader, so that one can go from picture to picture. */
const heading = (text) => h('b', { role: 'heading', 'aria-level': 2 }, text);

const ICONS = {
  first: 'M5 4h2v12H5zM16 4v12L8 10z',
  back: 'M14 4v12L5 10z',
  play: 'M5 3v14l12-7z',
  pause: 'M5 3h4v14H5zM11 3h4v14h-4z',
  forward: 'M6 4v12l9-6z',
  undo: 'M8 4v4h3a4 4 0 1 1 0 8H6v-2h5a2 2 0 1 0 0-4H8v4L2 9z',
  redo: 'M12 4v4H9a4 4 0 1 0 0 8h5v-2H9a2 2 0 1 1 0-4h3v4l6-5z',
  last: 'M13 4h2v12h-2zM4 4v12l8-6z',
};
const icon = (name) => svg('0 0 20 20', [['path', { d: ICONS[name] }]], { class: 'lab-icon' });

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
const mark = ({ mark: name, colour }) => svg(POINTS.has(name) ? '4 0 12 12' : '0 0 20 12', MARKS[name],
  { class: `lab-mark lab-ink-${colour}${POINTS.has(name) ? ' lab-point' : ''}` });

/** Fills an element with a template; returns what sets its numbers to a step. colours: series → colour. */
function fillTemplate(element, template, valueOf, colours = {}) {
  const movers = [];
  element.replaceChildren(...parseTemplate(template, valueOf).map((part) => {
    if (typeof part === 'string') return part;
    if (part.term) return worded(part(), part.term);
    const span = h('span', { class: part.series in colours ? `lab-number lab-ink-${colours[part.series]}` : 'lab-number' });
    movers.push((step) => { span.textContent = part(step); });
    return span;
  }));
  return (step) => movers.forEach((move) => move(step));
}

/** Say of an element's number whether it is of an earlier step than the present one. */
function markOld(element, isOld, words, step) {
  element.classList.toggle('lab-old', isOld);
  if (isOld) element.title = words.of_step.replace('{step}', step);
  else element.removeAttribute('title');
}

function setPath(object, path, value) {
  const names = path.split('.');
  const last = names.pop();
  names.reduce((inner, name) => (inner[name] ??= {}), object)[last] = value;
}
