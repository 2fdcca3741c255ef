/** Lines below a title, with an empty line before it; nothing where there are none. */
export const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', ...(title === '' ? [] : [title]), ...lines.map((line) => `  ${line}`)];
