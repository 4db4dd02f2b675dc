// What runs in every page before Streamlit does; in the page itself, so that it is there at once.
window.__streamlit = {
  // Else the server is looked for below the address of each page first.
  BACKEND_BASE_URL: new URL('./', location.href).href,
  // A server that is away is said in the header: a dialog would cover pictures that play on.
  HOST_CONFIG: { blockErrorDialogs: true },
};
// Escape leaves a number field, which then says what it said before; Streamlit would empty it.
let numberBefore = '';
addEventListener('focusin', ({ target }) => {
  if (target.type === 'number') numberBefore = target.value;
}, true);
addEventListener('keydown', (key) => {
  const field = key.target;
  if (key.key !== 'Escape' || field.type !== 'number') return;
  key.stopImmediatePropagation();
  // As if it were typed: what is only set, React would not hear of.
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, numberBefore);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  setTimeout(() => field.blur());
}, true);
// Enter gives the keyboard back, so that the space bar plays. A comma is a decimal point, which a
// browser in English would drop, so that 0,02 became 2.
addEventListener('keydown', (key) => {
  if (key.target.type !== 'number') return;
  if (key.key === 'Enter') setTimeout(() => key.target.blur());
  if (key.key !== ',') return;
  key.preventDefault();
  document.execCommand('insertText', false, '.');
}, true);
// What is pasted is read as a person means it, or refused with a word beside the field: of what it
// does not take, a browser drops just that, and makes 3 of 0,03. In 1,234 the comma may be either.
addEventListener('paste', (paste) => {
  const field = paste.target;
  if (!field.matches?.('.stNumberInput input')) return;
  paste.preventDefault();
  const text = paste.clipboardData.getData('text').trim();
  const number = text.replace(/^−/, '-').replace(',', '.');
  const isOne = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number) && !/^.?[1-9]\d{0,2},\d{3}$/.test(text);
  if (isOne) document.execCommand('insertText', false, number);
  else sayBeside(field, NOT_PASTED.replace('{text}', text.length > 20 ? `${text.slice(0, 20)}…` : text));
}, true);
// Who taps a link to a page out of a number field does both at once, and the field is heard of last:
// that would end the way to the page. So the link follows once the field has been heard of.
const HEARD_MS = 250;
let fieldLeft = -HEARD_MS;
addEventListener('focusout', ({ target }) => {
  if (target.matches?.('.stNumberInput input')) fieldLeft = performance.now();
}, true);
addEventListener('click', (click) => {
  const link = click.target.closest?.('[data-testid="stPageLink-NavLink"]');
  if (!link || click.ctrlKey || click.metaKey || click.shiftKey || performance.now() - fieldLeft > HEARD_MS) return;
  click.preventDefault();
  click.stopImmediatePropagation();
  fieldLeft = -HEARD_MS;
  setTimeout(() => link.click(), HEARD_MS);
}, true);
/** Until something else is typed, or the field is left. */
function sayBeside(field, text) {
  const place = field.closest('.stNumberInput');
  place.querySelector('.number-word')?.remove();
  const word = Object.assign(document.createElement('p'), { className: 'number-word', role: 'alert', textContent: text });
  place.append(word);
  for (const event of ['input', 'blur']) field.addEventListener(event, () => word.remove(), { once: true });
}
// One that has failed is gone, so that the player asks again instead of waiting for its end.
addEventListener('error', ({ target }) => { if (target.async) target.remove(); }, true);
// Behind a proxy that takes a prefix away, a link to the prefix may lack its last "/"; all that the
// page asks for would then be asked for one level too high.
const { page } = document.currentScript.previousElementSibling.dataset;
if (!location.pathname.endsWith(`/${page}`)) {
  location.replace(`${location.pathname}/${location.search}${location.hash}`);
}
// A connection that does not come about is said, and the sentence goes once it does.
const PATIENCE_MS = 8000;
const LOOK_MS = 250;
const begin = performance.now();
const looking = setInterval(() => {
  const sentence = document.getElementById('no-connection');
  const isThere = document.querySelector('[data-test-connection-state="CONNECTED"]');
  if (sentence) sentence.hidden = Boolean(isThere) || performance.now() - begin < PATIENCE_MS;
  if (isThere) clearInterval(looking);
}, LOOK_MS);
