// A figure on its way to Plotly: in the theme's colours, with its switches and arrays, as it was zoomed.

/** A copy in other colours. instead: a colour of the figure → another one. */
function recoloured(figure, instead) {
  return JSON.parse(JSON.stringify(figure).replace(/#[0-9A-Fa-f]{6}/g, (colour) => instead[colour] ?? colour));
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

/** Plotly keeps a zoom only where the new figure asks for the range that the old one had: so
 *  say it did. A double click then shows all of the new run. */
function keepZoom(plot, layout) {
  const { _preGUI: asked = {}, ...old } = plot._fullLayout ?? {};
  if (old.uirevision !== layout.uirevision) return; // other data: there the zoom shows nothing
  for (const name of ['xaxis', 'yaxis']) {
    if (old[name]?.type !== (layout[name].type ?? 'linear')) continue;
    layout[name].range.forEach((end, i) => {
      if (`${name}.range[${i}]` in asked) asked[`${name}.range[${i}]`] = end;
      old[name][`_rangeInitial${i}`] = end;
    });
  }
}
