// Drawing by keyboard: arrows move the selected point, other keys choose, add, remove, go back.

import { middleOfGap } from './point_frame.js';

/** place(): lay the overlay anew, with the ring around the selected point. */
export function drawByKeys(overlay, changes, pointer, place) {
  function choose(by) {
    const { length } = changes.points();
    changes.select((changes.selected() + by + length) % length);
    place();
    changes.saySelected();
  }

  function nudge(across, up, event) {
    const times = event.shiftKey ? 10 : 1;
    const point = changes.points()[changes.selected()];
    changes.nudge(overlay.pointBeside(point, [times * across, times * up]));
  }

  function addInGap() {
    changes.settle();
    changes.add(overlay.rounded(middleOfGap(changes.points())));
  }

  function remove() {
    changes.settle();
    changes.remove(changes.selected());
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
    Delete: remove,
    Backspace: remove,
    ...Object.fromEntries(['Enter', 'Insert', 'n', 'N'].map((key) => [key, addInGap])),
  };

  function actionOf(event) {
    if (pointer.isDown()) return event.key === 'Escape' ? pointer.cancel : null;
    const isCommand = (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph');
    const { undo, redo } = changes;
    if (isCommand) return { z: event.shiftKey ? redo : undo, y: redo }[event.key.toLowerCase()];
    if (event.altKey && event.key.length > 1) return null; // the browser's: back and forth
    return KEYS[event.key];
  }

  overlay.element.onkeydown = (event) => {
    overlay.element.classList.remove('lab-pressed');
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault(); // so that it is none of the player's keys
    action(event);
  };
  overlay.element.onblur = () => overlay.element.classList.remove('lab-pressed');
  overlay.element.onfocus = () => { place(); if (!pointer.isDown()) changes.saySelected(); };
}
