// What must be seen of a picture: whether it is, and what is said where it is not.

import { formatNumber } from '../text/numbers.js';
import { inOrder } from './axes.js';

const ENOUGH = 0.5; // of a picture's width, or of the points: where less is seen, it is said where the rest is

/** [from, to]: which part of the way from one number to another lies between two; to < from: none. */
function partBetween(one, other, [low, high]) {
  if (one === other) return low <= one && one <= high ? [0, 1] : [1, 0];
  return inOrder([(low - one) / (other - one), (high - one) / (other - one)]);
}

/** How much of a line is seen: of the picture's width, or, of a line that goes anywhere, all or none of it. */
function lineSeen({ x, y }, [across, up], isOverX) {
  let seen = 0;
  for (let i = 1; i < y.length; i += 1) {
    const parts = [partBetween(x[i - 1], x[i], across), partBetween(y[i - 1], y[i], up)];
    const share = Math.min(1, ...parts.map(([, to]) => to)) - Math.max(0, ...parts.map(([from]) => from));
    if (share > 0) seen += isOverX ? (share * Math.abs(x[i] - x[i - 1])) / (across[1] - across[0]) : 1;
  }
  return seen;
}

const isBetween = (value, [low, high]) => low <= value && value <= high;

function pointsSeen({ x, y }, [across, up]) {
  let seen = 0;
  y.forEach((value, i) => { if (isBetween(value, up) && isBetween(x[i], across)) seen += 1; });
  return seen / y.length;
}

/** Whether all corners are in these ranges; NaN is the gap between two pieces. */
function areAllSeen({ x, y }, [across, up]) {
  return y.every((value, i) => Number.isNaN(value) || (isBetween(value, up) && isBetween(x[i], across)));
}

/** How much of what is at these places is seen in these ranges. along: as Watched in panel.py has it. */
const shareSeen = (along, places, ranges) => (along === 'points' ? pointsSeen(places, ranges) : lineSeen(places, ranges, along === 'x'));

/** After which step it first goes out of sight, or with which it first comes: a sentence's end, the
 *  same at each step; '' where it neither begins nor ends in sight. isSeen(step); what: "seen" of all of it, "most" of more than half. */
function wayBack(isSeen, steps, what, words) {
  const isAtFirst = isSeen(0);
  if (!isAtFirst && !isSeen(steps)) return '';
  let change = 1; // not by halves: what swings goes out of sight and comes back
  while (change < steps && isSeen(change) === isAtFirst) change += 1;
  if (!isAtFirst) return words[`${what}_from`].replace('{step}', change);
  return change === 1 ? words[`${what}_at_start`] : words[`${what}_until`].replace('{step}', change - 1);
}

/** "the line is mostly off this picture: ŷ −36 to 2.5; more than half first leaves after step 3", or ''
 *  where it is seen. ends: of such sentences of this run, a Map, so that they are worked out once. */
export function outOfSight({ name, along, unit }, { at, ranges, step, steps, ends }, words) {
  if (along === 'corners') return areAllSeen(at(step), ranges) ? '' : `${name} ${words.cut}`;
  const isSeen = (each) => shareSeen(along, at(each), ranges) >= ENOUGH;
  if (isSeen(step)) return '';
  const [least, most] = [Math.min(...at(step).y), Math.max(...at(step).y)];
  const [low, high] = [least, most].map((value) => formatNumber(value));
  const isGone = !shareSeen(along, at(step), ranges);
  const side = !isGone ? 'mostly' : most < ranges[1][0] ? 'below' : least > ranges[1][1] ? 'above' : 'beside';
  const where = unit ? `: ${unit} ${low === high ? low : `${low}${words.to}${high}`}` : '';
  const key = `${name} ${ranges}`;
  if (!ends.has(key)) ends.set(key, wayBack(isSeen, steps, along === 'any' ? 'seen' : 'most', words));
  return [`${name} ${words[side]}${where}`, ends.get(key)].filter(Boolean).join('; ');
}

/** The range that holds another one and these values, with air around what it did not hold. */
export function holdingAll([low, high], values) {
  const known = values.filter((value) => !Number.isNaN(value));
  const [least, most] = [Math.min(low, ...known), Math.max(high, ...known)];
  const air = 0.05 * (most - least);
  return [least < low ? least - air : low, most > high ? most + air : high];
}

/** At which of so many states a point is out of its ranges: the first of them, and from which on it
 *  stays so (as many as there are where it comes back): {first, last}, or null where at none. */
export function firstOutside(places, ranges) {
  let [first, last] = [-1, 0];
  for (let step = 0; step < places.x.length; step += 1) {
    if (isBetween(places.x[step], ranges[0]) && isBetween(places.y[step], ranges[1])) last = step + 1;
    else if (first < 0) first = step;
  }
  return first < 0 ? null : { first, last, comesBack: last === places.x.length };
}

/** "axes held; outside: w from step 2 on, b from step 12 on; …": the first to leave is named first. */
export function saidOfLeft(left, most, words) {
  const inTurn = [...left].sort((one, other) => one.first - other.first);
  const named = inTurn.slice(0, most).map(({ label, first, last, comesBack }) => {
    const when = comesBack ? words.held_at : first === last ? words.held_from : words.held_then;
    return when.replace('{name}', () => label).replace('{first}', first).replace('{last}', last);
  });
  if (left.length > most) named.push(words.held_more.replace('{rest}', left.length - most));
  return words.held.replace('{left}', () => named.join(', '));
}
