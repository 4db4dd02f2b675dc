// What of a page cannot be read or pressed: three questions that legible.py asks of a page.

const OFF_STAGE = 5e4; // pixels: so far out of its picture waits a number that is not to be seen

/** Streamlit moves a sidebar that is folded out of the window, or makes it narrow. */
const isFoldedAway = (element) => element.closest('.stSidebar')?.getBoundingClientRect().right <= 0;

// Texts that are cut, outside the window, over one another, or smaller than `least`.
function unreadable({ least, index }) {
  const main = document.querySelector('.stMain') ?? document.scrollingElement;
  const style = (element) => getComputedStyle(element);
  const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && !isFoldedAway(element)
    && !element.closest('.lab-spoken, [aria-hidden="true"].lab-hidden, option, noscript, .hoverlayer');
  const name = (element) => element.closest('[data-panel]')?.dataset.panel
    ?? element.closest('[data-testid]')?.dataset.testid ?? element.tagName.toLowerCase();

  // ---- texts: where the ink of each is ------------------------------------------------------
  function boxesOf(node) {
    const svg = node.parentElement.closest('svg text');
    if (svg) return [svg.getBoundingClientRect()];
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()];
  }
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    const said = node.data.trim();
    if (!said || element.closest('style, script, title') || !isSeen(element)) continue;
    const svg = element.closest('svg text');
    if (svg && texts.some((text) => text.owner === svg)) continue; // a text of several parts
    for (const box of boxesOf(node)) {
      if (box.width < 1.5 || box.height < 1.5) continue;
      if (Math.abs(box.left) > OFF_STAGE || Math.abs(box.top) > OFF_STAGE) continue;
      texts.push({ said: (svg ?? node).textContent.trim().slice(0, 60), element, owner: svg ?? element, box });
    }
  }

  // ---- cut: by a box that hides what sticks out, and does not scroll -------------------------
  const findings = [];
  const find = (kind, what, where, detail) => findings.push({ kind, text: what, where, detail });
  const round = (number) => Math.round(number * 10) / 10;
  function cutter({ element, box }) {
    const scrollbar = element.closest('.legend')?.querySelector('.scrollbar'); // Plotly's own
    if (scrollbar?.getBoundingClientRect().height > 0) return null; // it can be scrolled to
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const { overflowX, overflowY, display } = style(at);
      if (display === 'inline' || display === 'contents') continue;
      const edge = at.getBoundingClientRect();
      if (edge.width <= 2 || edge.height <= 2) return null; // for ears alone
      const out = {
        x: Math.max(edge.left - box.left, box.right - edge.right),
        y: Math.max(edge.top - box.top, box.bottom - edge.bottom),
      };
      if (['auto', 'scroll'].includes(overflowX) && out.x > 1) return null; // it can be scrolled to
      if (['auto', 'scroll'].includes(overflowY) && out.y > 1) return null;
      const hides = (how) => how === 'hidden' || how === 'clip';
      const ink = 0.25 * box.height; // above and below its letters a line has air
      if (hides(overflowX) && out.x > 1.5) return { at, by: out.x, side: 'side' };
      if (hides(overflowY) && out.y > ink) return { at, by: out.y, side: 'top or bottom' };
    }
    return null;
  }
  for (const text of texts) {
    const cut = cutter(text);
    const told = text.element.closest('[title]')?.title ?? '';
    if (cut && !told.includes(text.said.slice(0, 30)))
      find('cut', text.said, name(text.element), `${round(cut.by)} px at its ${cut.side}`);
  }
  for (const input of document.querySelectorAll('input:not([type=range], [type=checkbox], [type=radio], [type=file])')) {
    if (isSeen(input) && input.value && input.scrollWidth > input.clientWidth + 1 && document.activeElement !== input
      && !input.title.includes(input.value))
      find('cut', input.value, name(input), `${input.scrollWidth - input.clientWidth} px of the field`);
  }

  // ---- outside: to the left or the right of the window ---------------------------------------
  const scrolls = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement)
      if (['auto', 'scroll'].includes(style(at).overflowX) && at.scrollWidth > at.clientWidth + 1
        && at !== main) return true;
    return false;
  };
  for (const { said, element, box } of texts)
    if ((box.left < -1 || box.right > innerWidth + 1) && !scrolls(element))
      find('outside', said, name(element), `from ${round(box.left)} to ${round(box.right)}`);

  // ---- too small ----------------------------------------------------------------------------
  const ofIndex = (element) => Boolean(element.closest('sup, sub, msub > :nth-child(n+2), msup > :nth-child(n+2), mfrac, munder, mover'))
    || (element.tagName === 'tspan' && style(element).fontSize !== style(element.parentElement).fontSize);
  for (const { said, element } of texts) {
    const size = parseFloat(style(element).fontSize);
    const bound = least * (ofIndex(element) ? index : 1);
    if (size < bound - 0.05) find('small', said, name(element), `${round(size)} px, at least ${round(bound)}`);
  }

  // ---- over each other: neither hides the other ------------------------------------------------
  const everything = document.createElement('style');
  everything.textContent = '*:not(#a#b), *::before { pointer-events: auto !important; }'; // whatever the page says
  document.head.append(everything);
  const opaque = (element) => {
    const colour = style(element).backgroundColor; // rgb(…), rgba(…, alpha), or color(srgb … / alpha)
    const alpha = colour.match(/^rgba\(.*, ([\d.]+)\)$|\/ ([\d.]+)\)$/)?.slice(1).find(Boolean);
    return alpha === undefined || alpha > 0.85;
  };
  const ink = ({ left, right, top, bottom, height }) =>
    ({ left: left + 0.5, right: right - 0.5, top: top + 0.24 * height, bottom: bottom - 0.24 * height });
  const inView = texts.filter(({ box }) => box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth)
    .map((text) => ({ ...text, ink: ink(text.box) })).sort((a, b) => a.ink.top - b.ink.top);
  function isBared(lower, stack) { // whether nothing opaque lies over it
    const at = stack.findIndex((element) => lower.owner.contains(element) || element === lower.element);
    if (at < 0) return false; // scrolled out of its box, or cut: it is not there
    return !stack.slice(0, at).some((above) => !above.contains(lower.owner) && opaque(above));
  }
  inView.forEach((a, i) => {
    for (const b of inView.slice(i + 1)) {
      if (b.ink.top >= a.ink.bottom) break;
      if (a.owner === b.owner || (a.element.closest('math') ?? 1) === b.element.closest('math')) continue;
      const wide = Math.min(a.ink.right, b.ink.right) - Math.max(a.ink.left, b.ink.left);
      const high = Math.min(a.ink.bottom, b.ink.bottom) - Math.max(a.ink.top, b.ink.top);
      if (wide < 2 || high < 1.5) continue; // the ink of letters is only reckoned
      const x = Math.max(a.ink.left, b.ink.left) + wide / 2;
      const y = Math.max(a.ink.top, b.ink.top) + high / 2;
      if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) continue;
      const stack = document.elementsFromPoint(x, y);
      if (isBared(a, stack) && isBared(b, stack))
        find('over', `${a.said} | ${b.said}`, name(a.element), `${round(wide)} × ${round(high)} px`);
    }
  });
  everything.remove();
  return findings;
}

// A control that is seen must own the point in its middle; what needs scrolling is scrolled to.
function unpressable() {
  const controls = 'button, a[href], select, input:not([type=file]), [role=button], [role=tab]';
  const main = document.querySelector('.stMain') ?? document.scrollingElement;
  const before = main.scrollTop;
  const found = [];
  for (const control of document.querySelectorAll(controls)) {
    if (!control.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    // Streamlit's slider: a field for the keyboard, below the thumb that is dragged.
    if (control.disabled || isFoldedAway(control) || control.closest('.stSlider')) continue;
    const { width, height } = control.getBoundingClientRect();
    if (width < 3 || height < 3) continue;
    control.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
    const box = control.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const label = control.closest('label') ?? control.labels?.[0];
    const hit = document.elementFromPoint(x, y);
    if (!hit || !(control.contains(hit) || label?.contains(hit)))
      found.push({
        kind: 'covered', text: (control.ariaLabel ?? control.textContent ?? control.value ?? '').trim().slice(0, 60),
        where: control.closest('[data-panel]')?.dataset.panel ?? control.closest('[data-testid]')?.dataset.testid ?? '',
        detail: hit ? `by ${hit.tagName.toLowerCase()}.${hit.classList[0] ?? ''} at ${Math.round(x)}, ${Math.round(y)}`
          : `outside the window at ${Math.round(x)}, ${Math.round(y)}`,
      });
  }
  main.scrollTop = before;
  return found;
}

// Whether pictures are as wide as their places, and nothing fades or moves any more.
function isSettled() {
  const plots = [...document.querySelectorAll('.js-plotly-plot')];
  const fits = ({ _fullLayout, clientWidth, clientHeight }) => !clientWidth || (_fullLayout
    && Math.abs(_fullLayout.width - clientWidth) < 2 && Math.abs(_fullLayout.height - clientHeight) < 2);
  const moving = document.getAnimations().some((animation) =>
    animation.playState === 'running' && animation.effect.getComputedTiming().endTime !== Infinity);
  return plots.every(fits) && !moving
    && document.querySelector('.stApp')?.dataset.testScriptState !== 'running';
}
