// The keyboard: keys of the whole page, except where somebody types or another control has them.

const FIELDS = 'dialog, input, textarea, select, [contenteditable]:not([contenteditable="false"]), '
  + ['slider', 'spinbutton', 'combobox', 'listbox', 'option', 'radio', 'radiogroup', 'textbox', 'menu', 'tab', 'dialog']
    .map((role) => `[role=${role}]`).join(', ');
const PRESSED_BY_SPACE = 'button, a, summary, [role=button]';

/**
 * keys: event.key → action. The scrubber keeps its own arrows, Home and End.
 * Returns what ends the listening.
 */
export function listenToKeys(scrubber, keys, isReady) {
  const onKey = (event) => {
    const action = keys[event.key];
    if (!action || !isReady() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (target === scrubber) {
      if (event.key.length > 1) return;
    } else if (target.closest?.(FIELDS)) return;
    else if (event.key === ' ' && target.closest?.(PRESSED_BY_SPACE)) return;
    event.preventDefault();
    action();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
