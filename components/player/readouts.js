// The readouts beside the bar: a number of the present step each.

/** {element, load(film), move()} */
function createReadouts(clock) {
  const element = h('dl', { class: 'lab-readouts' });
  let movers = [];

  function createReadout(film, { label, series, colour, known_at }) {
    const value = h('dd', { class: `lab-number lab-ink-${colour}`, 'data-series': series });
    const isKnown = series in film.series;
    const move = () => {
      value.textContent = isKnown ? known(film.value(series, clock.latest(known_at)), formatNumber) : '–';
    };
    return { element: h('div', {}, h('dt', {}, label), value), move };
  }

  return {
    element,
    load(film) {
      const readouts = film.readouts.map((readout) => createReadout(film, readout));
      element.replaceChildren(...readouts.map((readout) => readout.element));
      movers = readouts.map((readout) => readout.move);
    },
    move: () => movers.forEach((move) => move()),
  };
}
