// The theme: the colours that a film brings, as they are on a light page or a dark one.

/** By their names. */
export const coloursOf = (film, isDark) => (isDark ? film.colours.dark : film.colours.light);

/** Give the player its colours, where it has not got them yet. */
export function showColours(root, colours) {
  if (root.style.getPropertyValue('--lab-paper') === colours.paper) return; // nothing to style anew
  for (const [name, colour] of Object.entries(colours)) root.style.setProperty(`--lab-${name}`, colour);
}

/** How pictures look: {colours: by their names, instead: of each that a figure has, font, scale}. */
export function lookOf(root, film, isDark, scale) {
  const colours = coloursOf(film, isDark);
  const instead = Object.fromEntries(Object.entries(film.colours.light).map(([name, colour]) => [colour, colours[name]]));
  return { colours, instead, font: getComputedStyle(root).fontFamily, scale };
}
