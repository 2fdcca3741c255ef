import { quotedText } from '../tables/quoted.ts';

/** A column that a row may have something else in. */
export interface MisfitColumn {
  readonly name: string;
  /** When it has; nothing where that cannot be. */
  readonly when: string | undefined;
  /** What it has, as the text that is told. */
  readonly got: string;
}

/** What does not fit in a row, if anything, as JSON; `raw` is the row as a text. */
export function misfitText(columns: readonly MisfitColumn[], raw: string): string {
  const cases = columns.flatMap(({ name, when, got }) =>
    when === undefined
      ? []
      : [`when ${when} then json_object('column', ${quotedText(name)}, 'got', ${got}, 'raw', ${raw})`],
  );
  return cases.length === 0 ? 'cast(null as varchar)' : `case ${cases.join(' ')} end`;
}
