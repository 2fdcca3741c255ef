import { cutToWidth, textWidth } from './textWidth.ts';

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** @default 'left' */
  readonly align?: 'left' | 'right';
}

/** How wide a table may get. */
export interface TableOptions {
  /** Columns of the terminal; nothing is cut where there are infinitely many. @default Infinity */
  readonly columns?: number;
}

/** A cell is not cut to less than this, before whole columns are left out. */
const NARROWEST = 6;
/** A single cell never takes more than this, where a terminal is narrow enough to care. */
const WIDEST = 60;
const GAP = '  ';

/**
 * Rows as a table: a title and a rule above, as wide as what is in them. Where it does not fit into the
 * terminal, the widest columns are cut first; then columns on the right are left out and counted.
 */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { columns: room = Number.POSITIVE_INFINITY }: TableOptions = {},
): string {
  const wanted = columns.map(({ title }, i) =>
    rows.reduce((most, row) => Math.max(most, textWidth(row[i] ?? '')), textWidth(title)),
  );
  const widths = fitted(wanted, room);
  const hidden = columns.length - widths.length;
  const more = (text: string) => (hidden === 0 ? '' : `${GAP}${text}`);
  const line = (cells: readonly string[], last: string) =>
    `${widths.map((width, i) => padded(cells[i] ?? '', width, columns[i]?.align)).join(GAP)}${last}`.trimEnd();
  return [
    line(
      columns.map(({ title }) => title),
      more(`+${hidden}`),
    ),
    line(
      widths.map((width) => '─'.repeat(width)),
      more('──'),
    ),
    ...rows.map((row) => line(row, more('…'))),
  ].join('\n');
}

function padded(text: string, width: number, align: Column['align'] = 'left'): string {
  const cut = cutToWidth(text, width);
  const space = ' '.repeat(Math.max(0, width - textWidth(cut)));
  return align === 'right' ? `${space}${cut}` : `${cut}${space}`;
}

/** The widths that fit, the first columns before the last ones. */
function fitted(wanted: readonly number[], room: number): readonly number[] {
  if (room === Number.POSITIVE_INFINITY) return wanted;
  let widths = wanted.map((width) => Math.min(width, WIDEST));
  const total = () => widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  const least = () =>
    widths.reduce((sum, width) => sum + Math.min(width, NARROWEST) + GAP.length, -GAP.length);
  const all = widths.length;
  // What is left out is told at the end of the line.
  const space = () => (widths.length < all ? room - GAP.length - 3 : room);
  while (widths.length > 1 && least() > space()) widths = widths.slice(0, -1);
  while (total() > space() && Math.max(...widths) > NARROWEST) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
