// The field's terms: a word that explains itself on pointing, focus or touch.

const EDGE = 8; // pixels that an explanation keeps from the edge of the window
let explanations = 0;

/**
 * A word as a button, and beside it what it means: {said, formula}, text and nothing but text.
 * The explanation is there while the pointer is on either, or the word has the keyboard's focus, or
 * until it is touched again; Escape closes it.
 */
function createTerm(text, { said, formula }, className = 'lab-word') {
  explanations += 1;
  const id = `lab-explanation-${explanations}`;
  const explanation = h('span', { class: 'lab-explanation', role: 'tooltip', id, hidden: '' },
    said, ...(formula ? [h('span', { class: 'lab-explained' }, formula)] : []));
  const button = h('button', { type: 'button', class: className, 'aria-describedby': id }, text);
  const element = h('span', { class: 'lab-worded' }, button, explanation);
  let isOpen = false;

  function place() {
    explanation.style.translate = '0px';
    const box = explanation.getBoundingClientRect();
    const over = Math.max(0, box.right + EDGE - document.documentElement.clientWidth);
    const under = Math.max(0, EDGE - box.left);
    explanation.style.translate = `${under - over}px`;
  }

  function escape(event) {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    show(false);
  }

  function show(open) {
    if (open === isOpen) return;
    isOpen = open;
    explanation.hidden = !open;
    // Before anybody else who closes something by this key.
    if (open) document.addEventListener('keydown', escape, true);
    else document.removeEventListener('keydown', escape, true);
    if (open) place();
  }

  const isFocused = () => document.activeElement === button;
  element.onpointerenter = (event) => { if (event.pointerType !== 'touch') show(true); };
  element.onpointerleave = (event) => { if (event.pointerType !== 'touch') show(isFocused() && isOpen && button.matches(':focus-visible')); };
  button.onfocus = () => { if (button.matches(':focus-visible')) show(true); };
  button.onblur = () => show(false);
  let pressedOpen = false;
  button.onpointerdown = (event) => { pressedOpen = event.pointerType === 'touch' && isOpen; };
  button.onclick = () => show(!pressedOpen);
  return { element, close: () => show(false) };
}
