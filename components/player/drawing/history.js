// The drawn points: a list with a way back.

const MOST_UNDONE = 200; // lists that are kept to go back to

export const samePoints = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** A list of points and its past. A list is never changed, but replaced by another. */
export function createHistory() {
  let undone = [];
  let done = [];
  const history = {
    points: [],
    canUndo: () => done.length > 0,
    canRedo: () => undone.length > 0,
    /** From `before` to the present list in one step, of which there is a way back. */
    keep(before) {
      if (samePoints(before, history.points)) return;
      done = [...done, before].slice(-MOST_UNDONE);
      undone = [];
    },
    undo() {
      undone.push(history.points);
      history.points = done.pop();
    },
    redo() {
      done.push(history.points);
      history.points = undone.pop();
    },
    forget() {
      undone = [];
      done = [];
    },
  };
  return history;
}
