// What runs in every page before Streamlit does; in the page itself, so that it is there at once.

import { NOT_TAKEN, NOT_TAKEN_EITHER, NOT_TAKEN_NEAR_ZERO, NOT_TAKEN_TYPE, NOT_TAKEN_WHOLE } from './given.js';
import { NO_CONNECTION, NO_WEBSOCKET, SERVER_AWAY } from './given.js';

window.__streamlit = {
  // Else the server is looked for below the address of each page first.
  BACKEND_BASE_URL: new URL('./', location.href).href,
  // A server that is away is said in the header: a dialog would cover pictures that play on.
  HOST_CONFIG: { blockErrorDialogs: true },
};
// A phone on its side is wide enough for settings beside the pictures, and too low for both: there
// they are away at first, too, until the visitor says otherwise.
const LOW = '(max-height: 480px)';
const { getItem } = Storage.prototype;
Storage.prototype.getItem = function (name) {
  const kept = getItem.call(this, name);
  return kept === null && name.startsWith('stSidebarCollapsed-') && matchMedia(LOW).matches ? 'true' : kept;
};
// Escape leaves a field, which then says what it said before; Streamlit would empty one of a number.
let before = '';
const taken = new WeakMap(); // field → the last text in it that could be taken
const isNumberField = (field) => Boolean(field.matches?.('.stNumberInput input'));
const isField = (field) => isNumberField(field) || Boolean(field.matches?.('.stTextInput input'));
addEventListener('focusin', ({ target }) => {
  if (!isField(target)) return;
  if (!taken.has(target)) taken.set(target, target.value);
  remember(target);
  if (isWithin(target)) unread = '';
  startTyping();
}, true);
/** Whether a field's text is what its setting may be: between the numbers that its keys lead to there
 *  are others, unless it is of whole ones. */
const isWithin = ({ validity, step }) => validity.valid || (validity.stepMismatch && step !== '1'
  && !validity.badInput && !validity.rangeUnderflow && !validity.rangeOverflow);
/** What a field says that is entered is what a refused text gives way to. */
function remember(field) {
  if (isWithin(field) && (field.value || !isNumberField(field))) taken.set(field, field.value);
  before = taken.get(field);
}
// These change the number at once, while the keyboard stays in the field.
addEventListener('keydown', ({ target, key }) => {
  if (isNumberField(target) && /^Arrow(Up|Down)$/.test(key)) setTimeout(remember, 0, target);
}, true);
/** Have a field say this, as if it were typed: what is only set, React would not hear of. */
function retype(field, text) {
  if (field.value === text) return;
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
addEventListener('keydown', (key) => {
  const field = key.target;
  if (key.key !== 'Escape' || !isField(field)) return;
  key.stopImmediatePropagation();
  startTyping();
  retype(field, before);
  unsay(field);
  setTimeout(() => field.blur());
}, true);
// A comma is a decimal point, and a minus sign one of the keyboard's. What no number is made of is
// refused with all that follows, with a word beside the field, which meanwhile says what it said
// before: a browser drops just that letter, and makes 12 of 1/2. So is 1,000, where the comma may be
// either, and 1e-400, which cannot be told from 0.
const SPELLED = { ',': '.', '−': '-' };
const isPartOfOne = (text) => /^[-+.\deE]*$/.test(text);
const isBegun = (text) => /^[+-]?\d*\.?\d*(e[+-]?\d*)?$/i.test(text);
const vanishes = (text) => Number(text) === 0 && /[1-9]/.test(text.split(/e/i)[0]);
let refused = ''; // what was typed into the present field that is no number; '' while it may be one
let unread = ''; // what is in a field that can read it as no number, or as none yet: "-", "2e", or as another: "1."
let hasComma = false;
let blanks = ''; // what was typed at the end, and is nothing unless more follows: 1 000
let isInserting = false; // what was typed is being put in by this page itself
let tellsSelection = false; // whether this browser tells what of a field is selected
function startTyping() {
  refused = '';
  hasComma = false;
  blanks = '';
}
/** What was typed into a field, where that cannot be taken; else ''. */
const noNumber = (field) => refused
  || (hasComma && /^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(field.value) ? field.value.replace('.', ',') : '')
  || (vanishes(field.value) ? field.value : '');
/** What has been typed into a field so far. */
const typedInto = (field) => refused || (field.validity.badInput || unread === `${field.value}.` ? unread : field.value);
const isWhollySelected = (field) => field.value !== '' && String(getSelection()) === field.value;
/** Type it where the cursor is; whether the browser took it: of 1e3e it drops the last letter. */
function insert(field, text) {
  const state = () => `${field.value} ${field.validity.badInput}`;
  const before = state();
  isInserting = true;
  document.execCommand('insertText', false, text);
  isInserting = false;
  return state() !== before;
}
function refuse(field, text) {
  refused = text;
  blanks = '';
  retype(field, before);
  sayRefused(field, text);
}
addEventListener('beforeinput', (typed) => {
  const field = typed.target;
  if (!isNumberField(field) || isInserting) return;
  const isAnew = isWhollySelected(field); // who selects all of it begins anew with the next letter
  if (isAnew) {
    tellsSelection = true;
    startTyping();
  }
  if (typed.inputType === 'deleteContentBackward' && blanks) {
    typed.preventDefault();
    blanks = blanks.slice(0, -1);
    return;
  }
  if (typed.inputType === 'deleteContentBackward' && refused) { // the letters come back as they went
    typed.preventDefault();
    const left = refused.slice(0, -1);
    if (!isBegun(left)) refuse(field, left);
    else {
      startTyping();
      retype(field, left);
    }
    return;
  }
  if (typed.inputType === 'deleteContentBackward') unread = unread.slice(0, -1);
  if (typed.inputType.startsWith('delete')) startTyping();
  if (typed.inputType !== 'insertText') return;
  const isBlank = !typed.data.trim();
  if (isBlank && !refused) {
    typed.preventDefault();
    if (isAnew) retype(field, '');
    if (typedInto(field)) blanks += typed.data;
    return;
  }
  const soFar = isAnew ? '' : typedInto(field) + blanks;
  const part = SPELLED[typed.data] ?? typed.data;
  const isPart = isPartOfOne(part);
  if (isPart && !refused) unread = soFar + part;
  const isOneSoFar = isBegun(soFar + part);
  if (isOneSoFar && part === typed.data && !refused) return;
  typed.preventDefault();
  if (isPart && !refused && !blanks) {
    hasComma ||= typed.data === ',';
    if (!insert(field, part) && !isOneSoFar) refuse(field, soFar + typed.data);
  } else {
    if (isAnew) retype(field, ''); // nothing is selected any more
    refuse(field, soFar + typed.data);
  }
}, true);
// This may come after the next letter, so it is heard only where nothing else tells.
addEventListener('select', ({ target }) => { if (isNumberField(target) && !tellsSelection) startTyping(); }, true);
// What is composed cannot be held back: of digits as wide as letters the browser makes numbers, and all
// else it drops at its end, so that is said.
addEventListener('compositionend', ({ target, data }) => {
  if (!isNumberField(target) || /^[-+.\deE]*$/.test(data.normalize('NFKC').trim())) return;
  setTimeout(() => refuse(target, target.value + data));
}, true);
// Enter gives the keyboard back, so that the space bar plays.
addEventListener('keydown', (key) => {
  const field = key.target;
  if (key.key !== 'Enter' || !isField(field)) return;
  if (noNumber(field)) {
    key.stopImmediatePropagation();
    refuse(field, noNumber(field));
    startTyping(); // the next letter begins anew
    field.select();
  } else setTimeout(() => field.blur());
}, true);
addEventListener('focusout', ({ target }) => {
  const text = isNumberField(target) && noNumber(target);
  if (!text) return;
  startTyping();
  retype(target, before);
  setTimeout(() => sayRefused(target, text));
}, true);
// What is pasted is read as a person means it, or refused with a word beside the field: of what it
// does not take, a browser drops just that, and makes 3 of 0,03. In 1,234 the comma may be either.
addEventListener('paste', (paste) => {
  const field = paste.target;
  if (!isNumberField(field)) return;
  paste.preventDefault();
  startTyping();
  const text = paste.clipboardData.getData('text').trim();
  const number = text.replace(/^−/, '-').replace(',', '.');
  const isOne = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number) && !/^.?[1-9]\d{0,2},\d{3}$/.test(text);
  if (isOne) document.execCommand('insertText', false, number);
  else sayRefused(field, text);
}, true);
// Who taps a link to a page out of a number field does both at once, and the field is heard of last:
// that would end the way to the page. So the link follows once the field has been heard of.
// And who leaves pictures that move comes to rest there: a player that hears of it says so by
// preventing what it hears, and the link follows once the address has the step, for who comes back.
const HEARD_MS = 250;
const RESTED_MS = 2000; // for which an address is waited for
const LOOK_AT_ADDRESS_MS = 20;
let leavesField = false; // whether what was pressed last took the keyboard from a field
let isLeaving = false; // whether a link is yet to follow
addEventListener('pointerdown', () => {
  leavesField = isNumberField(document.activeElement ?? document.body);
}, true);
addEventListener('click', (click) => {
  const link = click.target.closest?.('[data-testid="stPageLink-NavLink"]');
  if (!link || click.ctrlKey || click.metaKey || click.shiftKey) return;
  const { href, pathname } = location;
  const isMoving = !isLeaving && link.pathname !== pathname
    && !dispatchEvent(new CustomEvent('leaving-page', { cancelable: true }));
  if (!isLeaving && !leavesField && !isMoving) return;
  click.preventDefault();
  click.stopImmediatePropagation();
  if (isLeaving) return;
  isLeaving = true;
  const begin = performance.now();
  const least = leavesField ? HEARD_MS : 0;
  leavesField = false;
  const isAtRest = () => location.href !== href && !document.querySelector('[data-test-script-state="running"]');
  function follow() {
    const passed = performance.now() - begin;
    const isHere = location.pathname === pathname; // else the visitor has gone back meanwhile
    if (isHere && (passed < least || (isMoving && !isAtRest() && passed < RESTED_MS))) {
      setTimeout(follow, LOOK_AT_ADDRESS_MS);
      return;
    }
    isLeaving = false;
    if (isHere) link.click();
  }
  follow();
}, true);
/** What to type instead of a text that was not taken; isWhole: into a field for a whole number. */
function hint(text, isWhole) {
  if (vanishes(text)) return NOT_TAKEN_NEAR_ZERO;
  const ratio = text.match(/^([+-]?\d+)\/(\d+)$/);
  const value = ratio && Number((ratio[1] / ratio[2]).toPrecision(6));
  const isOne = isWhole ? Number.isInteger(value) : Number.isFinite(value);
  if (ratio && isOne) return NOT_TAKEN_TYPE.replace('{value}', value);
  if (/^[+-]?[1-9]\d{0,2}(?:[ ,'’\u00a0\u202f]\d{3})+$/.test(text)) {
    const whole = Number(text.replace(/[^\d+-]/g, ''));
    const decimal = Number(text.replace(',', '.')); // NaN where the groups can be nothing but thousands
    return isWhole || Number.isNaN(decimal)
      ? NOT_TAKEN_TYPE.replace('{value}', whole)
      : NOT_TAKEN_EITHER.replace('{value}', whole).replace('{decimal}', decimal);
  }
  return isWhole ? NOT_TAKEN_WHOLE : NOT_TAKEN;
}
const unsay = (field) => field.closest('.stNumberInput')?.querySelector('.number-word')?.remove();
/** Say beside the field that a text was not taken, until something else is typed or is to be, there
 *  or in another field. */
function sayRefused(field, typed) {
  const text = typed.trim();
  const short = text.length > 20 ? `${text.slice(0, 20)}…` : text;
  const said = hint(text, field.step === '1').replace('{text}', () => short);
  const place = field.closest('.stNumberInput');
  unsay(field);
  const word = Object.assign(document.createElement('p'), { className: 'number-word', role: 'alert', textContent: said });
  place.append(word);
  for (const event of ['input', 'focus']) field.addEventListener(event, () => word.remove(), { once: true });
}
// What is said beside a field is over once another setting is changed: typed, or pressed, which is
// not what took the keyboard from the field.
const PRESSED = 'button, label, [role="option"], [role="slider"], [type="checkbox"], [type="radio"]';
const wordsSaid = () => [...document.querySelectorAll('.number-word')];
let saidBefore = []; // when the present press began
addEventListener('input', ({ target }) => {
  const place = target.closest?.('.stNumberInput');
  wordsSaid().filter((word) => word.parentElement !== place).forEach((word) => word.remove());
}, true);
addEventListener('pointerdown', () => { saidBefore = wordsSaid(); }, true);
addEventListener('click', ({ target, detail }) => {
  if (!target.closest?.(PRESSED) || target.closest('[data-testid="player"]')) return;
  (detail ? saidBefore : wordsSaid()).forEach((word) => word.remove());
}, true);
// One that has failed is gone, so that the player asks again instead of waiting for its end.
addEventListener('error', ({ target }) => { if (target.async) target.remove(); }, true);
// A browser that has lost its network finds out late that its connection is gone; until then it keeps
// what is changed, unsaid. A server on the same machine answers without a network.
const ASK_AGAIN_MS = 1000;
let askingAgain = 0;
async function sayWhetherOffline() {
  const answers = await fetch('./_stcore/health', { cache: 'no-store' }).then(() => true, () => false);
  const sentence = document.getElementById('offline');
  sentence.hidden = navigator.onLine || answers;
  clearTimeout(askingAgain); // while there is none: the first answer may have been on its way
  if (!navigator.onLine) askingAgain = setTimeout(sayWhetherOffline, ASK_AGAIN_MS);
}
addEventListener('offline', sayWhetherOffline);
addEventListener('online', sayWhetherOffline);
// Behind a proxy that takes a prefix away, a link to the prefix may lack its last "/"; all that the
// page asks for would then be asked for one level too high.
const { page } = document.currentScript.previousElementSibling.dataset;
if (!location.pathname.endsWith(`/${page}`)) {
  location.replace(`${location.pathname}/${location.search}${location.hash}`);
}
// A first connection that does not come about is said, with what is in its way, until it does.
// Streamlit opens its socket once the server has answered over HTTP, and again, for ever, where it
// does not open: while the server goes on answering, what does not let it open is in between.
const PATIENCE_MS = 9500;
const HELD_BACK_MS = 6000; // for which a socket, or one after the other, has waited
const TRIPS = 6; // and as long as so many answers of the server take: a handshake goes to and fro often
const REFUSALS = 2; // a single one may be a server's that is just starting
const ASLEEP_MS = 5000; // without a look; a tab in the background has one each second
const LOOK_MS = 100;
const ASK_AFTER_MS = 3000; // by then most pages are connected
const AWAY = [502, 503, 504]; // what a proxy answers for a server that is away
const RealWebSocket = window.WebSocket;
let looked = performance.now();
let sinceReset = looked; // since the address was opened, or the machine woke
let loaded = 0; // of it, since all scripts have come
let socket = null; // the newest, unless it is of before the machine slept
let waited = 0; // for sockets to open
let refusals = 0;
let answer = null; // what the server said last: 'ok', 'away', or something else
let slowest = 0; // of its answers
let asked = null; // when it was asked what it has not answered yet
let nextAsk = ASK_AFTER_MS;
/** What happened before the machine slept, or on another network, says nothing of now. */
function beginAnew() {
  [sinceReset, loaded, waited, refusals, slowest] = [0, 0, 0, 0, 0];
  [socket, answer, asked] = [null, null, null];
}
async function askServer() {
  const begin = performance.now();
  asked = begin;
  const said = await fetch('./_stcore/health', { cache: 'no-store' }).then(
    ({ ok, status }) => (ok ? 'ok' : AWAY.includes(status) ? 'away' : 'other'),
    () => 'away',
  );
  if (asked !== begin) return; // the machine has slept meanwhile
  const end = performance.now();
  [answer, asked, nextAsk] = [said, null, end + ASK_AGAIN_MS];
  slowest = Math.max(slowest, end - begin);
}
/** The sentence that is true now; '' while there may yet be a connection, however slow. */
function inTheWay(now) {
  if (sinceReset < PATIENCE_MS) return '';
  if (answer === 'away') return SERVER_AWAY;
  const isHeldBack = waited >= Math.max(HELD_BACK_MS, TRIPS * Math.max(slowest, now - (asked ?? now)));
  if (answer === 'ok' && (refusals >= REFUSALS || isHeldBack)) return NO_WEBSOCKET;
  const isLate = loaded >= Math.max(PATIENCE_MS, TRIPS * slowest) || sinceReset >= TRIPS * PATIENCE_MS;
  return isLate ? NO_CONNECTION : '';
}
function say(text) {
  const sentence = document.getElementById('no-connection');
  if (!sentence) return; // the page is not there yet
  if (text && sentence.textContent !== text) sentence.textContent = text;
  sentence.hidden = !text;
}
const looking = setInterval(() => {
  const now = performance.now();
  const passed = now - looked;
  looked = now;
  if (passed > ASLEEP_MS || document.prerendering) beginAnew();
  else {
    sinceReset += passed;
    if (document.readyState === 'complete') loaded += passed;
    if (socket?.readyState === RealWebSocket.CONNECTING) waited += passed;
  }
  if (asked === null && now >= nextAsk) askServer();
  say(inTheWay(now));
}, LOOK_MS);
addEventListener('online', beginAnew);
window.WebSocket = new Proxy(RealWebSocket, {
  construct(...how) {
    const made = Reflect.construct(...how);
    socket = made;
    made.addEventListener('close', () => { if (socket === made) refusals += 1; });
    made.addEventListener('open', () => {
      clearInterval(looking);
      window.WebSocket = RealWebSocket;
      say('');
    });
    return made;
  },
});
