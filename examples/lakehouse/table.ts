/** Lines with columns as wide as what is in them; numbers stand on the right. */
export function table(titles: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const isNumeric = titles.map((_, i) => rows.some((row) => isNumber(row[i])));
  const all = [titles, ...rows.map((row) => titles.map((_, i) => cellText(row[i])))];
  const widths = titles.map((_, i) => Math.max(...all.map((line) => (line[i] ?? '').length)));
  const padded = (text: string, i: number) =>
    isNumeric[i] ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0);
  return all.map((cells) => `  ${cells.map(padded).join('  ')}`.trimEnd()).join('\n');
}

/** A text of several lines, set in. */
export const lines = (text: string): string => text.replace(/^/gm, '  ');

const isNumber = (value: unknown) => typeof value === 'number' || typeof value === 'bigint';

const cellText = (value: unknown) =>
  value === undefined || value === null
    ? ''
    : isNumber(value)
      ? Number(value).toLocaleString('en')
      : String(value);
