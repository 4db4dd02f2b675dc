// The theme: the colours that a film brings, as they are on a light page or a dark one.

/** Whether Streamlit's theme is, where this element stands. */
function isDark(element) {
  const colour = getComputedStyle(element).getPropertyValue('--st-background-color').trim();
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}

/** By their names. */
const coloursOf = (film, isDark) => (isDark ? film.colours.dark : film.colours.light);

/** Give the player its colours, where it has not got them yet. */
function showColours(root, colours) {
  if (root.style.getPropertyValue('--lab-paper') === colours.paper) return; // nothing to style anew
  for (const [name, colour] of Object.entries(colours)) root.style.setProperty(`--lab-${name}`, colour);
}

/** How pictures look: {colours: by their names, instead: of each that a figure has, font, scale}. */
function lookOf(root, film, isDark, scale) {
  const colours = coloursOf(film, isDark);
  const instead = Object.fromEntries(Object.entries(film.colours.light).map(([name, colour]) => [colour, colours[name]]));
  return { colours, instead, font: getComputedStyle(root).fontFamily, scale };
}
