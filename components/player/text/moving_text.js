// Texts with moving numbers: a template in an element, and what sets its numbers to a step.

import { h } from '../dom.js';
import { parseTemplate } from './templates.js';
import { worded } from './terms.js';

/** Fills an element with a template; returns what sets its numbers to a step. colours: series → colour. */
export function fillTemplate(element, template, valueOf, colours = {}) {
  const movers = [];
  element.replaceChildren(...parseTemplate(template, valueOf).map((part) => {
    if (typeof part === 'string') return part;
    if (part.term) return worded(part(), part.term);
    const span = h('span', { class: part.series in colours ? `lab-number lab-ink-${colours[part.series]}` : 'lab-number' });
    movers.push((step) => { span.textContent = part(step); });
    return span;
  }));
  return (step) => movers.forEach((move) => move(step));
}
