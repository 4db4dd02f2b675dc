// The bar above the pictures: its buttons, the slider of steps, the counter and the speed.

import { h, icon } from '../dom.js';
import { SPEEDS, USUAL_SPEED } from '../film/clock.js';

const SPEED_LABELS = { 0.25: '¼×', 0.5: '½×', run: 'whole run in 10 s' };

const barButton = (name, label, action) =>
  h('button', { type: 'button', class: 'lab-button', 'aria-label': label, title: label, onclick: action }, icon(name));

/** {element, show(playing)} */
function createPlayButton(words, clock) {
  const element = barButton('play', words.play, clock.playOrPause);
  element.classList.add('lab-play');
  return {
    element,
    show(playing) {
      const label = playing ? words.pause : words.play;
      element.replaceChildren(icon(playing ? 'pause' : 'play'));
      element.setAttribute('aria-label', label);
      element.title = label;
    },
  };
}

/** {element, show(step, steps, text)} */
function createScrubber(words, clock) {
  const element = h('input', { type: 'range', min: 0, max: 0, value: 0, step: 1, class: 'lab-scrubber', 'aria-label': words.step });
  element.oninput = () => clock.jumpTo(Number(element.value));
  return {
    element,
    show(step, steps, text) {
      element.value = step;
      element.setAttribute('aria-valuetext', text);
      element.style.setProperty('--lab-done', `${steps ? (100 * step) / steps : 0}%`);
    },
  };
}

/** The step, and of how many; an epoch is named where it is not a step: {element, load(film), show(step)}.
 *  As wide at the last step as at the first: what digits are missing is added behind. */
function createCounter(words) {
  const stepNow = h('b', { class: 'lab-step' }, '0');
  const rest = h('span', { class: 'lab-of' });
  let film = null;
  return {
    element: h('span', { class: 'lab-counter' },
      h('span', { class: 'lab-of lab-wide' }, `${words.step.toLowerCase()} `), stepNow, rest),
    load(next) { film = next; },
    show(step) {
      const epoch = Math.ceil(step / film.steps_per_epoch);
      const missing = String(film.steps).length - String(step).length;
      stepNow.textContent = step;
      rest.textContent = words.of.replace('{steps}', film.steps)
        + (film.steps_per_epoch > 1 ? `, ${words.epoch} ${epoch}` : '');
      rest.style.paddingRight = `${1.267 * missing}ch`;
    },
  };
}

/** {element, show(speed)} */
function createSpeeds(words, clock) {
  const element = h('select', { class: 'lab-choice lab-speed', 'aria-label': words.speed, title: words.speed },
    ...SPEEDS.map((s) => h('option', { value: s }, SPEED_LABELS[s] ?? `${s}×`)));
  element.value = USUAL_SPEED;
  element.onchange = () => clock.setSpeed(element.value);
  return { element, show(speed) { element.value = speed; } };
}

/** What was clicked does not keep the keyboard: the space bar plays, whatever was pressed last. */
export function giveBackKeyboard({ detail, target }) {
  if (detail) target.closest('.lab-button, .lab-switch')?.blur(); // 0: it was pressed by a key
}

/**
 * toggle(switch): what a press of a switch does; sizes: the control of the page's size;
 * help: a button for the end of the bar.
 * Returns {bar, scrubber: its element, learners: a switch to stand beside the code, load(film),
 * showStep(step), showPlaying(playing), showSpeed(speed), showSwitches(isOn)}.
 */
export function createControls(words, clock, toggle, sizes, help) {
  const playButton = createPlayButton(words, clock);
  const scrubber = createScrubber(words, clock);
  const counter = createCounter(words);
  const speeds = createSpeeds(words, clock);
  const switchButton = (name, label, help) =>
    h('button', { type: 'button', class: 'lab-switch', 'aria-pressed': false, title: help, onclick: () => toggle({ name }) }, label);
  const inside = switchButton('inside', words.inside, words.inside_help);
  const learners = switchButton('learners', words.learners);
  const hold = switchButton('hold', words.hold, words.hold_help);
  hold.classList.add('lab-hold');
  const bar = h('div', { class: 'lab-bar', role: 'group', 'aria-label': words.controls },
    barButton('first', words.first, () => clock.jumpTo(0)),
    barButton('back', words.back, () => clock.walk(-1)),
    playButton.element,
    barButton('forward', words.forward, () => clock.walk(1)),
    barButton('last', words.last, () => clock.jumpTo(Infinity)),
    scrubber.element, counter.element, inside, hold, sizes.element, speeds.element, help);
  let film = null;

  return {
    bar,
    scrubber: scrubber.element,
    learners,
    showPlaying: playButton.show,
    showSpeed: speeds.show,
    load(next) {
      film = next;
      counter.load(film);
      scrubber.element.max = film.steps;
      inside.hidden = !film.can_open;
    },
    showStep(step) {
      scrubber.show(step, film.steps, `${step}${words.of.replace('{steps}', film.steps)}`);
      counter.show(step);
    },
    showSwitches(isOn) {
      inside.setAttribute('aria-pressed', isOn('inside'));
      learners.setAttribute('aria-pressed', isOn('learners'));
      hold.setAttribute('aria-pressed', isOn('hold'));
    },
  };
}
