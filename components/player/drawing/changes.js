// The drawn points and each change of them: one can go back on it, and it is said and reported.
//
// The list here is the truth. A film that does not know of its last report shows older points, or
// fewer; what is drawn of the data is this list, and never the film's, until that has caught up.

import { formatFixed } from '../text/numbers.js';
import { createHistory, samePoints } from './history.js';
import { createPointReports } from './point_reports.js';

/** Whether points determine a line, as models/datasets/dataset.py asks: two at least, with different x. */
const determineLine = (points) => points.some(([x]) => x !== points[0][0]);

const SETTLED_MS = 300; // after the last arrow key, points are at rest; within it, one way back

/**
 * host: {show(): the points are others, showState(): only what can be done, and what could not,
 * finish(): a change is done, report(value), say(text)}.
 */
export function createChanges(words, host) {
  const history = createHistory();
  let limits = null; // {most, bound}
  let reports = null;
  let selected = 0;
  let refused = ''; // why the last change was none
  let lastNudge = null; // the points before the first of several nudges
  let settling = 0;

  const within = (value) => Math.max(-limits.bound, Math.min(limits.bound, value));
  const replaced = (index, point) => history.points.map((old, i) => (i === index ? point.map(within) : old));

  const put = (template, index = selected) => {
    const [x, y] = (history.points[index] ?? [0, 0]).map(formatFixed);
    return Object.entries({ number: index + 1, count: history.points.length, x, y })
      .reduce((text, [name, value]) => text.replace(`{${name}}`, value), template);
  };

  function keepSelected() {
    selected = Math.max(0, Math.min(history.points.length - 1, selected));
  }

  function show() {
    keepSelected();
    host.show();
  }

  function refuse(template) {
    refused = template.replace('{most}', limits.most);
    host.showState();
    host.say(refused);
  }

  /** What was done to the list `before` is done: it can be undone, is said, and is reported. */
  function finish(before, text) {
    clearTimeout(settling);
    history.keep(before);
    lastNudge = null;
    refused = '';
    show();
    host.say(text);
    reports.report(history.points, true);
    host.finish();
  }

  // -- At once

  function add(point) {
    if (history.points.length >= limits.most) { refuse(words.too_many_points); return; }
    const before = history.points;
    history.points = [...before, point.map(within)];
    selected = before.length;
    finish(before, put(words.point_added));
  }

  function remove(index) {
    const before = history.points;
    const left = before.filter((_, i) => i !== index);
    if (!determineLine(left)) { refuse(words.no_line); return; }
    history.points = left;
    selected = index;
    finish(before, put(words.point_removed, index));
  }

  function goBack(way, can, done, nothing) {
    settle();
    if (!can()) { host.say(nothing); return; }
    way();
    keepSelected();
    finish(history.points, put(done));
  }

  // -- Little by little

  function drag(index, point) {
    history.points = replaced(index, point);
    show();
    if (determineLine(history.points)) reports.report(history.points, false);
  }

  function drop(before) {
    const isLine = determineLine(history.points);
    if (!isLine) history.points = before;
    finish(before, put(words.point_moved));
    if (!isLine) refuse(words.no_line);
  }

  function takeBack(before) {
    history.points = before;
    finish(before, put(words.point_moved));
  }

  /** The selected point goes there; several nudges in a row are undone as one. */
  function nudge(point) {
    const points = replaced(selected, point);
    if (!determineLine(points)) { refuse(words.no_line); return; }
    lastNudge ??= history.points;
    history.points = points;
    refused = '';
    show();
    host.say(put(words.point_moved));
    reports.report(points, false);
    clearTimeout(settling);
    settling = setTimeout(settle, SETTLED_MS);
  }

  function settle() {
    if (lastNudge) finish(lastNudge, put(words.point_moved));
  }

  // -- From the film

  function begin(heard) {
    reports = createPointReports(heard, host.report);
    history.points = [];
    history.forget();
    selected = 0;
  }

  /** The points of a film that knows of all that was done here become ours: whether they are others. */
  function adopt(points) {
    const before = history.points;
    if (samePoints(points, before)) return false;
    history.points = points;
    if (before.length) history.keep(before);
    keepSelected();
    return true;
  }

  return {
    add, remove, drag, drop, takeBack, nudge, settle, begin, adopt,
    points: () => history.points,
    selected: () => selected,
    select(index) { selected = index; },
    saySelected: () => host.say(put(words.point_chosen)),
    refused: () => refused,
    canUndo: history.canUndo,
    canRedo: history.canRedo,
    undo: () => goBack(history.undo, history.canUndo, words.undone, words.nothing_to_undo),
    redo: () => goBack(history.redo, history.canRedo, words.redone, words.nothing_to_redo),
    /** A film has come that allows so much, and knows of so many reports. */
    hear(allowed, heard) {
      limits = allowed;
      reports.hear(heard);
    },
    isPending: () => reports.isPending(),
    stop() {
      clearTimeout(settling);
      reports?.stop();
    },
  };
}
