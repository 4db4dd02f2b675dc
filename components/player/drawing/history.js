// Drawn points: a list with a way back, and the reports of it to the host, in order.

const REPORT_MS = 125; // at most eight reports a second while points move
const PATIENCE_MS = 1000; // one is under way: the next waits so long for its answer
const MOST_UNDONE = 200; // lists that are kept to go back to

/** Whether points determine a line, as models/datasets/dataset.py asks: two at least, with different x. */
const determineLine = (points) => points.some(([x]) => x !== points[0][0]);

const samePoints = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** A list of points and its past. A list is never changed, but replaced by another. */
function createHistory() {
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

/**
 * Numbered reports, so that an answer says which of them it knows of: {report(points, resting),
 * hear(number), isPending()}. Moving points are reported at a pace that the host keeps up with;
 * resting ones at once, and so always the last.
 */
function createReports(heard, send) {
  let sent = heard;
  let waiting = null;
  let lastTime = -Infinity;
  let timer = 0;

  function flush(resting) {
    clearTimeout(timer);
    sent += 1;
    lastTime = performance.now();
    send({ number: sent, points: waiting, resting });
    waiting = null;
  }

  function schedule() {
    clearTimeout(timer);
    const pause = sent > heard ? PATIENCE_MS : REPORT_MS;
    timer = setTimeout(flush, Math.max(0, lastTime + pause - performance.now()), false);
  }

  return {
    report(points, resting) {
      waiting = points;
      if (resting) flush(true);
      else schedule();
    },
    /** The host's answer knows of all reports up to this number. */
    hear(number) {
      if (number < heard) sent = number; // another session: it has not heard of any of ours
      heard = number;
      if (waiting) schedule();
    },
    isPending: () => waiting !== null || sent > heard,
    stop: () => clearTimeout(timer),
  };
}
