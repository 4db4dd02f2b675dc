// Time: where the visitor is in a film, and how they get on: by playing, by walking, at a jump.

import { PHASES, lastMoment, latestKnown, momentOf, placeAt, roundOf } from './phases.js';

const STEPS_PER_SECOND = 10; // at speed 1×
const PHASES_PER_SECOND = 0.4; // inside a step, at speed 1×: a pace at which one can talk
export const SPEEDS = ['0.25', '0.5', '1', '2', '4', '8', '16', 'run'];
export const USUAL_SPEED = '1';
const GLIDES_UP_TO = 2; // ×; faster, states follow each other as they are
const CALL_MS = 360; // inside a step, what a call does is seen moving for so long, before one is at rest
const BEGUN = 0.001; // of a call: more than none of it

/**
 * player: {isOpen(): whether the visitor looks inside steps, isReady(): whether there is something
 * to see; and what is to follow: tick(): from what was played, jump(): from going elsewhere,
 * glide(): from being between two states, turn(playing), pace(speed)}.
 *
 * While pictures glide, the place is a state: playing, the one that was reached last; inside a step,
 * the call that is being made. Numbers are those of the place.
 */
export function createClock(player) {
  const place = { step: 0, phase: 0 };
  let wish = 0; // the step that the visitor went to, which a shorter film may not have
  let film = null;
  let playing = false;
  let speed = USUAL_SPEED;
  let position = 0; // the present, and how much has passed of the next step or moment
  let lastTick = 0;
  let shown = 0; // the time of which the pictures are: that of the place, or shortly beside it
  let called = 0; // when the present call began, inside a step; 0 where nobody has seen it begin

  /** Inside a step, time goes in fifths of it; else in steps. */
  const isInside = () => Boolean(film?.inside) && player.isOpen();
  const present = () => (isInside() ? momentOf(place) : place.step);
  const end = () => (isInside() ? lastMoment(film.steps) : film.steps);
  const isAtEnd = () => present() >= end();
  const placeOf = (time) => (isInside() ? placeAt(time, film.steps) : { step: time, phase: 0 });

  function goTo(there) {
    Object.assign(place, there);
    wish = place.step;
    position = present();
    settle();
    player.jump();
  }

  /** The pictures are at the place. */
  function settle() {
    shown = present();
    called = 0;
  }

  const glides = () => Number(speed) <= GLIDES_UP_TO && !matchMedia('(prefers-reduced-motion: reduce)').matches;

  /** Bring the pictures between two states to where they are now: true where they moved. */
  function glide(now) {
    const before = shown;
    if (!glides()) settle();
    else if (!isInside()) shown = playing ? Math.min(end(), Math.max(present(), position)) : present();
    else shown = called ? present() - 1 + Math.min(1, Math.max(BEGUN, (now - called) / CALL_MS)) : present();
    return shown !== before;
  }

  /** Nobody plays, and a call is seen being made. */
  function finishCall(now) {
    if (playing || !called) return;
    if (glide(now)) player.glide();
    if (shown < present()) requestAnimationFrame(finishCall);
  }

  function play() {
    if (!film || !player.isReady()) return;
    if (isAtEnd()) goTo({ step: 0, phase: 0 });
    position = present();
    playing = true;
    player.turn(playing);
    lastTick = performance.now();
    requestAnimationFrame(tick);
  }

  function pause() {
    if (!playing) return;
    playing = false;
    settle();
    player.tick();
    player.turn(playing);
  }

  function tick(now) {
    if (!playing) return;
    const pace = isInside() ? PHASES_PER_SECOND : STEPS_PER_SECOND;
    const perSecond = speed === 'run' ? end() / 10 : pace * Number(speed);
    // A tab that was hidden goes on where it was, instead of jumping over what was missed.
    position += perSecond * Math.min(0.25, Math.max(0, now - lastTick) / 1000);
    lastTick = now;
    const time = Math.min(end(), Math.floor(position));
    if (time !== present()) {
      Object.assign(place, placeOf(time));
      wish = place.step;
      called = isInside() ? now : 0;
      glide(now);
      player.tick();
    } else if (glide(now)) player.glide();
    if (isAtEnd()) pause();
    else requestAnimationFrame(tick);
  }

  function setSpeed(value) {
    speed = value;
    player.pace(speed);
  }

  return {
    place, // {step, phase}, at any time the present one
    isInside,
    pause,
    setSpeed,
    isPlaying: () => playing,
    wished: () => wish,
    playOrPause: () => (playing ? pause() : play()),
    /** The step of which something is known that each step tells at a phase; −1: none yet. */
    latest: (known_at) => (isInside() ? latestKnown(place, known_at) : place.step),
    /** The same of what the pictures show, which may be between two steps. */
    latestShown(known_at) {
      if (!isInside()) return shown;
      const [one, next] = [Math.floor(shown), Math.ceil(shown)].map((moment) => latestKnown(placeAt(moment, film.steps), known_at));
      return one < 0 ? next : one + (next - one) * (shown % 1);
    },
    /** Inside a step, between two moments: the place before, and how much of the call is done. */
    underWay: () => (isInside() && shown % 1 ? { before: placeAt(Math.floor(shown), film.steps), share: shown % 1 } : null),
    isBetween: () => shown !== present(),
    settle,
    shiftSpeed(by) {
      setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(speed) + by))]);
    },
    walk(by) {
      pause();
      const there = Math.max(0, Math.min(end(), present() + by));
      const isCall = isInside() && by === 1 && there > present() && glides();
      goTo(placeOf(there));
      if (!isCall) return;
      called = performance.now();
      shown = there - 1 + BEGUN;
      requestAnimationFrame(finishCall);
    },
    jumpTo(step) {
      pause();
      goTo({ step: Math.max(0, Math.min(film.steps, step)), phase: 0 });
    },
    jumpToPhase(phase) {
      pause();
      goTo(placeAt(PHASES.length * roundOf(place) + phase, film.steps));
    },
    /** The same step, from its beginning; what plays plays on. */
    beginStep: () => goTo({ step: place.step, phase: 0 }),
    /** Stand there as if nobody had moved: nothing follows from it. */
    stand(there) {
      Object.assign(place, there);
      wish = place.step;
      playing = false;
      settle();
    },
    /** Another film has come: be where the visitor went to, or at its end where it has no such step. */
    load(next) {
      film = next;
      if (!player.isOpen()) place.phase = 0;
      const wished = { step: wish, phase: place.phase };
      Object.assign(place, isInside() ? placeOf(momentOf(wished)) : { step: Math.min(wish, film.steps) });
      position = Math.min(Math.max(position, present()), end());
      settle();
    },
    stop() {
      film = null;
      playing = false;
    },
  };
}
