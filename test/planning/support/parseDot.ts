import type { DrawnNode, DrawnPlan } from './drawnPlan.ts';

const TOKEN = /\s*(?:("(?:[^"\\\n]|\\["\\])*")|(->|[{}[\]=;,])|([A-Za-z_][A-Za-z_0-9]*))/y;

/** Reads the part of DOT that a plan is drawn in, token by token; anything else fails. */
export function parseDot(text: string): DrawnPlan {
  const tokens = tokensOf(text.trimEnd());
  const nodes: DrawnNode[] = [];
  const edges: (readonly [string, string, string | undefined])[] = [];
  const next = () => tokens.shift() ?? 'the end';
  const expect = (...wanted: readonly string[]) => {
    for (const token of wanted) {
      const found = next();
      if (found !== token) throw new Error(`expected ${token}, got ${found}`);
    }
  };
  const attributes = () => {
    const found: Record<string, string> = {};
    for (let token = next(); token !== ']'; token = next()) {
      if (token === ',') continue;
      expect('=');
      found[token] = next();
    }
    return found;
  };
  expect(
    ...['digraph', 'plan', '{', 'rankdir', '=', 'LR', ';', 'node', '[', 'shape', '=', 'box', ']', ';'],
  );
  let level = -1;
  for (let token = next(); token !== '}'; token = next()) {
    if (token === 'subgraph') {
      level++;
      expect(`cluster_${level}`, '{', 'label', '=', `"generation ${level}"`, ';');
      for (let name = next(); name !== '}'; name = next()) {
        expect('[');
        const { label = '', style = '' } = attributes();
        expect(';');
        const [isStream, isCritical] = [style.includes('rounded'), style.includes('bold')];
        nodes.push({ name, label: unquoted(label), level, isStream, isCritical });
      }
      continue;
    }
    expect('->');
    const to = next();
    const isLabelled = tokens[0] === '[';
    if (isLabelled) next();
    const label = isLabelled ? attributes()['label'] : undefined;
    expect(';');
    edges.push([token, to, label === undefined ? undefined : unquoted(label)]);
  }
  if (tokens.length > 0) throw new Error(`expected the end, got ${tokens[0]}`);
  return { nodes, edges };
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) throw new Error(`expected a token of DOT, got ${text.slice(at, at + 20)}`);
    tokens.push(found[1] ?? found[2] ?? found[3] ?? '');
  }
  return tokens;
}

function unquoted(label: string): string {
  if (!/^".*"$/su.test(label) || /&(?!amp;)/.test(label)) throw new Error(`expected a label, got ${label}`);
  return label
    .slice(1, -1)
    .replace(/\\(["\\])/g, '$1')
    .replaceAll('&amp;', '&');
}
