/** What a terminal shows once all of this was written to it, without colours, and whether its cursor can be seen. */
export function shownBy(writes: readonly string[]): { readonly screen: string; readonly cursor: boolean } {
  const lines: string[] = [];
  let [row, column, cursor] = [0, 0, true];
  const left = () => (lines[row] ?? '').slice(0, column).padEnd(column);
  for (const part of writes.join('').split(TOKEN)) {
    if (part === '\n') [row, column] = [row + 1, 0];
    else if (part === '\r') column = 0;
    else if (part.endsWith('A') && part.startsWith('\u001b')) row -= Number(part.slice(2, -1));
    else if (part === '\u001b[K') lines[row] = left();
    else if (part === '\u001b[J') lines.length = Math.min(lines.length, row);
    else if (part === '\u001b[?25l') cursor = false;
    else if (part === '\u001b[?25h') cursor = true;
    else if (part !== '' && !part.startsWith('\u001b')) {
      lines[row] = `${left()}${part}${(lines[row] ?? '').slice(column + part.length)}`;
      column += part.length;
    }
  }
  return { screen: lines.map((line) => line.trimEnd()).join('\n'), cursor };
}

// Made of a text, as an expression may not have such signs in it.
const TOKEN = new RegExp(['(', '\\[[?\\d;]*[A-Za-z]|\\n|\\r)'].join('\u001b'));
