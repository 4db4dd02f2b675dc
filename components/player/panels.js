// A panel's frame: its caption, with keys and switches, and its text for who cannot see it.

function createPanel(name) {
  const plot = h('div', { class: 'lab-plot', role: 'img' });
  const caption = h('figcaption', { class: 'lab-caption' });
  const note = h('p', { class: 'lab-note' });
  const figure = h('figure', { class: 'lab-panel', 'data-panel': name }, caption, plot, note);
  return { plot, caption, note, figure, buttons: new Map(), hidden: new Set(), masked: false, listens: false };
}

/** Write a panel's caption for a film; returns what sets its texts to the step that is known. */
function captionPanel(panel, film, { isPressed, toggle, latest }) {
  const { title, now, colour, note, keys, switches, alternative, known_at } = panel.film;
  const words = h('span', { class: `lab-now lab-ink-${colour}` });
  const moveWords = fillTemplate(words, now, film.value);
  const spoken = parseTemplate(alternative, film.value);
  panel.buttons = new Map(switches.map((s) => [s.name,
    h('button', { type: 'button', class: 'lab-switch', 'aria-pressed': isPressed(s), onclick: () => toggle(s) }, s.label)]));
  panel.note.textContent = note;
  panel.caption.replaceChildren(
    h('span', { class: 'lab-title' }, h('b', {}, title), ' ', words),
    h('span', { class: 'lab-keys' },
      ...keys.map((key) => h('span', { class: 'lab-key' }, mark(key), key.label)),
      ...panel.buttons.values()));
  return () => {
    const step = latest(known_at);
    moveWords(step);
    panel.plot.setAttribute('aria-label', spoken.map((part) => (part.call ? part(step) : part)).join(''));
  };
}
