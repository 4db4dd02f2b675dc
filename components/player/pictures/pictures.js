// The pictures: those that a film has, in its order, all drawn by one Plotly.

import { h } from '../dom.js';
import { createPrintedNames } from '../print/printed_names.js';
import { createPicture } from './picture.js';

/** stage: what a picture needs (picture.js), except Plotly, which comes later. */
export function createPictures(stage) {
  const printed = createPrintedNames();
  const element = h('div', { class: 'lab-panels' }, printed.element);
  const pictures = new Map(); // name → picture
  let Plotly = null;

  function drop(name) {
    pictures.get(name).stop();
    pictures.get(name).figure.remove();
    pictures.delete(name);
  }

  return {
    element,
    isReady: () => Plotly !== null,
    begin(library) { Plotly = library; },
    load(film, heard) {
      for (const part of film.panels) {
        if (!pictures.has(part.name)) pictures.set(part.name, createPicture(part.name, { ...stage, plotly: () => Plotly }));
        pictures.get(part.name).load(film, part, heard);
      }
      const names = film.panels.map((part) => part.name);
      for (const name of [...pictures.keys()]) if (!names.includes(name)) drop(name);
      names.forEach((name, i) => {
        const { figure } = pictures.get(name);
        if (element.children[i] !== figure) element.insertBefore(figure, element.children[i] ?? null);
      });
      printed.load(film);
    },
    hear: (heard) => pictures.forEach((picture) => picture.hear(heard)),
    paint(look) {
      printed.paint(look.isOnPaper);
      pictures.forEach((picture) => picture.paint(look));
    },
    move: (resting) => pictures.forEach((picture) => picture.move({ resting })),
    showStep() {
      pictures.forEach((picture) => picture.showStep());
      element.classList.toggle('lab-acting', [...pictures.values()].some((picture) => picture.isActing()));
    },
    /** None, as if nobody had touched them: no zoom, nothing drawn to go back to. */
    forget: () => [...pictures.keys()].forEach(drop),
    stop: () => pictures.forEach((picture) => picture.stop()),
  };
}
