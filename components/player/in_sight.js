// What must be seen of a picture: whether it is, and what is said where it is not.

const ENOUGH = 0.1; // of a picture's width, or of the points: where less is seen, it is said where the rest is

const inOrder = ([one, other]) => (one < other ? [one, other] : [other, one]);

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

/** Whether what is at these places is seen in these ranges. along: as Watched in panel.py has it. */
function isInSight(along, places, ranges) {
  return (along === 'points' ? pointsSeen(places, ranges) : lineSeen(places, ranges, along === 'x')) >= ENOUGH;
}

/** From where on, or until where, it is in sight: a sentence's end. isSeen(step); step: one at which it is not. */
function wayBack(isSeen, step, steps, words) {
  const [isAtFirst, isAtLast] = [isSeen(0), isSeen(steps)];
  if (!isAtFirst && !isAtLast) return words.zoom_out;
  let [seen, unseen] = [isAtFirst ? 0 : steps, step];
  while (Math.abs(seen - unseen) > 1) {
    const middle = Math.trunc((seen + unseen) / 2);
    if (isSeen(middle)) seen = middle;
    else unseen = middle;
  }
  return (isAtFirst ? words.seen_until : words.seen_from).replace('{step}', seen);
}

/** "the line is below this picture: ŷ 0.98 to 1.2; in view from step 3", or '' where it is seen. */
function outOfSight({ name, along, unit }, { at, ranges, step, steps }, words) {
  const isSeen = (each) => isInSight(along, at(each), ranges);
  if (isSeen(step)) return '';
  const ends = inOrder([Math.min(...at(step).y), Math.max(...at(step).y)]);
  const [low, high] = ends.map((value) => formatNumber(value));
  const side = ends[1] < ranges[1][0] ? 'below' : ends[0] > ranges[1][1] ? 'above' : 'beside';
  const where = unit ? `: ${unit} ${low === high ? low : `${low}${words.to}${high}`}` : '';
  return `${name} ${words[side]}${where}; ${wayBack(isSeen, step, steps, words)}`;
}

/** At which of so many states a point is out of its ranges: {first, isLast}, or null where at none. */
function firstOutside(places, ranges) {
  let [first, isLast] = [-1, false];
  for (let step = 0; step < places.x.length; step += 1) {
    isLast = !(isBetween(places.x[step], ranges[0]) && isBetween(places.y[step], ranges[1]));
    if (isLast && first < 0) first = step;
  }
  return first < 0 ? null : { first, isLast };
}
