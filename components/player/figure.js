// A figure on its way to Plotly: in the theme's colours, with its switches and arrays, as it was zoomed.

const NAMES = 90; // design pixels that a legend takes

/** A copy of a figure, or of a part of one, in other colours. instead: a colour → another one. */
function recoloured(part, instead) {
  return JSON.parse(JSON.stringify(part).replace(/#[0-9A-Fa-f]{6}/g, (colour) => instead[colour] ?? colour));
}

/** Set what a switch changes. Returns the numbers of the traces that it hides. */
function applySwitch(figure, s, on) {
  for (const trace of s.shown_on) figure.data[trace].visible = on;
  for (const trace of s.shown_off) figure.data[trace].visible = !on;
  for (const [path, value] of Object.entries((on ? s.layout_on : s.layout_off) ?? {})) setPath(figure.layout, path, value);
  return on ? s.shown_off : s.shown_on;
}

/** Put the film's numbers in where the figure says where they are. */
function fillArrays(figure, film) {
  for (const trace of figure.data) {
    for (const name of ['x', 'y', 'customdata']) if (trace[name]?.shape) trace[name] = arrayAt(film, trace[name]);
  }
}

/** The legend stands beside the axis at the right, where there is one. */
function placeLegend({ legend, yaxis2, margin }, width, scale) {
  if (yaxis2?.side !== 'right') return;
  const room = width - margin.l - margin.r - NAMES * scale;
  legend.x = 1 + margin.r / Math.max(room, margin.r);
}

/** Of each name in the legend its first word, which is the symbol: "w₁" of "w₁ (bmi)". */
function shortenLegend(figure) {
  for (const trace of figure.data) if (trace.showlegend) [trace.name] = trace.name.split(' ');
}

/** Plotly keeps a zoom only where the new figure asks for the range that the old one had: so
 *  say it did. A double click then shows all of the new run. */
function keepZoom(plot, layout) {
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
