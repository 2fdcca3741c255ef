/** A selection's text that cannot be read; the message shows where. */
export class SelectionSyntaxError extends Error {
  override readonly name = 'SelectionSyntaxError';
  /** Counted from 1, in characters. */
  readonly column: number;
  readonly expected: string;

  constructor(
    readonly text: string,
    { index, expected, received, nearest }: SelectionFault,
  ) {
    const before = [...text.slice(0, index)].length;
    const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
    super(
      [
        `selection, column ${before + 1}: expected ${expected}, got ${received}${hint}`,
        `  ${text.replace(/\s/g, ' ')}`,
        `  ${' '.repeat(before)}^`,
      ].join('\n'),
    );
    this.column = before + 1;
    this.expected = expected;
  }
}

interface SelectionFault {
  readonly index: number;
  readonly expected: string;
  readonly received: string;
  readonly nearest: string | undefined;
}
