// The linked player: takes films in, and joins the parts that show them.
//
// It takes a root element, a film (components/film/packing.py) and a host, and knows nothing of the
// page around it: the same code can play inside a saved page.

import { createAbout } from './controls/about.js';
import { createAnnouncer } from './controls/announcer.js';
import { createControls, giveBackKeyboard } from './controls/bar.js';
import { createHelp } from './controls/help.js';
import { listenToKeys } from './controls/keys.js';
import { createSizes } from './controls/page_size.js';
import { createReadouts } from './controls/readouts.js';
import { createRoom } from './controls/room.js';
import { createSwitches } from './controls/switches.js';
import { createVerdict } from './controls/verdict.js';
import { h } from './dom.js';
import { USUAL_SPEED, createClock } from './film/clock.js';
import { openFilm } from './film/film.js';
import { PHASES, roundOf } from './film/phases.js';
import { createReports } from './hosts/reports.js';
import { createInside } from './inside/inside.js';
import { createPictures } from './pictures/pictures.js';
import { createScale } from './pictures/scale.js';
import { coloursOf, lookOf, showColours } from './pictures/theme.js';
import { createHandout, createPaper } from './print/handout.js';
import { createTables } from './tables/tables.js';
import { parseTemplate, textAt } from './text/templates.js';

/**
 * host: {plotly: Promise of Plotly, words: the page's words, report(name, value), isDark(),
 * openSettings: what shows the settings, or nothing where there are none}.
 * Returns {load(film, session), destroy()}.
 */
export function createPlayer(root, host) {
  const { words } = host;
  let film = null;
  let shown = ''; // the film and theme that are shown
  let frame = 0;

  // -- The parts

  const switches = createSwitches();
  const announcer = createAnnouncer();
  const clock = createClock({
    isOpen: () => switches.isOn('inside'),
    isReady: () => pictures.isReady(),
    tick: () => draw(),
    glide,
    jump() { requestDraw(); reports.rest(); },
    turn(playing) {
      controls.showPlaying(playing);
      if (playing) reports.leave();
      else reports.rest();
    },
    pace: (speed) => controls.showSpeed(speed),
  });
  const reports = createReports(host.report, {
    isPlaying: clock.isPlaying,
    pause: clock.pause,
    place: () => ({ step: clock.wished(), phase: PHASES[clock.place.phase], switches: switches.turned(), size: sizes.now() }),
    arrive(isOtherStep) {
      clock.settle();
      draw(true);
      if (isOtherStep && !clock.isInside()) announcer.say(restedAt(clock.place.step));
    },
  });
  const help = createHelp(words);
  const sizes = createSizes(words, () => reports.rest());
  const controls = createControls(words, clock, toggle, sizes, help.button);
  const readouts = createReadouts(words, clock);
  const pictures = createPictures({
    words, clock, switches, toggle, requestDraw, repaint,
    say: announcer.answer, rest: reports.rest, report: (points) => host.report('points', points),
  });
  const inside = createInside(words, controls.learners, clock.jumpToPhase);
  const tables = createTables(words, clock);
  const verdict = createVerdict(words, (settings) => host.report('remedy', { number: Date.now(), settings }));
  const about = createAbout(words, host.openSettings);
  const scale = createScale(() => { if (root.dataset.ready) repaint(); });
  const handout = createHandout(words);
  const paper = createPaper(root, print);
  root.replaceChildren(scale.element, handout.title, about.element, h('div', { class: 'lab-head' }, controls.bar, readouts.element), verdict.element, announcer.element,
    pictures.element, inside.cards, inside.codes, tables.element, handout.element, help.element);

  const room = createRoom(root, pictures.element); // which looks at what stands above them by now

  root.addEventListener('click', giveBackKeyboard);
  const stopListening = listenToKeys(controls.scrubber, {
    ' ': clock.playOrPause,
    ArrowRight: () => clock.walk(1),
    ArrowLeft: () => clock.walk(-1),
    Home: () => clock.jumpTo(0),
    End: () => clock.jumpTo(Infinity),
    '+': () => clock.shiftSpeed(1),
    '=': () => clock.shiftSpeed(1), // + without Shift on many keyboards
    '-': () => clock.shiftSpeed(-1),
    '−': () => clock.shiftSpeed(-1),
    '?': help.open,
    ']': () => sizes.shift(1),
    '[': () => sizes.shift(-1),
    h: () => toggle({ name: 'hold' }),
    H: () => toggle({ name: 'hold' }),
  }, () => film !== null);

  // -- What is shown of the step

  function requestDraw() {
    frame ||= requestAnimationFrame(() => { frame = 0; draw(); });
  }

  function draw(resting = false) {
    if (!film || !pictures.isReady()) return;
    glide(resting);
    showStep();
  }

  /** The pictures alone, which may be between two states; the numbers are those of a state. */
  function glide(resting = false) {
    if (!film || !pictures.isReady()) return;
    root.toggleAttribute('data-gliding', clock.isBetween());
    pictures.move(resting);
  }

  function showStep() {
    const { step } = clock.place;
    root.dataset.step = step;
    showInside();
    controls.showStep(step);
    readouts.move();
    pictures.showStep();
    tables.move();
  }

  function showInside() {
    root.classList.toggle('lab-inside', clock.isInside());
    root.dataset.call = clock.isInside() ? PHASES[clock.place.phase] : '';
    inside.cards.hidden = !clock.isInside();
    inside.codes.hidden = !clock.isInside();
    if (!clock.isInside()) return;
    room.measure();
    inside.move(clock.place);
    announcer.sayLater(() => (clock.isInside() ? textAt(inside.sentence(clock.place), roundOf(clock.place)) : ''));
  }

  const restedAt = (step) => textAt(parseTemplate(words.rested.replace('{steps}', film.steps), film.value), step);

  const isDark = () => host.isDark() && !paper.isOn();

  function repaint() {
    room.measure(); // else the first painting would have a height that is given up at once
    pictures.paint({ ...lookOf(root, film, isDark(), scale.now()), leastSize: scale.least(), isOnPaper: paper.isOn() });
    reports.rest();
    root.dataset.ready = 'true';
  }

  /** The page is about to be printed, or was: on paper it is light, and whole. */
  function print() {
    if (!film || !pictures.isReady()) return;
    showColours(root, coloursOf(film, isDark()));
    handout.show(`${words.title} · ${film.about} · ${words.step.toLowerCase()} ${clock.place.step}${words.of.replace('{steps}', film.steps)}`);
    repaint();
    tables.show(paper.isOn());
  }

  function toggle(s) {
    switches.turn(s);
    if (s.name === 'inside') clock.beginStep();
    controls.showSwitches(switches.isOn);
    repaint();
    showStep();
    reports.reportSwitches(switches.turned());
  }

  // -- Films

  /** Where the host sends the visitor. fresh: to the pictures as nobody has touched them. */
  function follow({ step, phase, switches: turned, size, fresh }) {
    clock.stand({ step, phase: PHASES.indexOf(phase) });
    switches.setAll(turned);
    sizes.set(size);
    controls.showSwitches(switches.isOn);
    controls.showPlaying(false);
    if (!fresh) return;
    clock.setSpeed(USUAL_SPEED);
    pictures.forget();
  }

  function showFilm(heard) {
    showColours(root, coloursOf(film, isDark()));
    root.dataset.steps = film.steps;
    root.dataset.film = film.id;
    verdict.load(film.verdict);
    about.load(film);
    controls.load(film);
    readouts.load(film);
    pictures.load(film, heard);
    if (film.inside) inside.show(film);
    tables.load(film);
    showStep();
  }

  /** Show a film; the step, the speed, the zoom and the switches stay as the visitor had them. */
  function load(bytes, session) {
    const next = openFilm(bytes);
    handout.load(session.settings ?? []);
    const goto = reports.hear(session);
    if (goto) follow(goto);
    const present = `${next.id} ${host.isDark()} ${session.goto.token}`;
    if (present === shown) {
      pictures.hear(session.heard);
      return;
    }
    film = next;
    shown = present;
    help.load(film, session.helps);
    clock.load(film);
    showFilm(session.heard);
    host.plotly.then((library) => {
      pictures.begin(library);
      if (shown === present) repaint(); // else a newer film has come meanwhile
    }, () => verdict.say(words.no_plotly));
  }

  function destroy() {
    film = null;
    shown = ''; // Plotly may still be on its way: nothing is left to paint
    clock.stop();
    reports.leave();
    reports.stop();
    announcer.stop();
    verdict.stop();
    cancelAnimationFrame(frame);
    stopListening();
    tables.stop();
    scale.stop();
    paper.stop();
    room.stop();
    pictures.stop();
  }

  return { load, destroy };
}
