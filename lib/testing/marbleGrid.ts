/** Something drawn on a marble line: its characters, and the frames they stand for in run mode. */
export interface Mark {
  readonly frame: number;
  readonly text: readonly string[];
  /** Whether nothing can follow it, so that the line ends here. */
  readonly final: boolean;
}

export interface MarbleGrid {
  /** One string per row, all of one length in characters. */
  readonly lines: readonly string[];
  /** The column in which a frame at which some row has a mark begins. */
  columnOf(frame: number): number;
}

/** Puts rows of marks onto one time grid, so that the same column is the same frame in every row. */
export function marbleGrid(rows: readonly (readonly Mark[])[]): MarbleGrid {
  const spans = rows.map(spansOf);
  const segments = segmentsOf(spans.flat());
  const columns = columnsOf(segments, spans);
  return {
    lines: spans.map((row) => drawRow(row, segments, columns)),
    columnOf: (frame) => columns.get(frame) ?? 0,
  };
}

interface Span extends Mark {
  readonly end: number;
}

interface Segment {
  readonly from: number;
  readonly to: number;
  /** What a row shows that has no mark here. */
  readonly silence: string;
}

/** A group is wider than the time it takes, and may reach past the next event; time goes on there. */
function spansOf(row: readonly Mark[]): Span[] {
  return row.map((mark, index) => ({
    ...mark,
    end: Math.min(mark.frame + mark.text.length, row[index + 1]?.frame ?? Number.POSITIVE_INFINITY),
  }));
}

function segmentsOf(spans: readonly Span[]): Segment[] {
  const frames = [0, ...spans.flatMap(({ frame, end }) => [frame, end])];
  const sorted = [...new Set(frames)].sort((a, b) => a - b);
  const ordered = spans.toSorted((a, b) => a.frame - b.frame);
  let begun = 0;
  let busyUntil = Number.NEGATIVE_INFINITY;
  return sorted.slice(1).map((to, index) => {
    const from = sorted[index] ?? 0;
    for (let span = ordered[begun]; span && span.frame <= from; span = ordered[begun]) {
      busyUntil = Math.max(busyUntil, span.end);
      begun += 1;
    }
    return { from, to, silence: silenceOf(to - from, busyUntil <= from) };
  });
}

const longestDrawnSilence = 12;

function silenceOf(frames: number, isQuiet: boolean): string {
  const isDrawn = Number.isInteger(frames) && !(isQuiet && frames > longestDrawnSilence);
  return isDrawn ? '-'.repeat(frames) : ` ${duration(frames)} `;
}

function duration(frames: number): string {
  if (frames % 60_000 === 0) return `${frames / 60_000}m`;
  return frames % 1000 === 0 ? `${frames / 1000}s` : `${frames}ms`;
}

function columnsOf(segments: readonly Segment[], rows: readonly (readonly Span[])[]): Map<number, number> {
  const needed = new Map<number, number>([[segments[0]?.from ?? 0, 0]]);
  const starting = new Map<number, Span[]>();
  for (const span of rows.flat()) starting.set(span.frame, [...(starting.get(span.frame) ?? []), span]);
  for (const { from, to, silence } of segments) {
    const column = needed.get(from) ?? 0;
    const need = (frame: number, width: number) =>
      needed.set(frame, Math.max(needed.get(frame) ?? 0, column + width));
    need(to, silence.length);
    for (const { end, text } of starting.get(from) ?? []) need(end, text.length);
  }
  return needed;
}

function drawRow(row: readonly Span[], segments: readonly Segment[], columns: Map<number, number>): string {
  const cells: string[] = new Array(columns.get(segments.at(-1)?.to ?? 0) ?? 0).fill(' ');
  const write = (frame: number, text: Iterable<string>) => {
    const column = columns.get(frame) ?? 0;
    for (const [index, character] of [...text].entries()) cells[column + index] = character;
  };
  let next = 0;
  for (const { from, to, silence } of segments) {
    while ((row[next]?.end ?? Number.POSITIVE_INFINITY) <= from && !row[next]?.final) next += 1;
    const span = row[next];
    if (span === undefined || span.frame >= to) write(from, silence);
  }
  for (const { frame, text } of row) write(frame, text);
  return cells.join('');
}
