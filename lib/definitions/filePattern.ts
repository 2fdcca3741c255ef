import { type Problem, problem } from './problem.ts';
import { received } from './received.ts';

/**
 * Which files are meant, by their path beneath a folder, with `/` between names. `{name}` is some characters of
 * a name, as few as will do, and is kept; `*` is any characters of a name, `?` one, `**` any characters at all, and
 * `**` followed by `/` any folders or none: `{region}/orders_{day}.csv`.
 */
export interface FilePattern {
  /** For people. */
  readonly text: string;
  /** The groups, in their order. */
  readonly names: readonly string[];
  /** What the groups hold; nothing for a path that is not meant. */
  readonly match: (path: string) => Readonly<Record<string, string>> | undefined;
}

/** Reads a pattern, or an expression with named groups, which has to fit the whole path. */
export function filePattern(pattern: string | RegExp): FilePattern {
  const expression = anchored(pattern);
  return Object.freeze({
    text: typeof pattern === 'string' ? pattern : String(pattern),
    names: Object.freeze(namesIn(expression)),
    match: (path: string) => {
      const found = expression.exec(path);
      return found ? groupsOf(found) : undefined;
    },
  });
}

/** What keeps a value from being a pattern, if anything. */
export function filePatternProblems(pattern: unknown): readonly Problem[] {
  if (pattern instanceof RegExp) return [];
  if (typeof pattern !== 'string' || pattern === '') {
    const expected = 'a pattern such as "orders_{region}_{day}.csv", or an expression with named groups';
    const came = pattern === undefined ? 'nothing' : received(pattern);
    return [problem('pattern', `expected ${expected}, got ${came}`)];
  }
  return [...pathProblems(pattern), ...groupProblems(pattern)];
}

function pathProblems(pattern: string): readonly Problem[] {
  if (pattern.includes('\\'))
    return [problem('pattern', 'expected "/" between folders, got "\\"', pattern.replaceAll('\\', '/'))];
  if (!/^\/|(^|\/)\.\.?(\/|$)|\/$/.test(pattern)) return [];
  return [problem('pattern', `expected a path beneath the folder, to a file, got ${received(pattern)}`)];
}

function groupProblems(pattern: string): readonly Problem[] {
  const seen = new Set<string>();
  const left = pattern.replace(GROUP, '');
  const unclosed = /[{}]/.test(left)
    ? [problem('pattern', `expected a "}" for each "{", got ${received(pattern)}`)]
    : [];
  const named = [...pattern.matchAll(GROUP)].flatMap(([, name = '']) => {
    if (!/^[A-Za-z_]\w*$/.test(name))
      return [
        problem(
          'pattern',
          `expected letters, digits and "_" as the name of a group, got ${received(name)}`,
        ),
      ];
    if (seen.has(name)) return [problem(name, 'named twice in pattern')];
    seen.add(name);
    return [];
  });
  return [...unclosed, ...named];
}

const GROUP = /\{([^{}]*)\}/g;

function anchored(pattern: string | RegExp): RegExp {
  if (typeof pattern !== 'string')
    // Without what makes an expression remember where it was.
    return new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gy]/g, ''));
  const tokens = pattern.match(/\{[^{}]*\}|\*\*\/|\*\*|[\s\S]/g) ?? [];
  return new RegExp(`^${tokens.map(tokenSource).join('')}$`, 's');
}

function tokenSource(token: string): string {
  if (token.startsWith('{') && token.endsWith('}')) return `(?<${token.slice(1, -1)}>[^/]+?)`;
  if (token === '**/') return '(?:.*/)?';
  if (token === '**') return '.*';
  if (token === '*') return '[^/]*';
  if (token === '?') return '[^/]';
  return token.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

/** An expression that also fits nothing tells its groups without being given a text. */
const namesIn = ({ source, flags }: RegExp) =>
  Object.keys(new RegExp(`${source}|`, flags).exec('')?.groups ?? {});

/** A group that took no part is left out. */
const groupsOf = ({ groups = {} }: RegExpExecArray): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(groups).filter(([, text]) => text !== undefined));
