// The linked player: draws every panel once, then moves only what moves with the step.
//
// It takes a root element, a film (components/film.py) and a host, and does not know whether
// Streamlit is there: the same code can play inside a saved page.

const STEPS_PER_SECOND = 10; // at speed 1×
const PHASES_PER_SECOND = 0.4; // inside a step, at speed 1×: a pace at which one can talk
const SAID_MS = 150; // a listener hears where one has come to, not every call that flies past
const SPEEDS = ['0.25', '0.5', '1', '2', '4', '8', '16', 'run'];
const SPEED_LABELS = { 0.25: '¼×', 0.5: '½×', run: 'whole run in 10 s' };
const REST_MS = 400; // stillness after which a step counts as reached, and is reported
const AT_ONCE = { mode: 'immediate', transition: { duration: 0 }, frame: { duration: 0, redraw: false } };
const PLOT_CONFIG = {
  doubleClick: 'reset', // never to all that is drawn: some marks wait far outside the picture
  displaylogo: false, // named one by one: none of these asks anything of the internet
  modeBarButtons: [['toImage', 'zoom2d', 'pan2d', 'zoomIn2d', 'zoomOut2d', 'resetScale2d']],
};

/** What Plotly has not finished fails where its picture is gone meanwhile; all else is a fault. */
const unlessGone = (plot) => (error) => {
  if (plot._fullLayout) throw error;
};

/**
 * host: {plotly: Promise of Plotly, words: the page's words, report(name, value), isDark()}.
 * Returns {load(film, session), destroy()}.
 */
export function createPlayer(root, host) {
  const { words } = host;
  const view = { step: 0, phase: 0, position: 0, playing: false, speed: '1', pressed: {} };
  const panels = new Map(); // name → what is drawn of it
  let Plotly = null;
  let film = null;
  let paint = ''; // the film and theme that are drawn
  let goto = null;
  let visit = ''; // the server's name for this visit
  let heard = 0; // the last report of drawn points that the film knows of
  let reported = {}; // what the host has heard of: step, phase, switches, visit
  let movers = []; // functions of the step: readouts, titles, tables
  let shownTables = [];
  let frame = 0;
  let lastTick = 0;
  let restTimer = 0;
  let saidTimer = 0;

  // -- Controls: made once, for all films

  const button = (name, label, action) =>
    h('button', { type: 'button', class: 'lab-button', 'aria-label': label, title: label, onclick: action }, icon(name));
  const playButton = button('play', words.play, () => (view.playing ? pause() : play()));
  playButton.classList.add('lab-play');
  const scrubber = h('input', { type: 'range', min: 0, max: 0, value: 0, step: 1, class: 'lab-scrubber', 'aria-label': words.step });
  scrubber.oninput = () => { pause(); go(Number(scrubber.value)); };
  const stepNow = h('b', { class: 'lab-step' }, '0');
  const stepOf = h('span', { class: 'lab-of' });
  const epochNow = h('span', { class: 'lab-step lab-epoch' });
  const speed = h('select', { class: 'lab-speed', 'aria-label': words.speed, title: words.speed },
    ...SPEEDS.map((s) => h('option', { value: s }, SPEED_LABELS[s] ?? `${s}×`)));
  speed.value = view.speed;
  speed.onchange = () => setSpeed(speed.value);
  const switchButton = (name, label, help) =>
    h('button', { type: 'button', class: 'lab-switch', 'aria-pressed': false, title: help, onclick: () => toggle({ name }) }, label);
  const insideButton = switchButton('inside', words.inside, words.inside_help);
  const learnersButton = switchButton('learners', words.learners);
  const bar = h('div', { class: 'lab-bar', role: 'group', 'aria-label': words.controls },
    button('first', words.first, () => { pause(); go(0); }),
    button('back', words.back, () => walk(-1)),
    playButton,
    button('forward', words.forward, () => walk(1)),
    button('last', words.last, () => { pause(); go(film.steps); }),
    scrubber,
    h('span', { class: 'lab-counter' }, h('span', { class: 'lab-of lab-wide' }, `${words.step.toLowerCase()} `), stepNow, stepOf,
      h('span', { class: 'lab-of lab-wide' }, `, ${words.epoch} `, epochNow)),
    insideButton, speed);
  const readouts = h('dl', { class: 'lab-readouts' });
  const verdict = h('p', { class: 'lab-verdict', role: 'status' });
  const spoken = h('p', { class: 'lab-spoken', 'aria-live': 'polite' });
  const pictures = h('div', { class: 'lab-panels' });
  const tables = h('div', { class: 'lab-tables' });
  const inside = createInside(words, learnersButton, (phase) => { pause(); goTo(placeAt(PHASES.length * roundOf(view) + phase, film.steps)); });
  root.replaceChildren(h('div', { class: 'lab-head' }, bar, readouts), verdict, spoken, pictures, inside.cards, inside.codes, tables);

  const resized = new ResizeObserver((entries) => {
    if (!Plotly) return;
    const grown = entries.map((entry) => entry.target).filter((plot) => {
      const { width, height } = plot._fullLayout ?? {};
      return plot.offsetWidth && (plot.offsetWidth !== width || plot.offsetHeight !== height);
    });
    for (const panel of panels.values()) {
      if (!grown.includes(panel.plot)) continue;
      // Plotly draws the new size a little later; until then nothing else must make it draw.
      const growing = Plotly.Plots.resize(panel.plot);
      panel.growing = growing;
      growing.catch(() => {}).then(() => {
        if (panel.growing !== growing) return; // it has grown again
        panel.growing = null;
        requestDraw();
        rest();
      });
    }
    if (grown.length) requestDraw();
  });

  // -- Time

  function play() {
    if (!film || !Plotly) return;
    if (isAtEnd()) goTo({ step: 0, phase: 0 });
    view.position = present();
    view.playing = true;
    clearTimeout(restTimer); // while it plays, the server hears nothing
    showPlaying();
    lastTick = performance.now();
    requestAnimationFrame(tick);
  }

  function pause() {
    if (!view.playing) return;
    view.playing = false;
    showPlaying();
    rest();
  }

  function showPlaying() {
    const label = view.playing ? words.pause : words.play;
    playButton.replaceChildren(icon(view.playing ? 'pause' : 'play'));
    playButton.setAttribute('aria-label', label);
    playButton.title = label;
  }

  function tick(now) {
    if (!view.playing) return;
    const pace = isInside() ? PHASES_PER_SECOND : STEPS_PER_SECOND;
    const perSecond = view.speed === 'run' ? end() / 10 : pace * Number(view.speed);
    // A tab that was hidden goes on where it was, instead of jumping over what was missed.
    view.position += perSecond * Math.min(0.25, Math.max(0, now - lastTick) / 1000);
    lastTick = now;
    const now_at = Math.min(end(), Math.floor(view.position));
    if (now_at !== present()) { Object.assign(view, placeOf(now_at)); draw(); }
    if (isAtEnd()) pause();
    else requestAnimationFrame(tick);
  }

  /** Inside a step, time goes in fifths of it; else in steps. */
  const isInside = () => Boolean(film?.inside) && isOn('inside');
  const present = () => (isInside() ? momentOf(view) : view.step);
  const end = () => (isInside() ? lastMoment(film.steps) : film.steps);
  const isAtEnd = () => present() >= end();
  const placeOf = (time) => (isInside() ? placeAt(time, film.steps) : { step: time, phase: 0 });

  /** The step of which something is known that each step tells at a phase; −1: none yet. */
  const latest = (known_at) => (isInside() ? latestKnown(view, known_at) : view.step);

  function go(step) {
    goTo({ step: Math.max(0, Math.min(film.steps, step)), phase: 0 });
  }

  function walk(by) {
    pause();
    goTo(placeOf(Math.max(0, Math.min(end(), present() + by))));
  }

  function goTo(place) {
    Object.assign(view, place);
    view.position = present();
    requestDraw();
    rest();
  }

  function setSpeed(value) {
    view.speed = value;
    speed.value = value;
  }

  /** Tell who hears the page instead of seeing it. */
  function say(sentence, step) {
    const text = sentence.map((part) => (part.call ? part(step) : part)).join('');
    if (spoken.textContent !== text) spoken.textContent = text;
  }

  /** Once the step has stood still for a moment, the host hears of it. */
  function rest() {
    clearTimeout(restTimer);
    restTimer = setTimeout(() => {
      if (view.playing) return;
      draw(true);
      // The switches, too, where it was not the visitor who turned them: the host keeps reports.
      const place = { step: view.step, phase: PHASES[view.phase], switches: { ...view.pressed }, visit };
      if (place.step !== reported.step && !isInside()) say(parseTemplate(words.rested.replace('{steps}', film.steps), film.value), view.step);
      for (const [name, value] of Object.entries(place)) {
        if (JSON.stringify(value) !== JSON.stringify(reported[name])) host.report(name, value);
      }
      reported = place;
    }, REST_MS);
  }

  // -- Drawing

  function requestDraw() {
    frame ||= requestAnimationFrame(() => { frame = 0; draw(); });
  }

  /** Show the step. Resting, Plotly draws it; moving, the traces' paths are set directly. */
  function draw(resting = false) {
    if (!film || !Plotly || !paint) return;
    for (const panel of panels.values()) drawPanel(panel, { resting });
    showStep();
  }

  /** whole: also the curves that are the same at every step of this film. Returns Plotly's promise
   *  where it is Plotly that draws. */
  function drawPanel(panel, { resting = false, whole = resting }) {
    const slow = panel.plot._fullData.map(() => ({})); // what Plotly is to change of each trace
    let isSlow = false;
    for (const motion of panel.film.motions) {
      if (panel.hidden.has(motion.trace) || (!whole && motion.y?.whole)) continue;
      if (panel.masked || isInside()) showTrace(panel.plot, motion.trace, isSeen(motion));
      const moved = placesOf(panel, motion);
      const fast = !resting && canMove(panel.plot._fullData[motion.trace]) && moveTrace(panel.plot, motion.trace, moved);
      if (!fast) { slow[motion.trace] = moved; isSlow = true; }
    }
    panel.masked = isInside();
    // All traces, also those that stand still: Plotly would lay the ones it draws over the others.
    if (whole) panel.drawing.place();
    if (!isSlow || panel.growing) return null;
    return Plotly.animate(panel.plot, { data: slow, traces: [...slow.keys()] }, AT_ONCE).catch(unlessGone(panel.plot));
  }

  /** Show what is drawn in a panel. Plotly may draw a moment later, when points have moved on. */
  function redraw(panel) {
    if (!panel.still) return;
    const again = () => { if (film) drawPanel(panel, { whole: true }); };
    drawPanel(panel, { whole: true })?.then(again, () => {});
    rest();
  }

  /** Where a motion's trace is now; what the visitor draws is where they have it. */
  function placesOf(panel, motion) {
    return panel.drawing.coordinates(motion) ?? motionAt(film, motion, Math.max(0, latest(motion.known_at)), panel.plot);
  }

  /** Whether a motion is seen now: inside a step, not before its numbers are known. */
  function isSeen({ known_at, seen_in }) {
    if (!isInside()) return true;
    return latest(known_at) >= 0 && (!seen_in.length || seen_in.includes(PHASES[view.phase]));
  }

  /** Whether a picture takes part in the present call: something of it moves then. */
  function acts(panel) {
    return panel.film.motions.some((motion) => motion.known_at === PHASES[view.phase] && !motion.y?.whole);
  }

  function showStep() {
    const { step } = view;
    root.dataset.step = step;
    root.classList.toggle('lab-inside', isInside());
    inside.cards.hidden = !isInside();
    inside.codes.hidden = !isInside();
    for (const panel of panels.values()) panel.figure.classList.toggle('lab-acts', isInside() && acts(panel));
    if (isInside()) {
      inside.move(view);
      clearTimeout(saidTimer);
      saidTimer = setTimeout(() => { if (isInside()) say(inside.sentence(view), roundOf(view)); }, SAID_MS);
    }
    scrubber.value = step;
    scrubber.setAttribute('aria-valuetext', `${step}${stepOf.textContent}`);
    scrubber.style.setProperty('--lab-done', `${film.steps ? (100 * step) / film.steps : 0}%`);
    stepNow.textContent = step;
    epochNow.textContent = Math.ceil(step / film.steps_per_epoch);
    movers.forEach((move) => move());
  }

  /** The figure as it is at this step: its colours of the theme, its switches as they are. */
  function figureOf(panel, colours, fontFamily) {
    const figure = JSON.parse(JSON.stringify(panel.film.figure).replace(/#[0-9A-Fa-f]{6}/g, (c) => colours[c] ?? c));
    panel.hidden = new Set();
    for (const s of panel.film.switches) {
      const on = isPressed(s);
      for (const trace of s.shown_on) figure.data[trace].visible = on;
      for (const trace of s.shown_off) figure.data[trace].visible = !on;
      (on ? s.shown_off : s.shown_on).forEach((trace) => panel.hidden.add(trace));
      for (const [path, value] of Object.entries((on ? s.layout_on : s.layout_off) ?? {})) setPath(figure.layout, path, value);
      panel.buttons.get(s.name).setAttribute('aria-pressed', on);
    }
    for (const trace of figure.data) {
      for (const name of ['x', 'y', 'customdata']) if (trace[name]?.shape) trace[name] = arrayAt(film, trace[name]);
    }
    for (const motion of panel.film.motions) Object.assign(figure.data[motion.trace], placesOf(panel, motion));
    figure.layout.font.family = fontFamily;
    if (matchMedia('(pointer: coarse)').matches) figure.layout.dragmode = false; // a finger scrolls the page
    panel.drawing.change(figure.layout);
    return figure;
  }

  /** The theme's colours, by their names. */
  function shownColours() {
    return host.isDark() ? film.colours.dark : film.colours.light;
  }

  function showColours() {
    const colours = shownColours();
    if (root.style.getPropertyValue('--lab-paper') === colours.paper) return; // nothing to style anew
    for (const [name, colour] of Object.entries(colours)) root.style.setProperty(`--lab-${name}`, colour);
  }

  /** Plotly keeps a zoom only where the new figure asks for the range that the old one had: so
   *  say it did. A double click then shows all of the new run. */
  function keepZoom(plot, layout) {
    const { _preGUI: asked = {}, ...old } = plot._fullLayout ?? {};
    for (const name of ['xaxis', 'yaxis']) {
      if (old[name]?.type !== (layout[name].type ?? 'linear')) continue;
      layout[name].range.forEach((end, i) => {
        if (`${name}.range[${i}]` in asked) asked[`${name}.range[${i}]`] = end;
        old[name][`_rangeInitial${i}`] = end;
      });
    }
  }

  function repaint() {
    const shown = shownColours();
    const colours = Object.fromEntries(Object.entries(film.colours.light).map(([name, colour]) => [colour, shown[name]]));
    const { fontFamily } = getComputedStyle(root);
    for (const panel of panels.values()) {
      const still = JSON.stringify([panel.film.still, shown, panel.film.switches.map(layoutOf)]);
      if (panel.still === still) {
        drawPanel(panel, { whole: true }); // the frame is the same
        continue;
      }
      panel.still = still;
      const { data, layout } = figureOf(panel, colours, fontFamily);
      keepZoom(panel.plot, layout);
      Plotly.react(panel.plot, data, layout, PLOT_CONFIG).catch(unlessGone(panel.plot));
      panel.masked = isInside();
      for (const motion of panel.film.motions) showTrace(panel.plot, motion.trace, isSeen(motion));
      describe(panel);
      panel.drawing.place();
      if (!panel.listens) {
        panel.listens = true;
        panel.plot.on('plotly_relayout', requestDraw); // squares stay square after a zoom
        panel.plot.on('plotly_relayout', panel.drawing.place);
        resized.observe(panel.plot);
      }
    }
    rest();
    root.dataset.ready = 'true';
  }

  // -- Films

  function isPressed(s) {
    return view.pressed[s.name] ?? s.pressed;
  }

  const isOn = (name) => Boolean(view.pressed[name]);

  function showSwitches() {
    insideButton.setAttribute('aria-pressed', isOn('inside'));
    learnersButton.setAttribute('aria-pressed', isOn('learners'));
  }

  /** What a switch, as it stands, changes of the layout. */
  function layoutOf(s) {
    return { pressed: isPressed(s), ...(isPressed(s) ? s.layout_on : s.layout_off) };
  }

  function toggle(s) {
    view.pressed[s.name] = !isPressed(s);
    if (s.name === 'inside') goTo({ step: view.step, phase: 0 });
    showSwitches();
    repaint();
    showStep();
    reported.switches = { ...view.pressed };
    host.report('switches', reported.switches);
  }

  function showFilm() {
    movers = [];
    stepOf.textContent = words.of.replace('{steps}', film.steps);
    scrubber.max = film.steps;
    insideButton.hidden = !film.can_open;
    root.dataset.steps = film.steps;
    root.dataset.film = film.id;
    for (const counter of [stepNow, epochNow]) counter.style.minWidth = `${String(film.steps).length}ch`;
    verdict.textContent = film.verdict.text;
    verdict.dataset.kind = film.verdict.kind;
    readouts.replaceChildren(...film.readouts.map((readout) => {
      const value = h('dd', { class: `lab-number lab-ink-${readout.colour}`, 'data-series': readout.series });
      const isKnown = readout.series in film.series;
      movers.push(() => {
        value.textContent = isKnown ? known(film.value(readout.series, latest(readout.known_at)), formatNumber) : '–';
      });
      return h('div', {}, h('dt', {}, readout.label), value);
    }));
    for (const part of film.panels) {
      if (!panels.has(part.name)) panels.set(part.name, framePanel(part.name));
      const panel = panels.get(part.name);
      panel.film = part;
      movers.push(captionPanel(panel, film, { isPressed, toggle, latest }));
      panel.drawing.load(film, heard);
    }
    const names = film.panels.map((part) => part.name);
    for (const name of [...panels.keys()]) {
      if (names.includes(name)) continue;
      dropPanel(panels.get(name));
      panels.delete(name);
    }
    if (film.inside) inside.show(film);
    names.forEach((name, i) => {
      if (pictures.children[i] !== panels.get(name).figure) pictures.insertBefore(panels.get(name).figure, pictures.children[i] ?? null);
    });
    requestAnimationFrame(() => setTimeout(showTables)); // once the pictures are painted
  }

  /** A new panel, in which the visitor draws as soon as its film lets them. */
  function framePanel(name) {
    const panel = createPanel(name);
    panel.drawing = createDrawing(panel, words, {
      redraw: () => redraw(panel),
      reframe: () => { if (panel.still) { panel.still = ''; repaint(); } },
      unhover: () => Plotly.Fx.unhover(panel.plot),
      report: (points) => host.report('points', points),
      say: (text) => { spoken.textContent = text; },
    });
    return panel;
  }

  function dropPanel(panel) {
    panel.drawing.stop();
    resized.unobserve(panel.plot);
    Plotly?.purge(panel.plot);
    panel.figure.remove();
  }

  function showTables() {
    if (!film) return; // destroyed meanwhile
    shownTables.forEach((table) => table.destroy());
    shownTables = film.tables.map((table) => createTable(film, table, () => view.step));
    shownTables.forEach((table) => movers.push(() => table.move(view.step)));
    tables.replaceChildren(...shownTables.map((table) => table.figure));
  }

  /** The pictures as nobody has touched them: no zoom, nothing drawn to go back to, speed 1×. */
  function forget() {
    setSpeed('1');
    for (const panel of panels.values()) dropPanel(panel);
    panels.clear();
  }

  /** Show a film; the step, the speed, the zoom and the switches stay as the visitor had them. */
  function load(bytes, session) {
    const next = openFilm(bytes);
    // The host has forgotten the visit, and begins another: the visitor stays where they are, plays
    // on, and at rest the host hears of it.
    if (goto && session.visit !== visit) {
      goto = session.goto;
      reported = {};
      rest();
    }
    visit = session.visit;
    if (session.goto.token !== goto?.token) {
      if (!goto) reported = { ...session.goto, visit }; // what the host knows
      goto = session.goto;
      Object.assign(view, { step: goto.step, phase: PHASES.indexOf(goto.phase), playing: false });
      view.pressed = { ...goto.switches };
      showSwitches();
      showPlaying();
      if (goto.fresh) forget();
    }
    heard = session.heard;
    const nextPaint = `${next.id} ${host.isDark()} ${goto.token}`;
    if (nextPaint === paint) {
      for (const panel of panels.values()) panel.drawing.hear(film, heard);
      return;
    }
    film = next;
    paint = nextPaint;
    if (!isOn('inside')) view.phase = 0;
    Object.assign(view, isInside() ? placeAt(momentOf(view), film.steps) : { step: Math.min(view.step, film.steps) });
    view.position = Math.min(Math.max(view.position, present()), end());
    showColours();
    showFilm();
    showStep();
    host.plotly.then((library) => {
      Plotly = library;
      if (paint === nextPaint) repaint(); // else a newer film has come meanwhile
    }, () => { verdict.textContent = words.no_plotly; });
  }

  // -- Keys

  function shiftSpeed(by) {
    setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(view.speed) + by))]);
  }

  const stopListening = listenToKeys(scrubber, {
    ' ': () => (view.playing ? pause() : play()),
    ArrowRight: () => walk(1),
    ArrowLeft: () => walk(-1),
    Home: () => { pause(); go(0); },
    End: () => { pause(); go(film.steps); },
    '+': () => shiftSpeed(1),
    '=': () => shiftSpeed(1), // + without Shift on many keyboards
    '-': () => shiftSpeed(-1),
    '−': () => shiftSpeed(-1),
  }, () => film !== null);

  function destroy() {
    film = null;
    view.playing = false;
    clearTimeout(restTimer);
    clearTimeout(saidTimer);
    cancelAnimationFrame(frame);
    stopListening();
    resized.disconnect();
    shownTables.forEach((table) => table.destroy());
    for (const panel of panels.values()) {
      panel.drawing.stop();
      Plotly?.purge(panel.plot);
    }
  }

  return { load, destroy };
}
