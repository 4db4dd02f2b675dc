// The visitor draws: points are added, moved, removed, and back, as long as a film lets them.

import { h, icon } from '../dom.js';
import { arrayAt } from '../film/film.js';
import { createChanges } from './changes.js';
import { drawByKeys } from './keyboard.js';
import { createOverlay } from './overlay.js';
import { framesWell } from './point_frame.js';
import { drawByPointer } from './pointer.js';

/**
 * Drawing in a panel, by pointer and by keyboard.
 * host: {redraw(): show the points, reframe(): and choose the frame anew, unhover(), report(value),
 * say(text)}.
 */
export function createDrawing(panel, words, host) {
  const { plot, figure, note, tools } = panel;
  let limits = null; // {trace, most, bound}: null while nothing is to be drawn
  let frame = {}; // axis name → range

  const overlay = createOverlay(plot, words);
  const changes = createChanges(words, {
    show,
    showState,
    finish() { if (['xaxis', 'yaxis'].some((name) => String(rangeFor(name)) !== String(frame[name]))) host.reframe(); },
    report: host.report,
    say: host.say,
  });
  const pointer = drawByPointer(panel, overlay, changes, { isOn: () => Boolean(limits), place, unhover: host.unhover });
  drawByKeys(overlay, changes, pointer, place);

  const tool = (name, action) =>
    h('button', { type: 'button', class: 'lab-tool', 'aria-label': words[name], title: words[name], onclick: action }, icon(name));
  const undoButton = tool('undo', changes.undo);
  const redoButton = tool('redo', changes.redo);

  // -- What is seen of it, besides the points

  function place() {
    if (limits) overlay.place(changes.points()[changes.selected()]);
  }

  const hint = () => (matchMedia('(pointer: coarse)').matches ? words.draw_hint_touch : words.draw_hint);

  function showState() {
    const lost = [undoButton, redoButton].find((button) => button === document.activeElement);
    undoButton.disabled = !changes.canUndo();
    redoButton.disabled = !changes.canRedo();
    if (lost?.disabled) overlay.focus();
    // How to draw, until somebody has drawn; or why the last change was none.
    note.textContent = changes.refused() || panel.film.note || (changes.canUndo() ? '' : hint());
    note.classList.toggle('lab-refused', Boolean(changes.refused()));
  }

  function show() {
    showState();
    host.redraw();
  }

  /** The frame under the pointer stays, and so does one that frames the points well. */
  function rangeFor(name) {
    const values = changes.points().map((point) => point[name === 'xaxis' ? 0 : 1]);
    const keeps = frame[name] && (pointer.isDown() || framesWell(frame[name], values));
    return keeps ? frame[name] : panel.film.figure.layout[name].range;
  }

  // -- With the film

  /** The points of a film become ours, where it knows of all that was done here: whether it did. */
  function adopt(film) {
    if (pointer.isDown() || changes.isPending()) return false;
    const { x, y } = panel.film.motions.find((motion) => motion.trace === limits.trace);
    const [xs, ys] = [x, y].map((coordinates) => arrayAt(film, coordinates.whole));
    return changes.adopt(Array.from(xs, (value, i) => [value, ys[i]]));
  }

  function begin(heard) {
    changes.begin(heard);
    frame = {};
    tools.replaceChildren(undoButton, redoButton);
    overlay.show();
  }

  function end() {
    changes.stop();
    pointer.forget();
    limits = null;
    tools.replaceChildren();
    overlay.remove();
  }

  return {
    place,
    stop: changes.stop,
    /** A film has come, and says what may be drawn; it knows of so many reports. */
    load(film, heard) {
      const { draws } = panel.film;
      if (limits && !draws) end();
      if (draws && !limits) begin(heard);
      limits = draws;
      figure.classList.toggle('lab-draws', Boolean(limits));
      if (!limits) return;
      changes.hear(limits, heard);
      adopt(film);
      showState();
    },
    /** The same film again, and how many reports it knows of. */
    hear(film, heard) {
      if (!limits) return;
      changes.hear(limits, heard);
      if (adopt(film)) show();
    },
    /** Where the points of a motion's trace are, if they are drawn here. */
    coordinates(motion) {
      if (motion.trace !== limits?.trace) return null;
      return { x: changes.points().map(([x]) => x), y: changes.points().map(([, y]) => y) };
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
