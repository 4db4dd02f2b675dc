// A figure on its way to Plotly: in the theme's colours, with its switches and arrays, as it was zoomed.

import { arrayAt } from '../film/film.js';

const NAMES = 90; // design pixels that a legend takes
// As Plotly has the names of a legend: a line's height in the size of its type, and pixels between them and around.
const LINE_HIGH = 1.3;
const LEGEND_GAP = 3;
const LEGEND_EDGE = 6;
const OF_LETTER = 0.56; // of a title, on average, in its size

/** A copy of a figure, or of a part of one, in other colours. instead: a colour → another one. */
export function recoloured(part, instead) {
  return JSON.parse(JSON.stringify(part).replace(/#[0-9A-Fa-f]{6}/g, (colour) => instead[colour] ?? colour));
}

function setPath(object, path, value) {
  const names = path.split('.');
  const last = names.pop();
  names.reduce((inner, name) => (inner[name] ??= {}), object)[last] = value;
}

/** Set what a switch changes. Returns the numbers of the traces that it hides. */
export function applySwitch(figure, s, on) {
  for (const trace of s.shown_on) figure.data[trace].visible = on;
  for (const trace of s.shown_off) figure.data[trace].visible = !on;
  for (const [path, value] of Object.entries((on ? s.layout_on : s.layout_off) ?? {})) setPath(figure.layout, path, value);
  return on ? s.shown_off : s.shown_on;
}

/** Put the film's numbers in where the figure says where they are. */
export function fillArrays(figure, film) {
  for (const trace of figure.data) {
    for (const name of ['x', 'y', 'customdata']) if (trace[name]?.shape) trace[name] = arrayAt(film, trace[name]);
  }
}

/** The legend takes all of the picture's height, its names smaller where that holds them all, but not
 *  below `least` pixels; and stands beside the axis at the right, where there is one. */
export function placeLegend({ data, layout: { legend, yaxis2, margin } }, { clientWidth: width, clientHeight: height }, { scale, leastSize: least }) {
  legend.maxheight = Math.max(height - margin.t, 2); // Plotly takes 1 for all of the axis' height alone
  const count = data.filter((trace) => trace.showlegend).length;
  const fitting = ((legend.maxheight - 2 * LEGEND_EDGE) / count - LEGEND_GAP) / LINE_HIGH;
  legend.font.size = Math.min(legend.font.size, Math.max(least, fitting));
  if (yaxis2?.side !== 'right') return;
  const room = width - margin.l - margin.r - NAMES * scale;
  legend.x = 1 + margin.r / Math.max(room, margin.r);
}

/** The title beside the upright axis, {text, size}, no longer than there is room to both sides of the
 *  axis' middle in a picture so high: smaller than it is wanted, but not below `least`, and then cut. */
export function fittingTitle({ text, size, least }, height, margin) {
  const room = (height - Math.abs(margin.b - margin.t)) / OF_LETTER;
  const fitting = Math.min(size, Math.max(least, room / text.length));
  const letters = Math.floor(room / fitting);
  const isCut = letters > 3 && letters < text.length;
  return { text: isCut ? `${text.slice(0, letters - 1).trimEnd()}…` : text, size: fitting };
}

/** Of each name in the legend its first word, which is the symbol: "w₁" of "w₁ (bmi)". */
export function shortenLegend(figure) {
  for (const trace of figure.data) if (trace.showlegend) [trace.name] = trace.name.split(' ');
}

/** Plotly keeps a zoom only where the new figure asks for the range that the old one had: so
 *  say it did. A double click then shows all of the new run. */
export function keepZoom(plot, layout) {
  const { _preGUI: asked = {}, ...old } = plot._fullLayout ?? {};
  if (old.uirevision !== layout.uirevision) return; // other data: there the zoom shows nothing
  for (const name of Object.keys(layout).filter((each) => /^[xy]axis/.test(each))) {
    if (old[name]?.type !== (layout[name].type ?? 'linear')) continue;
    layout[name].range.forEach((end, i) => {
      if (`${name}.range[${i}]` in asked) asked[`${name}.range[${i}]`] = end;
      old[name][`_rangeInitial${i}`] = end;
    });
  }
}
