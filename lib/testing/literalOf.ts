/** Plain data as code, in the manner of a formatter: on one line where it fits, and otherwise a member a line. */
export function literalOf(value: unknown, indent = ''): string {
  const line = oneLine(value);
  if (typeof value !== 'object' || value === null || indent.length + line.length <= longestLine)
    return line;
  const deeper = `${indent}  `;
  const members = Array.isArray(value)
    ? value.map((item) => literalOf(item, deeper))
    : Object.entries(value).map(([key, item]) => `${keyOf(key)}: ${literalOf(item, deeper)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return [open, ...members.map((member) => `${deeper}${member},`), `${indent}${close}`].join('\n');
}

const longestLine = 80;

function oneLine(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  const members = Object.entries(value).map(([key, item]) => `${keyOf(key)}: ${oneLine(item)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function keyOf(key: string): string {
  // Written plainly, it would set the prototype.
  if (key === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
