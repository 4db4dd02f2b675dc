// A panel's picture: drawn anew where its frame is another one, and else only moved with the step.

import { createDrawing } from '../drawing/drawing.js';
import { arrayAt } from '../film/film.js';
import { PHASES, latestKnown } from '../film/phases.js';
import { rangesIn, ratioIn, xPerY } from './axes.js';
import { captionPanel, createPanel, describe, scalesOf } from './caption.js';
import { applySwitch, fillArrays, fittingTitle, keepZoom, placeLegend, recoloured, shortenLegend } from './figure.js';
import { createHeldAxes } from './held_axes.js';
import { firstOutside, holdingAll, outOfSight, saidOfLeft } from './in_sight.js';
import { growFromFirst, motionAt } from './motion.js';
import { canMove, moveTrace, showTrace } from './move_trace.js';
import { rescale } from './scale.js';
import { makeToolbar } from './toolbar.js';

const AT_ONCE = { mode: 'immediate', transition: { duration: 0 }, frame: { duration: 0, redraw: false } };
const PLOT_CONFIG = {
  doubleClick: 'reset', // never to all that is drawn: some marks wait far outside the picture
  displaylogo: false, // named one by one: none of these asks anything of the internet
  modeBarButtons: [['toImage', 'zoom2d', 'pan2d', 'zoomIn2d', 'zoomOut2d', 'resetScale2d']],
};

const ROOM_FOR_NAMES = 440; // design pixels of a picture with a legend
const NOTES_AIR = 2; // pixels between what is said above the axes and these
const SAID_AT = [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]; // shares of a run at which it is tried how long that becomes
const MOST_NAMED = 3; // parameters that leave held axes

/** What Plotly has not finished fails where its picture is gone meanwhile; all else is a fault. */
const unlessGone = (plot) => (error) => {
  if (plot._fullLayout) throw error;
};

/**
 * A picture of a panel, in which the visitor draws as soon as its film lets them.
 * stage: what all pictures have: {words, clock, switches, plotly(), toggle(switch), say(text),
 * report(points), rest(), requestDraw(), repaint()}.
 */
export function createPicture(name, stage) {
  const { clock, switches } = stage;
  const panel = createPanel(name);
  const { plot } = panel;
  let film = null;
  let painted = ''; // what the frame that stands there was made of
  let hidden = new Set(); // traces that a switch hides
  let masked = false; // whether traces may be hidden because they are not known yet
  const holdAxes = createHeldAxes();
  let isHeldElsewhere = false; // whether its own frame would be another one
  let measured = { of: '', room: 0 }; // what was said above the axes, and the pixels it takes
  let wantedTitle = null; // of the upright axis, as it is before it is made to fit: {text, size, least}
  let growing = null; // Plotly's promise of another size
  let listens = false;
  let moveCaption = () => {};
  const ends = new Map(); // of the sentences on what is out of sight, in this film

  panel.show.textContent = stage.words.show_it;
  panel.show.onclick = showAll;
  const drawing = createDrawing(panel, stage.words, {
    redraw,
    reframe: () => { if (painted) { painted = ''; stage.repaint(); } },
    unhover: () => stage.plotly().Fx.unhover(plot),
    report: stage.report,
    say: stage.say,
  });

  // -- Where things are at the present step

  /** Where a motion's trace is now; what the visitor draws is where they have it. */
  function placesOf(motion) {
    const drawn = drawing.coordinates(motion);
    if (drawn) return drawn;
    const trace = panel.film.figure.data[motion.trace];
    const time = Math.max(0, clock.latestShown(motion.known_at));
    const moved = motionAt(film, motion, /markers/.test(trace.mode) && motion.y?.growing ? Math.floor(time) : time, plot);
    const call = clock.underWay();
    const piece = motion.piece ? motion.piece + 1 : trace.marker?.angleref && moved.y.length; // with its gap
    if (call && piece && isSeen(motion) && !isSeen(motion, call.before)) growFromFirst(moved, piece, call.share);
    return moved;
  }

  /** Whether a motion is seen now: inside a step, not before its numbers are known. */
  function isSeen({ known_at, seen_in }, place = clock.place) {
    if (!clock.isInside()) return true;
    return latestKnown(place, known_at) >= 0 && (!seen_in.length || seen_in.includes(PHASES[place.phase]));
  }

  /** Whether the picture takes part in the present call: something of it moves then. */
  function isActing() {
    return clock.isInside() && panel.film.motions.some((motion) => motion.known_at === PHASES[clock.place.phase] && !motion.y?.whole);
  }

  // -- Moving

  /** Show the step. Resting, Plotly draws it; moving, the traces' paths are set directly. whole:
   *  also the curves that are the same at every step. Returns Plotly's promise where it draws. */
  function move({ resting = false, whole = resting }) {
    const slow = plot._fullData.map(() => ({})); // what Plotly is to change of each trace
    let isSlow = false;
    for (const motion of panel.film.motions) {
      // What is never seen here has nothing to be moved, and Plotly would begin anew for it each time.
      if (hidden.has(motion.trace) || plot._fullData[motion.trace].visible === false || (!whole && motion.y?.whole)) continue;
      if (masked || clock.isInside()) showTrace(plot, motion.trace, isSeen(motion));
      const moved = placesOf(motion);
      const fast = !resting && canMove(plot._fullData[motion.trace]) && moveTrace(plot, motion.trace, moved);
      if (!fast) { slow[motion.trace] = moved; isSlow = true; }
    }
    masked = clock.isInside();
    // All traces, also those that stand still: Plotly would lay the ones it draws over the others.
    if (whole) drawing.place();
    if (!isSlow || growing) return null;
    return stage.plotly().animate(plot, { data: slow, traces: [...slow.keys()] }, AT_ONCE).catch(unlessGone(plot));
  }

  /** Show what is drawn in it. Plotly may draw a moment later, when points have moved on. */
  function redraw() {
    if (!painted) return;
    const again = () => { if (film) move({ whole: true }); };
    move({ whole: true })?.then(again, () => {});
    stage.rest();
  }

  // -- What is said above the axes

  /** Where the trace of something that must be seen is at a step. */
  function placesAt({ trace }, step) {
    const { x, y } = panel.film.figure.data[trace];
    const still = (values) => (values?.shape ? arrayAt(film, values) : values);
    const motion = panel.film.motions.find((each) => each.trace === trace);
    return { x: still(x), y: still(y), ...motionAt(film, motion, step, plot) };
  }

  const motionOf = ({ trace }) => panel.film.motions.find((motion) => motion.trace === trace);

  /** Whether a trace is shown at all: one that a switch of another page shows is not. */
  const isShown = (trace) => !hidden.has(trace)
    && (panel.film.figure.data[trace].visible !== false || panel.film.switches.some((s) => [...s.shown_on, ...s.shown_off].includes(trace)));

  /** What of the model is out of sight, {watched, text}, or null. stepOf(motion): the step at which;
   *  isDrawn(motion): else nothing is said of it. */
  function sightAt(stepOf, layout, isDrawn = () => true) {
    const { steps } = film;
    const asked = panel.film.watched.filter((watched) => watched.along !== 'state' && isShown(watched.trace) && isDrawn(motionOf(watched)));
    for (const watched of asked) {
      const ranges = rangesIn(layout, panel.film.figure.data[watched.trace]);
      const step = stepOf(motionOf(watched));
      const text = outOfSight(watched, { at: (each) => placesAt(watched, each), ranges, step, steps, ends }, stage.words);
      if (text) return { watched, text };
    }
    return null;
  }

  /** Which of the states leave the held axes, and when, and how to see them. */
  function leavingHeld(layout) {
    const all = (coordinates) => film.numbers.subarray(coordinates.rows.at, coordinates.rows.at + film.steps + 1);
    const left = panel.film.watched.filter(({ along }) => along === 'state').map(({ trace, name: label }) => {
      const { x, y } = panel.film.motions.find((each) => each.trace === trace);
      const outside = firstOutside({ x: all(x), y: all(y) }, rangesIn(layout, panel.film.figure.data[trace]));
      return outside && { label, ...outside };
    }).filter(Boolean);
    return left.length ? saidOfLeft(left, MOST_NAMED, stage.words) : '';
  }

  function showNote(layout) {
    if (panel.film.draws) return; // there it says how to draw
    const { note, leaves, switches: all } = panel.film;
    const shown = leaves && all.map((s) => s.shows).filter(Boolean);
    const own = all.find((s) => s.note !== null && switches.isPressed(s))?.note ?? [note, leaves, ...shown].filter(Boolean).join('; ');
    panel.note.textContent = isHeldElsewhere ? [note, leavingHeld(layout)].filter(Boolean).join('; ') : own;
  }

  const latestOf = ({ known_at: call }) => Math.max(0, clock.latest(call));

  function showSight(layout = plot._fullLayout) {
    saySight(layout && sightAt(latestOf, layout, isSeen));
  }

  /** Beside what is said a button that shows it; of a line that goes anywhere there is no end. */
  function saySight(out) {
    const text = out?.text ?? '';
    if (panel.sight.textContent !== text) panel.sight.textContent = text;
    panel.show.hidden = !out || out.watched.along === 'any';
  }

  /** Make the axes as long as what is out of sight needs. A double click undoes it, as any zoom. */
  function showAll() {
    const { watched } = sightAt(latestOf, plot._fullLayout, isSeen);
    const [across, up] = rangesIn(plot._fullLayout, panel.film.figure.data[watched.trace]);
    const { x, y } = placesAt(watched, latestOf(motionOf(watched)));
    stage.plotly().relayout(plot, { 'xaxis.range': holdingAll(across, [...x]), 'yaxis.range': holdingAll(up, [...y]) });
  }

  /** Say in these axes what is to be said above them; how many pixels that takes, at any step. */
  function roomAbove(layout) {
    showNote(layout);
    showScales(layout);
    const steps = [Math.min(1, film.steps), ...SAID_AT.map((share) => Math.round(share * film.steps))];
    const said = steps.map((step) => sightAt(() => step, layout));
    const longest = said.reduce((one, other) => ((other?.text.length ?? 0) > (one?.text.length ?? 0) ? other : one));
    const of = JSON.stringify([panel.note.textContent, longest?.text, panel.scales.textContent, plot._fullLayout?.width]);
    if (of !== measured.of || !plot._fullLayout) {
      saySight(longest);
      measured = { of, room: panel.notes.offsetHeight + NOTES_AIR };
    }
    showSight(layout);
    return measured.room;
  }

  // -- Drawn anew

  /** Whether names beside the curves would leave these too little room. */
  const isNarrow = (scale) => Boolean(panel.film.figure.layout.showlegend) && plot.clientWidth < ROOM_FOR_NAMES * scale;

  const titleIn = ({ margin }) => fittingTitle(wantedTitle, plot.clientHeight, margin);

  /** The figure as it is at this step. */
  function figureIn(look) {
    const figure = recoloured(panel.film.figure, look.instead);
    hidden = new Set(panel.film.switches.flatMap((s) => applySwitch(figure, recoloured(s, look.instead), switches.isPressed(s))));
    for (const s of panel.film.switches) panel.buttons.get(s.name).setAttribute('aria-pressed', switches.isPressed(s));
    const state = panel.film.switches.map(switches.isPressed);
    isHeldElsewhere = holdAxes(figure.layout, { isOn: switches.isOn('hold'), revision: film.revision, state });
    rescale(figure, look.scale);
    if (isNarrow(look.scale)) shortenLegend(figure);
    fillArrays(figure, film);
    for (const motion of panel.film.motions) Object.assign(figure.data[motion.trace], placesOf(motion));
    figure.layout.font.family = look.font;
    const frames = panel.film.switches.filter((s) => s.reframes).map(switches.isPressed);
    figure.layout.uirevision = [film.revision, figure.layout.uirevision, ...frames].join(' ');
    if (matchMedia('(pointer: coarse)').matches) figure.layout.dragmode = false; // a finger scrolls the page
    // On paper nothing is measured later.
    if (look.isOnPaper) Object.assign(figure.layout, { width: plot.clientWidth, height: plot.clientHeight });
    drawing.change(figure.layout);
    figure.layout.margin.t = Math.max(figure.layout.margin.t, roomAbove(figure.layout));
    if (figure.layout.showlegend) placeLegend(figure, plot, look);
    const { title } = figure.layout.yaxis;
    wantedTitle = { text: title.text, size: title.font.size, least: look.leastSize };
    const { text, size } = titleIn(figure.layout);
    Object.assign(title, { text, font: { ...title.font, size } });
    return figure;
  }

  function paint(look) {
    const frame = JSON.stringify([panel.film.still, look.colours, look.scale, look.isOnPaper, isNarrow(look.scale), switches.isOn('hold'), panel.film.switches.map(switches.layoutOf)]);
    // Another run in the same axes may have more to be said above them.
    if (frame === painted && roomAbove(plot._fullLayout) <= plot._fullLayout.margin.t) {
      move({ whole: true });
      return;
    }
    painted = frame;
    const { data, layout } = figureIn(look);
    keepZoom(plot, layout);
    stage.plotly().react(plot, data, layout, PLOT_CONFIG).catch(unlessGone(plot));
    masked = clock.isInside();
    for (const motion of panel.film.motions) showTrace(plot, motion.trace, isSeen(motion));
    describe(panel);
    makeToolbar(plot, stage.words.tools);
    drawing.place();
    listen();
    showScales();
  }

  /** layout: one that is not drawn yet. */
  function showScales(layout = null) {
    panel.scales.textContent = scalesOf(panel.film, layout ? ratioIn(layout, plot) : xPerY(plot), stage.words);
  }

  function reframed() {
    showScales();
    showSight();
  }

  /** Once Plotly has made the plot, which it does at the first painting. */
  function listen() {
    if (listens) return;
    listens = true;
    plot.on('plotly_relayout', stage.requestDraw); // squares stay square after a zoom
    plot.on('plotly_relayout', drawing.place);
    plot.on('plotly_relayout', reframed);
    resized.observe(plot);
  }

  // -- Another size

  /** Whether the upright axis' title would be another one in this height. */
  function hasOtherTitle(layout) {
    const { text, size } = titleIn(layout);
    const { title } = layout.yaxis;
    return text !== title.text || Math.abs(size / title.font.size - 1) > 0.02;
  }

  const resized = new ResizeObserver(() => {
    const { width, height } = plot._fullLayout ?? {};
    // Plotly's sizes have fractions of a pixel, the others have not.
    if (!plot.offsetWidth || (Math.abs(plot.offsetWidth - width) < 1 && Math.abs(plot.offsetHeight - height) < 1)) return;
    resize();
    stage.requestDraw();
  });

  /** Plotly draws the new size a little later; until then nothing else must make it draw. */
  function resize() {
    const present = stage.plotly().Plots.resize(plot);
    growing = present;
    present.catch(() => {}).then(() => {
      if (growing !== present || !film) return; // it has grown again, or is gone
      growing = null;
      showScales();
      const isCut = panel.notes.offsetHeight + NOTES_AIR > plot._fullLayout.margin.t; // in more lines than before
      const hasNames = plot._fullLayout.showlegend; // which take the height that there is
      if (isCut || hasNames || hasOtherTitle(plot._fullLayout)) { painted = ''; stage.repaint(); }
      stage.requestDraw();
      stage.rest();
    });
  }

  return {
    figure: panel.figure,
    move,
    paint,
    load(next, part, heard) {
      film = next;
      ends.clear();
      panel.film = part;
      moveCaption = captionPanel(panel, film, { isPressed: switches.isPressed, toggle: stage.toggle, latest: clock.latest, isOld: (step) => step < clock.place.step });
      drawing.load(film, heard);
    },
    /** The same film again, which knows of so many reports of what was drawn. */
    hear: (heard) => drawing.hear(film, heard),
    /** Whether the present call of a step happens in it. */
    isActing,
    /** What stands around the picture at the present step. */
    showStep() {
      panel.figure.classList.toggle('lab-acts', isActing());
      moveCaption();
      showSight();
    },
    stop() {
      film = null;
      drawing.stop();
      resized.disconnect();
      stage.plotly()?.purge(plot);
    },
  };
}
