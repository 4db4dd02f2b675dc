// Held axes: the frames of a picture stay as they are while one compares runs of the same data.

// What of an axis is its frame; its title and colours are not.
const OF_AXIS = ['type', 'range', 'tickmode', 'dtick', 'tickvals', 'ticktext', 'exponentformat', 'minexponent', 'domain'];

/** A copy of what frames a layout: {axis name: part of the axis, …, size of each axis' numbers, margin, shapes}. */
function frameOf(layout) {
  const axes = Object.entries(layout).filter(([name]) => /^[xy]axis/.test(name));
  const parts = axes.map(([name, axis]) => [name, Object.fromEntries(OF_AXIS.filter((part) => part in axis).map((part) => [part, axis[part]]))]);
  const sizes = axes.map(([name, axis]) => [name, axis.tickfont?.size ?? null]);
  return structuredClone({ axes: Object.fromEntries(parts), sizes: Object.fromEntries(sizes), margin: layout.margin, shapes: layout.shapes ?? [] });
}

function layIn(layout, frame) {
  for (const [name, axis] of Object.entries(structuredClone(frame.axes))) {
    for (const part of OF_AXIS) delete layout[name][part];
    Object.assign(layout[name], axis);
    if (frame.sizes[name] !== null) layout[name].tickfont.size = frame.sizes[name];
  }
  Object.assign(layout, structuredClone({ margin: frame.margin, shapes: frame.shapes }));
}

/**
 * Returns hold(layout, {isOn, revision: another one for other data, state: how the switches stand}),
 * which makes the frames of a figure's layout those that are held, and says whether its own are others.
 */
export function createHeldAxes() {
  let frames = new Map(); // for each state, and each pair of things that the axes are of
  let of = '';
  return (layout, { isOn, revision, state }) => {
    if (!isOn || revision !== of) frames = new Map();
    of = revision;
    if (!isOn) return false;
    const own = frameOf(layout);
    const key = JSON.stringify([state, Object.keys(own.axes).map((name) => layout[name].title?.text)]);
    if (!frames.has(key)) frames.set(key, own);
    const held = frames.get(key);
    layIn(layout, held);
    return JSON.stringify(held) !== JSON.stringify(own);
  };
}
