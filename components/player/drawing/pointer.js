// Drawing by pointer: a click adds a point, a drag moves it, and a click upon a click removes it.

const REACH = 12; // pixels around a point within which a press grabs it
const REACH_OF_FINGER = 20;
const STILL = 4; // pixels; a press that moved less is a click
const DOUBLE_MS = 400;

const reachOf = (event) => (event.pointerType === 'mouse' ? REACH : REACH_OF_FINGER);
const isOnAxes = (event) => Boolean(event.target.closest('.nsewdrag'));

/**
 * host: {isOn(): whether anything may be drawn, place(): lay the overlay anew, unhover()}.
 * Returns {isDown(), cancel(): the press never was, forget()}.
 */
export function drawByPointer({ plot, figure }, overlay, changes, host) {
  let press = null; // a pointer that is down: {id, at, index, offset, before, moved, twice}
  let lastClick = null; // {time, point}: the point that was clicked, unless the click added it

  const isClickedAgain = (event, point) => lastClick?.point === point && event.timeStamp - lastClick.time < DOUBLE_MS;

  function onDown(event) {
    if (!host.isOn() || press || event.button || !event.isPrimary || !isOnAxes(event)) return;
    changes.settle();
    const at = overlay.pixelsAt(event);
    const before = changes.points();
    const index = overlay.nearest(before, at, reachOf(event));
    const twice = index >= 0 && isClickedAgain(event, before[index]);
    const offset = index >= 0 ? overlay.pixelsOf(before[index]).map((p, i) => p - at[i]) : null;
    press = { id: event.pointerId, at, index, offset, before, moved: false, twice };
    plot.setPointerCapture(event.pointerId);
    overlay.element.classList.add('lab-pressed'); // no outline around it, which would tell nothing
    overlay.focus();
    if (index >= 0) changes.select(index);
    figure.classList.toggle('lab-grabs', index >= 0);
    host.place();
  }

  function onMove(event) {
    if (!host.isOn()) return;
    if (!press) {
      const isOver = isOnAxes(event) && overlay.nearest(changes.points(), overlay.pixelsAt(event), reachOf(event)) >= 0;
      figure.classList.toggle('lab-over', isOver);
      return;
    }
    if (event.pointerId !== press.id) return;
    const at = overlay.pixelsAt(event);
    press.moved ||= Math.hypot(...at.map((p, i) => p - press.at[i])) >= STILL;
    if (!press.moved || press.index < 0) return;
    host.unhover(); // its label would stay where the point was
    changes.drag(press.index, overlay.pointAt(at.map((p, i) => p + press.offset[i])));
  }

  function onUp(event) {
    if (event.pointerId !== press?.id) return;
    const { at, index, before, moved, twice } = press;
    letGo();
    if (index < 0) {
      if (!moved) changes.add(overlay.pointAt(at));
    } else if (moved) changes.drop(before);
    else if (twice) changes.remove(index);
    else {
      lastClick = { time: event.timeStamp, point: before[index] };
      changes.saySelected();
    }
  }

  function letGo() {
    press = null;
    lastClick = null;
    figure.classList.remove('lab-grabs');
  }

  function cancel() {
    const { before, moved, index } = press;
    letGo();
    if (moved && index >= 0) changes.takeBack(before);
  }

  // Plotly's own presses would zoom; it still hears of moves, and says what is under them.
  const keepFromPlotly = (event) => {
    if (!host.isOn() || !isOnAxes(event)) return;
    event.stopPropagation();
    if (event.cancelable) event.preventDefault(); // nor does the focus leave the overlay
  };
  const listeners = {
    pointerdown: onDown,
    pointermove: onMove,
    pointerup: onUp,
    pointercancel: (event) => { if (event.pointerId === press?.id) cancel(); },
    mousedown: keepFromPlotly,
    touchstart(event) {
      if (!host.isOn() || !isOnAxes(event)) return;
      event.stopPropagation();
      if (press && event.touches.length > 1) cancel(); // two fingers scroll, wherever they are
    },
    // A finger that moves a point does not scroll; beside the points it does, as on any picture.
    touchmove: (event) => { if (press && press.index >= 0 && event.cancelable) event.preventDefault(); },
  };
  for (const [name, listener] of Object.entries(listeners)) plot.addEventListener(name, listener, true);

  return { cancel, isDown: () => press !== null, forget() { press = null; } };
}
