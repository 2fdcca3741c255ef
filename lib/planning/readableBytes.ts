/** A number of bytes in the unit in which it reads best. */
export function readableBytes(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1_000 ** power;
  return `${power === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${units[power]}`;
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
