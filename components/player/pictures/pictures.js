// The pictures: those that a film has, in its order, all drawn by one Plotly.

const NAMES_AS_TEXT = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&#37;': '%', '&#36;': '$' }; // of what Plotly is told

/**
 * The names beside a picture's curves as a list for paper, on which nothing is scrolled: {element,
 * load(film), paint(isOnPaper)}. The picture itself has none then.
 */
function createPrintedNames() {
  const element = h('ul', { class: 'lab-printed-names' });
  let named = []; // figures that name their curves beside them
  return {
    element,
    load(film) {
      named = film.panels.map((part) => part.figure).filter((figure) => figure.layout.showlegend);
      const curves = named.flatMap((figure) => figure.data.filter((trace) => trace.showlegend));
      element.replaceChildren(...curves.map(({ name, line }) => {
        const dash = line.dash ? dashAt(1, line.dash, line.width) : 'none';
        const sample = svg('0 0 24 8', [['line', { x1: 0, y1: 4, x2: 24, y2: 4, stroke: line.color, 'stroke-width': 2.5, 'stroke-dasharray': dash }]]);
        return h('li', {}, sample, ' ', name.replace(/&[#\w]+;/g, (spelled) => NAMES_AS_TEXT[spelled] ?? spelled));
      }));
    },
    paint(isOnPaper) { for (const { layout } of named) layout.showlegend = !isOnPaper; },
  };
}

/** stage: what a picture needs (picture.js), except Plotly, which comes later. */
function createPictures(stage) {
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
