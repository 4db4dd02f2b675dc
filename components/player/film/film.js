// The film in the browser: what the server sent, opened; and what its series are worth at a step.

/** A length, JSON, and what follows (film.pack in Python). */
export function unpack(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return [head, bytes.subarray(4 + length)];
}

export function openFilm(bytes) {
  const [film, body] = unpack(bytes);
  film.numbers = new Float64Array(body.slice().buffer); // slice: aligned to 8 bytes
  /** NaN where the series says nothing of a step: before the first, after the last. */
  film.value = (name, step) => {
    const { at, shape: [length] } = film.series[name];
    return step >= 0 && step < length ? film.numbers[at + step] : NaN;
  };
  return film;
}

/** An array of the film that stands still (film._trace in Python). */
export function arrayAt(film, { at, shape }) {
  return film.numbers.subarray(at, at + shape[0]);
}
