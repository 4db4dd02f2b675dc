// The help: what the keys do, what each picture shows, what each switch and setting is for.

/** {button: for the bar, element: the dialog, open()} */
function createHelp(words) {
  const close = () => element.close();
  const parts = words.help_parts.flatMap(([title, entries]) => [
    heading(title),
    h('dl', { class: 'lab-help-list' },
      ...entries.flatMap(([term, text]) => [h('dt', {}, term), h('dd', {}, text)])),
  ]);
  const element = h('dialog', { class: 'lab-help', 'aria-label': words.help },
    h('button', { type: 'button', class: 'lab-button lab-close', 'aria-label': words.close, title: words.close, onclick: close }, '×'),
    ...parts);
  element.onclick = ({ target }) => { if (target === element) close(); }; // beside it
  const open = () => element.showModal();
  const button = h('button', { type: 'button', class: 'lab-button lab-ask', 'aria-label': words.help, title: words.help, onclick: open }, '?');
  return { button, element, open };
}
