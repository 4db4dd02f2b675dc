// What happens in the run, in a line; below it what theory says; beside it what would help.

import { h } from '../dom.js';
import { createTerm } from '../text/terms.js';

/** {element, load(verdict), say(text)}. press(settings): the visitor asks for these settings. */
export function createVerdict(words, press) {
  const text = h('p', { class: 'lab-verdict', role: 'status' });
  const help = h('div', { class: 'lab-remedies' });
  const theory = h('p', { class: 'lab-theory' });
  const element = h('div', { class: 'lab-said' }, h('div', { class: 'lab-told' }, text, help), theory);
  let shown = '';
  let terms = [];

  function piece({ text: said, term }) {
    if (!(term in words.terms)) return said;
    const made = createTerm(said, words.terms[term]);
    terms.push(made);
    return made.element;
  }

  /** The pieces; a term stays in one line with what it is part of, and with the number it equals. */
  function inLines(pieces) {
    const cuts = pieces.map(({ text: said, term }) => (term ? ['', said, ''] : said.match(/^((?: = \S+)?)(.*?)(\S*)$/s).slice(1)));
    return pieces.map((one, i) => {
      const [number, middle, part] = cuts[i];
      if (one.term) return h('span', { class: 'lab-together' }, cuts[i - 1]?.[2] ?? '', piece(one), cuts[i + 1]?.[0] ?? '');
      return (pieces[i - 1]?.term ? '' : number) + middle + (pieces[i + 1]?.term ? '' : part);
    });
  }

  /** Theory, and what this run did, which stands in one line where it can. */
  function sentences(pieces) {
    const [run, begin] = [h('span', { class: 'lab-whole' }), words.this_run];
    const parts = pieces.flatMap(({ text: said, term }) => {
      const [before, after] = term ? [said] : said.split(begin);
      return after === undefined ? [{ text: said, term }] : [{ text: before }, null, { text: begin + after }];
    });
    const at = parts.indexOf(null);
    if (at < 0) return inLines(parts);
    run.append(...inLines(parts.slice(at + 1)));
    return [...inLines(parts.slice(0, at)), run];
  }

  return {
    element,
    load(verdict) {
      const next = JSON.stringify(verdict);
      if (next === shown) return; // what is open stays open, and nothing is announced anew
      shown = next;
      terms.forEach((term) => term.close());
      terms = [];
      text.textContent = verdict.text;
      text.dataset.kind = verdict.kind;
      theory.replaceChildren(...sentences(verdict.theory));
      theory.hidden = !verdict.theory.length;
      help.replaceChildren(...verdict.remedies.map(({ label, settings }) => h('button', {
        type: 'button', class: 'lab-switch lab-remedy', onclick: () => press(settings),
      }, label)));
      help.hidden = !verdict.remedies.length;
    },
    /** Only this, as where nothing can be drawn. */
    say(said) {
      shown = '';
      text.textContent = said;
    },
    stop: () => terms.forEach((term) => term.close()),
  };
}
