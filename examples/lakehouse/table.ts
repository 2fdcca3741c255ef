/** Lines with columns as wide as what is in them, under their titles if there are any; numbers stand on the right. */
export function table(
  titles: readonly string[] | undefined,
  rows: readonly (readonly unknown[])[],
): string {
  const texts = rows.map((row) => row.map(cellText));
  const all = titles ? [titles, ...texts] : texts;
  const columns = Array.from({ length: Math.max(0, ...all.map(({ length }) => length)) }, (_, i) => ({
    width: Math.max(...all.map((cells) => cells[i]?.length ?? 0)),
    isNumeric: rows.some((row) => isNumber(row[i])),
  }));
  const line = (cells: readonly string[]) =>
    columns.map(({ width, isNumeric }, i) =>
      isNumeric ? (cells[i] ?? '').padStart(width) : (cells[i] ?? '').padEnd(width),
    );
  return all.map((cells) => `  ${line(cells).join('  ')}`.trimEnd()).join('\n');
}

const isNumber = (value: unknown) => typeof value === 'number' || typeof value === 'bigint';

function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return isNumber(value) ? Number(value).toLocaleString('en') : String(value);
}
