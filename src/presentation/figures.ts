/** Milliseconds for a person: `0.43 ms`, `12.3 ms`, `1240 ms`. */
export function formatMs(ms: number): string {
  return `${significant(ms)} ms`;
}

/** A share 0–1 as per cent: `0.3 %`, `100 %`. */
export function formatShare(share: number): string {
  return `${significant(share * 100)} %`;
}

/** A figure such as queries a request: `1.00`, `0.003`. */
export function formatFigure(value: number): string {
  if (value !== 0 && value < 0.01) return value.toPrecision(1);
  return value.toFixed(2);
}

function significant(value: number): string {
  if (value >= 100 || Number.isInteger(value)) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value < 0.01 ? value.toPrecision(1) : value.toFixed(2);
}
