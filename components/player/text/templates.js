// Templates: texts with places for numbers, which each step fills.

import { WORDS } from '../given.js';
import { formatNumber, orDash } from './numbers.js';

function signed(value) {
  return (value < 0 ? '− ' : '+ ') + formatNumber(Math.abs(value));
}

const bracketed = (value) => (value < 0 ? `(${formatNumber(value)})` : formatNumber(value));

// How a template may ask for a number: {w|signed}; functions of the number, the step and a reader.
const STYLES = {
  plain: (value) => formatNumber(value),
  signed,
  bracketed,
  before: (_, step, read) => (step > 0 ? formatNumber(read(step - 1)) : 'None'), // what .grad holds
  after: (_, step, read) => orDash(read(step + 1), formatNumber),
};

/** "w = {w}, b {b|signed}" → texts, and functions of the step with their series' names, in turn;
 *  {kappa|term} → one that gives the word of the term, whose name it has. */
export function parseTemplate(template, valueOf) {
  return template.split(/(\{[^}]+\})/).filter(Boolean).map((part) => {
    const [, name, style = 'plain'] = part.match(/^\{(\w+)(?:\|(\w+))?\}$/) ?? [];
    if (!name) return part;
    if (style === 'term') return Object.assign(() => WORDS.terms[name].word, { term: name });
    const read = (step) => valueOf(name, step);
    const write = name === 'step'
      ? (step) => String(Math.max(0, step))
      : (step) => orDash(read(step), (value) => STYLES[style](value, step, read));
    return Object.assign(write, { series: name });
  });
}

/** What a parsed template says at a step. */
export const textAt = (parts, step) => parts.map((part) => (part.call ? part(step) : part)).join('');
