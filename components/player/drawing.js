// The visitor draws: points are added, moved, removed, and back, by pointer and by keyboard.
//
// The list here is the truth. A film that does not know of its last report shows older points, or
// fewer; what is drawn of the data is this list, and never the film's, until that has caught up.

const REACH = 12; // pixels around a point within which a press grabs it
const REACH_OF_FINGER = 20;
const STILL = 4; // pixels; a press that moved less is a click
const DOUBLE_MS = 400;
const SETTLED_MS = 300; // after the last arrow key, points are at rest; within it, one way back
const DRAW_KEYS_ID = 'lab-draw-keys';

/**
 * Drawing in a panel, as long as its film says what may be drawn.
 * host: {redraw(): show the points, reframe(): and choose the frame anew, unhover(), report(value),
 * say(text)}.
 */
function createDrawing(panel, words, host) {
  const { plot, figure, note, tools } = panel;
  const history = createHistory();
  let limits = null; // {trace, most, bound}: null while nothing is to be drawn
  let reports = null;
  let selected = 0;
  let press = null; // a pointer that is down: {id, at, index, offset, before, moved, twice}
  let lastClick = null; // {time, point}: the point that was clicked, unless the click added it
  let lastNudge = null;
  let settling = 0;
  let frame = {}; // axis name → range
  let refused = ''; // why the last change was none

  const tool = (name, action) =>
    h('button', { type: 'button', class: 'lab-tool', 'aria-label': words[name], title: words[name], onclick: action }, icon(name));
  const undoButton = tool('undo', () => undo());
  const redoButton = tool('redo', () => redo());
  const ring = h('div', { class: 'lab-ring', 'aria-hidden': 'true' });
  const surface = h('div', {
    class: 'lab-surface', tabindex: 0, role: 'application', 'aria-label': words.draw, 'aria-describedby': DRAW_KEYS_ID,
  }, ring);
  const keysHelp = h('p', { class: 'lab-spoken', id: DRAW_KEYS_ID }, words.draw_keys);

  // -- Where things are

  const axes = () => [plot._fullLayout.xaxis, plot._fullLayout.yaxis];
  const pixelsOf = (point) => axes().map((axis, i) => axis.d2p(point[i]));

  /** Pixels from the upper left corner of the axes, which is where p2d counts from. */
  function pixelsAt(event) {
    const { left, top } = plot.getBoundingClientRect();
    return axes().map((axis, i) => [event.clientX - left, event.clientY - top][i] - axis._offset);
  }

  /** The point at these pixels, or the nearest that is in the frame. */
  function pointAt(pixels) {
    return axes().map((axis, i) => roundedFor(axis, axis.p2d(Math.max(0, Math.min(axis._length, pixels[i])))));
  }

  /** The point within reach that is nearest to these pixels: its index, or −1. */
  function nearest(pixels, reach) {
    const distances = history.points.map((point) => Math.hypot(...pixelsOf(point).map((p, i) => p - pixels[i])));
    const least = Math.min(...distances);
    return least <= reach ? distances.lastIndexOf(least) : -1;
  }

  // -- Changes

  const within = (value) => Math.max(-limits.bound, Math.min(limits.bound, value));
  const replaced = (index, point) => history.points.map((old, i) => (i === index ? point.map(within) : old));

  function showState() {
    selected = Math.max(0, Math.min(history.points.length - 1, selected));
    const lost = [undoButton, redoButton].find((button) => button === document.activeElement);
    undoButton.disabled = !history.canUndo();
    redoButton.disabled = !history.canRedo();
    if (lost?.disabled) surface.focus({ preventScroll: true });
    showNote();
  }

  /** How to draw, until somebody has drawn; or why the last change was none. */
  function showNote() {
    note.textContent = refused || panel.film.note || (history.canUndo() ? '' : words.draw_hint);
    note.classList.toggle('lab-refused', Boolean(refused));
  }

  function refuse(template) {
    refused = template.replace('{most}', limits.most);
    showNote();
    host.say(refused);
  }

  const put = (template, index = selected) => {
    const [x, y] = (history.points[index] ?? [0, 0]).map(formatFixed);
    return Object.entries({ number: index + 1, count: history.points.length, x, y })
      .reduce((text, [name, value]) => text.replace(`{${name}}`, value), template);
  };

  function show() {
    showState();
    host.redraw();
  }

  /** What was done to the list `before` is done: it can be undone, is said, and is reported. */
  function finish(before, text) {
    clearTimeout(settling);
    history.keep(before);
    lastNudge = null;
    refused = '';
    show();
    host.say(text);
    reports.report(history.points, true);
    if (['xaxis', 'yaxis'].some((name) => String(rangeFor(name)) !== String(frame[name]))) host.reframe();
  }

  function add(point) {
    if (history.points.length >= limits.most) { refuse(words.too_many_points); return; }
    const before = history.points;
    history.points = [...before, point.map(within)];
    selected = before.length;
    finish(before, put(words.point_added));
  }

  function remove(index) {
    const before = history.points;
    const left = before.filter((_, i) => i !== index);
    if (!determineLine(left)) { refuse(words.no_line); return; }
    history.points = left;
    selected = index;
    finish(before, put(words.point_removed, index));
  }

  function goBack(way, can, done, nothing) {
    settle();
    if (!can()) { host.say(nothing); return; }
    way();
    selected = Math.min(selected, history.points.length - 1);
    finish(history.points, put(done));
  }
  const undo = () => goBack(history.undo, history.canUndo, words.undone, words.nothing_to_undo);
  const redo = () => goBack(history.redo, history.canRedo, words.redone, words.nothing_to_redo);

  // -- Pointers

  function reachOf(event) {
    return event.pointerType === 'mouse' ? REACH : REACH_OF_FINGER;
  }

  function onDown(event) {
    if (!limits || press || event.button || !event.isPrimary || !event.target.closest('.nsewdrag')) return;
    settle();
    const at = pixelsAt(event);
    const index = nearest(at, reachOf(event));
    const before = history.points;
    const twice = index >= 0 && lastClick?.point === before[index] && event.timeStamp - lastClick.time < DOUBLE_MS;
    const offset = index >= 0 ? pixelsOf(before[index]).map((p, i) => p - at[i]) : null;
    press = { id: event.pointerId, at, index, offset, before, moved: false, twice };
    plot.setPointerCapture(event.pointerId);
    surface.classList.add('lab-pressed'); // no outline around it, which would tell nothing
    surface.focus({ preventScroll: true });
    if (index >= 0) selected = index;
    figure.classList.toggle('lab-grabs', index >= 0);
    place();
  }

  function onMove(event) {
    if (!limits) return;
    if (!press) {
      const isOver = event.target.closest('.nsewdrag') && nearest(pixelsAt(event), reachOf(event)) >= 0;
      figure.classList.toggle('lab-over', Boolean(isOver));
      return;
    }
    if (event.pointerId !== press.id) return;
    const at = pixelsAt(event);
    press.moved ||= Math.hypot(...at.map((p, i) => p - press.at[i])) >= STILL;
    if (!press.moved || press.index < 0) return;
    host.unhover(); // its label would stay where the point was
    history.points = replaced(press.index, pointAt(at.map((p, i) => p + press.offset[i])));
    show();
    if (determineLine(history.points)) reports.report(history.points, false);
  }

  function onUp(event) {
    if (event.pointerId !== press?.id) return;
    const { at, index, before, moved, twice } = press;
    letGo();
    if (index < 0) {
      if (!moved) add(pointAt(at));
    } else if (moved) drop(before);
    else if (twice) remove(index);
    else {
      lastClick = { time: event.timeStamp, point: before[index] };
      host.say(put(words.point_chosen));
    }
  }

  function letGo() {
    press = null;
    lastClick = null;
    figure.classList.remove('lab-grabs');
  }

  function drop(before) {
    const isLine = determineLine(history.points);
    if (!isLine) history.points = before;
    finish(before, put(words.point_moved));
    if (!isLine) refuse(words.no_line);
  }

  function cancel() {
    const { before, moved, index } = press;
    letGo();
    if (!moved || index < 0) return;
    history.points = before;
    finish(before, put(words.point_moved));
  }

  // Plotly's own presses would zoom; it still hears of moves, and says what is under them.
  const keepFromPlotly = (event) => {
    if (!limits || !event.target.closest('.nsewdrag')) return;
    event.stopPropagation();
    if (event.cancelable) event.preventDefault(); // nor does the focus leave the surface
  };
  const listeners = {
    pointerdown: onDown,
    pointermove: onMove,
    pointerup: onUp,
    pointercancel: (event) => { if (event.pointerId === press?.id) cancel(); },
    mousedown: keepFromPlotly,
    touchstart: (event) => { if (limits && event.target.closest('.nsewdrag')) event.stopPropagation(); },
    // A finger that moves a point does not scroll, whatever the style sheet says by then.
    touchmove: (event) => { if (press && event.cancelable) event.preventDefault(); },
  };
  for (const [name, listener] of Object.entries(listeners)) plot.addEventListener(name, listener, true);

  // -- Keys

  function choose(by) {
    const { length } = history.points;
    selected = (selected + by + length) % length;
    place();
    host.say(put(words.point_chosen));
  }

  /** One press of an arrow key; several in a row are undone as one. */
  function nudge(across, up, event) {
    const times = event.shiftKey ? 10 : 1;
    const before = history.points;
    const moved = before[selected].map((value, i) => {
      const axis = axes()[i];
      return roundedFor(axis, value + [across, up][i] * times * strideOf(axis));
    });
    const points = replaced(selected, moved);
    if (!determineLine(points)) { refuse(words.no_line); return; }
    lastNudge ??= before;
    history.points = points;
    refused = '';
    show();
    host.say(put(words.point_moved));
    reports.report(points, false);
    clearTimeout(settling);
    settling = setTimeout(settle, SETTLED_MS);
  }

  function settle() {
    if (lastNudge) finish(lastNudge, put(words.point_moved));
  }

  const KEYS = {
    ArrowLeft: (event) => nudge(-1, 0, event),
    ArrowRight: (event) => nudge(1, 0, event),
    ArrowUp: (event) => nudge(0, 1, event),
    ArrowDown: (event) => nudge(0, -1, event),
    PageDown: () => choose(1),
    ']': () => choose(1),
    PageUp: () => choose(-1),
    '[': () => choose(-1),
    Delete: () => { settle(); remove(selected); },
    Backspace: () => { settle(); remove(selected); },
    ...Object.fromEntries(['Enter', 'Insert', 'n', 'N'].map((key) => [key, addInGap])),
  };

  function addInGap() {
    settle();
    add(middleOfGap(history.points).map((value, i) => roundedFor(axes()[i], value)));
  }

  surface.onkeydown = (event) => {
    surface.classList.remove('lab-pressed');
    const isCommand = (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph');
    const key = event.key.toLowerCase();
    let action = KEYS[event.key];
    if (isCommand) action = { z: event.shiftKey ? redo : undo, y: redo }[key];
    else if (event.altKey && event.key.length > 1) action = null; // the browser's: back and forth
    if (press) action = event.key === 'Escape' ? cancel : null;
    if (!action) return;
    event.preventDefault(); // so that it is none of the player's keys
    action(event);
  };
  surface.onblur = () => surface.classList.remove('lab-pressed');
  surface.onfocus = () => { place(); if (!press) host.say(put(words.point_chosen)); };

  // -- With the film

  /** Lay the surface over the axes, and the ring around the selected point. */
  function place() {
    if (!limits || !plot._fullLayout?.xaxis?._length) return;
    const [x, y] = axes();
    Object.assign(surface.style, {
      left: `${plot.offsetLeft + x._offset}px`, top: `${plot.offsetTop + y._offset}px`, width: `${x._length}px`, height: `${y._length}px`,
    });
    const pixels = history.points[selected] && pixelsOf(history.points[selected]);
    ring.hidden = !pixels?.every((p, i) => p >= 0 && p <= axes()[i]._length);
    if (!ring.hidden) ring.style.translate = pixels.map((p) => `${p}px`).join(' ');
  }

  /** The points of a film become ours, where it knows of all that was done here: whether it did. */
  function adopt(film) {
    if (press || reports.isPending()) return false;
    const { x, y } = panel.film.motions.find((motion) => motion.trace === limits.trace);
    const values = [x, y].map((coordinates) => arrayAt(film, coordinates.whole));
    const points = Array.from(values[0], (value, i) => [value, values[1][i]]);
    const before = history.points;
    if (samePoints(points, before)) return false;
    history.points = points;
    if (before.length) history.keep(before);
    return true;
  }

  /** The frame under the pointer stays, and so does one that frames the points well. */
  function rangeFor(name) {
    const values = history.points.map((point) => point[name === 'xaxis' ? 0 : 1]);
    const keeps = frame[name] && (press || framesWell(frame[name], values));
    return keeps ? frame[name] : panel.film.figure.layout[name].range;
  }

  function begin(heard) {
    reports = createReports(heard, host.report);
    history.points = [];
    history.forget();
    selected = 0;
    frame = {};
    tools.replaceChildren(undoButton, redoButton);
    plot.after(keysHelp, surface);
  }

  function end() {
    stop();
    press = null;
    limits = null;
    tools.replaceChildren();
    surface.remove();
    keysHelp.remove();
  }

  function stop() {
    clearTimeout(settling);
    reports?.stop();
  }

  return {
    place,
    stop,
    /** A film has come, and says what may be drawn; it knows of so many reports. */
    load(film, heard) {
      const { draws } = panel.film;
      if (limits && !draws) end();
      if (draws && !limits) begin(heard);
      limits = draws;
      figure.classList.toggle('lab-draws', Boolean(limits));
      if (!limits) return;
      reports.hear(heard);
      adopt(film);
      showState();
    },
    /** The same film again, and how many reports it knows of. */
    hear(film, heard) {
      if (!limits) return;
      reports.hear(heard);
      if (adopt(film)) show();
    },
    /** Where the points of a motion's trace are, if they are drawn here. */
    coordinates(motion) {
      if (motion.trace !== limits?.trace) return null;
      return { x: history.points.map(([x]) => x), y: history.points.map(([, y]) => y) };
    },
    /** What of the layout is otherwise while something is drawn: no zooming, and the frame. */
    change(layout) {
      if (!limits) return;
      layout.dragmode = false;
      for (const name of ['xaxis', 'yaxis']) {
        frame[name] = rangeFor(name);
        layout[name].range = [...frame[name]];
      }
    },
  };
}
