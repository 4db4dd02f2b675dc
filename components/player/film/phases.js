// Phases: where one is inside a step, in moments, which are fifths of it. Moment 5·round + phase.
//
// A round is the five calls that lead from one state to the next; with the last of them, "step",
// the parameters are those of the next state. The round after the last update has no such call.

export const PHASES = ['zero_grad', 'forward', 'loss', 'backward', 'step'];
const UPDATE = PHASES.indexOf('step');

export const momentOf = ({ step, phase }) => PHASES.length * roundOf({ step, phase }) + phase;
export const roundOf = ({ step, phase }) => (phase === UPDATE ? step - 1 : step);
export const lastMoment = (steps) => PHASES.length * steps + UPDATE - 1;

/** The state and the phase at a moment of a run of so many steps. */
export function placeAt(moment, steps) {
  const inside = Math.max(0, Math.min(lastMoment(steps), moment));
  const phase = inside % PHASES.length;
  const round = Math.floor(inside / PHASES.length);
  return { step: phase === UPDATE ? round + 1 : round, phase };
}

/** The step of which something is known that each round tells in phase `known_at`; −1: none yet. */
export function latestKnown(place, known_at) {
  if (known_at === 'step') return place.step;
  return roundOf(place) - (place.phase < PHASES.indexOf(known_at) ? 1 : 0);
}
