// Numbers as text.

/** Four significant digits, as 1.2e−7 below 1e-3: the twin of style.number in Python. */
export function formatNumber(value, digits = 4) {
  const size = Math.abs(value);
  let text;
  if (size === 0) text = '0';
  else if (size < 1e-3) text = value.toExponential(1);
  else if (Number(size.toExponential(digits - 1)) >= 1e5) text = value.toExponential(digits - 1);
  else text = size < 9999.5 ? value.toPrecision(digits) : value.toFixed(Math.max(0, digits - 5));
  return text.replace('+', '').replaceAll('-', '−');
}

/** A number that stands still: the digits it has, eight at most, and no zeros behind them. */
export function formatFixed(value) {
  return String(Number(value.toPrecision(8))).replace('+', '').replaceAll('-', '−');
}

/** A number where there is one; else a dash. */
export const orDash = (value, style) => (Number.isNaN(value) ? '–' : style(value));
