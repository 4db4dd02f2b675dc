// Reports: the host hears where the visitor comes to rest, and may send them elsewhere.

import { keepPlace, keptPlace } from './reload.js';

const REST_MS = 400; // stillness after which a step counts as reached, and is reported

/**
 * visitor: {isPlaying(), pause(), place(): step, phase and switches, arrive(isOtherStep): what is to
 * happen at rest, before the host hears of it}.
 */
export function createReports(report, visitor) {
  let name = ''; // the server's, for this visit
  let sent = null; // where the host has sent the visitor last
  let reported = {}; // what the host has heard of: step, phase, switches, visit
  let timer = 0;
  const unheard = () => {
    const { step, phase } = visitor.place();
    return sent && (step !== reported.step || phase !== reported.phase) ? { step, phase } : null;
  };
  const stopKeeping = keepPlace(unheard);

  /** Once the step has stood still for a moment, the host hears of it. */
  function rest() {
    clearTimeout(timer);
    timer = setTimeout(arrive, REST_MS);
  }

  function arrive() {
    if (visitor.isPlaying()) return;
    // The switches, too, where it was not the visitor who turned them: the host keeps reports.
    const place = { ...visitor.place(), visit: name };
    visitor.arrive(place.step !== reported.step);
    for (const [part, value] of Object.entries(place)) {
      if (JSON.stringify(value) !== JSON.stringify(reported[part])) report(part, value);
    }
    reported = place;
  }

  /** The visitor follows a link to another page: that is coming to rest, of which the host hears
   *  before the link is followed. */
  function leavePage(leaving) {
    visitor.pause();
    if (!unheard()) return;
    clearTimeout(timer);
    arrive();
    leaving.preventDefault();
  }
  addEventListener('leaving-page', leavePage);

  return {
    rest,
    /** On the way, the host hears nothing. */
    leave: () => clearTimeout(timer),
    reportSwitches(switches) {
      reported.switches = switches;
      report('switches', switches);
    },
    stop() {
      stopKeeping();
      removeEventListener('leaving-page', leavePage);
    },
    /** A session comes with a film: where it sends the visitor, or null where it has before. */
    hear({ visit, goto }) {
      const isFirst = !sent;
      if (!isFirst && visit !== name) {
        // The host has forgotten the visit, and begins another: the visitor stays where they are,
        // plays on, and at rest the host hears of it.
        sent = goto;
        reported = {};
        rest();
      }
      name = visit;
      if (goto.token === sent?.token) return null;
      sent = goto;
      if (!isFirst) return goto;
      reported = { ...goto, visit }; // what the host knows
      const kept = keptPlace();
      if (kept) rest();
      return { ...goto, ...kept };
    },
  };
}
