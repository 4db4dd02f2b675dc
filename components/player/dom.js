// What the player is made of: elements, headings and icons.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element[name] = value;
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export function svg(viewBox, shapes, attributes = {}) {
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
export const heading = (text) => h('b', { role: 'heading', 'aria-level': 2 }, text);

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
export const icon = (name) => svg('0 0 20 20', [['path', { d: ICONS[name] }]], { class: 'lab-icon' });
