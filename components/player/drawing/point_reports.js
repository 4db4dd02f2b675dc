// Reports of the drawn points to the host, numbered and in order.

const REPORT_MS = 125; // at most eight reports a second while points move
const PATIENCE_MS = 1000; // one is under way: the next waits so long for its answer

/**
 * Numbered reports, so that an answer says which of them it knows of: {report(points, resting),
 * hear(number), isPending()}. Moving points are reported at a pace that the host keeps up with;
 * resting ones at once, and so always the last.
 */
export function createPointReports(heard, send) {
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
