// A board inside Streamlit: one for each root element, fed at each change of data or theme.

import { createBoard } from '../boards/board.js';
import { createReporter } from './streamlit_reports.js';
import { isDark } from './streamlit_theme.js';

const boards = new WeakMap(); // root element → board

/** Called by Streamlit at the first drawing of a board, and again whenever data or theme change. */
export function showBoard({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector('[data-testid="board"]');
  if (!boards.has(root)) {
    const state = createReporter(setStateValue);
    const trigger = createReporter(setTriggerValue);
    boards.set(root, {
      board: createBoard(root, { isDark: () => isDark(root) }),
      report: (name, value) => (name === 'size' ? state : trigger)(name, value),
    });
  }
  const { board, report } = boards.get(root);
  board.load(data, report);
  return () => {
    if (root.isConnected) return; // Streamlit also ends a call that a newer one has overtaken
    board.destroy();
    boards.delete(root);
  };
}
