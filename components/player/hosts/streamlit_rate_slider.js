// Streamlit's slider of the learning rate, beside the player: it sends its value when it is let go, and
// the pictures are to follow before.

const RATE_SLIDER = '[class*="st-key-learning_rate_slider"]';

const LET_GO_MS = 150; // after which the slider has drawn where it was let go

/** report({rate: as the slider spells it, held}) while it is dragged. Returns what ends it. */
export function followRateSlider(report) {
  let thumb = null;
  let said = '';
  let timer = 0;
  let frame = 0;
  const rateNow = () => thumb.getAttribute('aria-valuetext');
  const say = (held) => {
    said = rateNow();
    report({ rate: said, held });
  };
  // Frame by frame, not move by move: the slider draws a while after the pointer has moved.
  const follow = () => {
    frame = 0;
    if (!thumb) return;
    if (rateNow() !== said) say(true);
    frame = requestAnimationFrame(follow);
  };
  const letGo = () => {
    clearTimeout(timer);
    if (thumb) say(false);
    thumb = null;
  };
  const hold = ({ target }) => {
    letGo(); // what was let go a moment ago, or is held by another finger
    thumb = target.closest?.(RATE_SLIDER)?.querySelector('input[type=range]') ?? null;
    if (!thumb) return;
    said = rateNow();
    frame ||= requestAnimationFrame(follow);
  };
  const release = () => {
    if (!thumb) return;
    clearTimeout(timer);
    timer = setTimeout(letGo, LET_GO_MS);
  };
  const listeners = { pointerdown: hold, pointerup: release, pointercancel: release };
  for (const [name, listen] of Object.entries(listeners)) document.addEventListener(name, listen, true);
  return () => {
    thumb = null;
    clearTimeout(timer);
    for (const [name, listen] of Object.entries(listeners)) document.removeEventListener(name, listen, true);
  };
}
