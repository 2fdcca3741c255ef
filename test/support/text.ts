/** Joins lines, so that a drawing can be read in a test as it is read in a terminal. */
export function text(...lines: readonly string[]): string {
  return lines.join('\n');
}
