// Moves a drawn scatter trace by its SVG paths alone: what Plotly.animate does, ten times faster.
//
// Plotly.animate works out every default of every trace anew, which takes longer than a frame for
// four panels. While things move the player therefore sets the paths itself; when they rest it
// lets Plotly draw, so that hovering finds the points where they are.

const FAR = 1e5; // pixels; beyond it browsers draw lines wrongly

/** True when `moveTrace` can stand in for Plotly with this trace. */
function canMove(trace) {
  return trace.type === 'scatter' && (trace.line?.shape ?? 'linear') === 'linear';
}

const pixels = (axis, value) => Math.max(-FAR, Math.min(FAR, axis.d2p(value)));

/** The path through points; a NaN begins a new piece. */
function pathOf(x, y, xaxis, yaxis) {
  let path = '';
  let joined = false;
  for (let i = 0; i < y.length; i += 1) {
    if (Number.isNaN(y[i])) joined = false;
    else {
      path += `${joined ? 'L' : 'M'}${pixels(xaxis, x[i]).toFixed(2)},${pixels(yaxis, y[i]).toFixed(2)}`;
      joined = true;
    }
  }
  return path;
}

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
function moveTrace(plot, index, moved) {
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
    group.parentNode.querySelectorAll(`.trace${trace.uid} .js-fill`).forEach((fill) => fill.setAttribute('d', `${path.replaceAll('M', 'ZM').slice(1)}Z`));
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
function showTrace(plot, index, shown) {
  const { uid } = plot._fullData[index];
  for (const group of plot.querySelectorAll(`.scatterlayer .trace${uid}`)) group.style.display = shown ? '' : 'none';
}
