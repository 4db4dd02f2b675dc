// Streamlit's theme: whether it is a dark one.

/** Whether it is where this element stands. */
export function isDark(element) {
  const colour = getComputedStyle(element).getPropertyValue('--st-background-color').trim();
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}
