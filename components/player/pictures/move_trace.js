// Moves a drawn scatter trace by its SVG paths alone: what Plotly.animate does, ten times faster.
//
// Plotly.animate works out every default of every trace anew, which takes longer than a frame for
// four panels. While things move the player therefore sets the paths itself; when they rest it
// lets Plotly draw, so that hovering finds the points where they are.

const FAR = 1e5; // pixels; beyond it browsers draw lines wrongly

/** True when `moveTrace` can stand in for Plotly with this trace. */
export function canMove(trace) {
  return trace.type === 'scatter' && (trace.line?.shape ?? 'linear') === 'linear';
}

const clamp = (pixel) => Math.max(-FAR, Math.min(FAR, pixel));
const pixels = (axis, value) => clamp(axis.d2p(value));
const isFar = ([x, y]) => Math.abs(x) > FAR || Math.abs(y) > FAR;

/** What of the way from one point to another is not far: [from, to], on the same line; or null. */
function nearPart(from, to) {
  let [begin, end] = [0, 1]; // shares of the way (Liang and Barsky, 1984)
  for (const i of [0, 1]) {
    const way = to[i] - from[i];
    if (way === 0 && Math.abs(from[i]) > FAR) return null;
    if (way !== 0) {
      const [one, other] = [(-FAR - from[i]) / way, (FAR - from[i]) / way];
      begin = Math.max(begin, Math.min(one, other));
      end = Math.min(end, Math.max(one, other));
    }
  }
  const at = (share) => from.map((pixel, i) => clamp(pixel + share * (to[i] - pixel)));
  return begin < end ? [at(begin), at(end)] : null;
}

const written = (command, [x, y]) => `${command}${x.toFixed(2)},${y.toFixed(2)}`;

/** The path through points; a NaN begins a new piece, and so does what comes back from far away. */
function pathOf(x, y, xaxis, yaxis) {
  let path = '';
  let before = null;
  for (let i = 0; i < y.length; i += 1) {
    const here = Number.isNaN(y[i]) ? null : [xaxis.d2p(x[i]), yaxis.d2p(y[i])];
    if (here && !before && !isFar(here)) path += written('M', here);
    else if (here && before && !isFar(here) && !isFar(before)) path += written('L', here);
    else if (here && before) {
      const near = nearPart(before, here);
      if (near) path += (isFar(before) ? written('M', near[0]) : '') + written('L', near[1]);
    }
    before = here;
  }
  return path;
}

/** What such a path closes around: each of its pieces; nothing, where all of it is far away. */
const closed = (path) => (path ? `${path.replaceAll('M', 'ZM').slice(1)}Z` : 'M0,0Z');

/** Plotly's symbol "arrow": a tip at 0, and two sides of length `size`, 18° beside the shaft. */
function arrowHead(size, angle) {
  const side = (turn) => `${size * Math.cos(angle + turn)},${size * Math.sin(angle + turn)}`;
  return `M0,0L${side(0.9 * Math.PI)}L${side(1.1 * Math.PI)}Z`;
}

/** The axes of a trace, on the map in a corner as well. */
function axesOf(plot, trace) {
  const named = (axis, usual) => plot._fullLayout[(axis ?? usual).replace(/^[xy]/, '$&axis')];
  return { xaxis: named(trace.xaxis, 'x'), yaxis: named(trace.yaxis, 'y') };
}

/** Move trace number `index` of a drawn plot to these coordinates (either may be missing). */
export function moveTrace(plot, index, moved) {
  const trace = plot._fullData[index];
  const group = plot.querySelector(`.scatterlayer .trace${trace.uid}`);
  if (!group) return false;
  const { xaxis, yaxis } = axesOf(plot, trace);
  const x = moved.x ?? trace.x;
  const y = moved.y ?? trace.y;
  const lines = group.querySelectorAll('path.js-line');
  const points = group.querySelectorAll('path.point');
  const texts = group.querySelectorAll('.textpoint text');
  if (/text/.test(trace.mode) && texts.length !== y.length) return false;
  if ((/lines/.test(trace.mode) && !lines.length) || (/markers/.test(trace.mode) && points.length !== y.length)) return false;
  if (lines.length) {
    const path = pathOf(x, y, xaxis, yaxis);
    // Plotly has one element for each piece; one can hold them all.
    lines.forEach((line, i) => line.setAttribute('d', i ? 'M0,0' : path));
    group.parentNode.querySelectorAll(`.trace${trace.uid} .js-fill`).forEach((fill) => fill.setAttribute('d', closed(path)));
  }
  points.forEach((point, i) => {
    const [px, py] = [pixels(xaxis, x[i]), pixels(yaxis, y[i])];
    point.setAttribute('transform', `translate(${px},${py})`);
    if (trace.marker.angleref === 'previous' && i > 0) {
      const angle = Math.atan2(py - pixels(yaxis, y[i - 1]), px - pixels(xaxis, x[i - 1]));
      point.setAttribute('d', arrowHead(trace.marker.size[i], angle));
    }
  });
  texts.forEach((text, i) => {
    for (const part of [text, ...text.children]) {
      part.setAttribute('x', pixels(xaxis, x[i]));
      part.setAttribute('y', pixels(yaxis, y[i]));
    }
  });
  return true;
}

/** Show or hide what is drawn of a trace, which Plotly would draw all anew for. */
export function showTrace(plot, index, shown) {
  const { uid } = plot._fullData[index];
  for (const group of plot.querySelectorAll(`.scatterlayer .trace${uid}`)) group.style.display = shown ? '' : 'none';
}
