import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DirectedGraph } from 'graphology';
import { topologicalGenerations } from 'graphology-dag';
import ts from 'typescript';

const root = resolve(__dirname, '..');

const lower = ['lib/codec', 'lib/signals', 'lib/definitions', 'lib/data', 'lib/planning'];

/** Each room may import from itself and from the rooms named to its right. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  operators: [],
  'lib/codec': [],
  'lib/signals': ['lib/codec'],
  'lib/definitions': ['lib/codec', 'lib/signals'],
  'lib/data': ['lib/codec', 'lib/signals', 'lib/definitions'],
  'lib/planning': ['lib/codec', 'lib/definitions'],
  'lib/execution': ['operators', ...lower],
  'lib/streaming': ['operators', ...lower],
  'lib/observers': ['operators', 'lib/signals', 'lib/definitions', 'lib/planning'],
  'lib/packaging': ['operators', 'lib/codec', 'lib/signals', 'lib/data'],
  'lib/testing': ['operators', ...lower.slice(1), 'lib/execution', 'lib/streaming'],
  'lib/host': ['operators', ...lower, 'lib/execution', 'lib/streaming', 'lib/observers', 'lib/packaging'],
  'lib/shell': ['lib/host', 'lib/observers', 'lib/packaging', 'lib/planning', 'lib/signals'],
};

/** Packages that only some may import; the others are everybody's. */
const onlyIn: Readonly<Record<string, RegExp>> = {
  graphology: /^lib\/planning\/graph\.ts$/,
  'graphology-dag': /^lib\/planning\/graph\.ts$/,
  '@duckdb/node-api': /^lib\/data\/duckdb\//,
  'fp-ts': /^lib\/codec\//,
  'rxjs/testing': /^lib\/testing\//,
};

/** Where streams meet the world, and where they may therefore be subscribed to. */
const maySubscribe =
  /^lib\/(host|shell|testing)\/|^lib\/signals\/(signals|handle|signalStream)\.ts$|^operators\//;

const doors = ['lib/index.ts', 'operators/index.ts', 'lib/testing/index.ts'];

const files = ['lib', 'operators'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file)),
);
const rooms = files.filter((file) => !doors.includes(file));

const source = (file: string): string => readFileSync(join(root, file), 'utf8');

const importsOf = (file: string): string[] =>
  ts.preProcessFile(source(file)).importedFiles.map(({ fileName }) => fileName);

const filesImportedBy = (file: string): string[] =>
  importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(root, resolve(root, dirname(file), name)));

const roomOf = (file: string): string =>
  file.startsWith('lib/') ? file.split('/').slice(0, 2).join('/') : 'operators';

/** The code of a file without its comments. */
const codeOf = (file: string): string => source(file).replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '');

const graphOf = (edges: readonly (readonly [string, string])[]): DirectedGraph => {
  const graph = new DirectedGraph();
  for (const [from, to] of edges) graph.mergeEdge(from, to);
  return graph;
};

describe('architecture', () => {
  it('knows every room', () => {
    expect(rooms.length).toBeGreaterThan(50);
    expect(rooms.map(roomOf).filter((room) => mayImport[room] === undefined)).toEqual([]);
  });

  it('has every room in the picture of the README', () => {
    const readme = source('README.md');
    const drawn = new Set(rooms.map((file) => roomOf(file).replace('lib/', '')));
    expect(
      [...drawn].filter((room) => !new RegExp(`^(lib/)?\\s*${room}/?\\s{2,}\\S`, 'm').test(readme)),
    ).toEqual([]);
  });

  it.each(rooms)('%s imports only downwards', (file) => {
    const room = roomOf(file);
    const strays = filesImportedBy(file).filter(
      (to) => roomOf(to) !== room && !mayImport[room]?.includes(roomOf(to)),
    );
    expect(strays).toEqual([]);
  });

  it('has no circles of files', () => {
    const edges = rooms.flatMap((file) => filesImportedBy(file).map((to) => [file, to] as const));
    expect(() => topologicalGenerations(graphOf(edges))).not.toThrow();
    expect(() =>
      topologicalGenerations(graphOf([...edges, ['lib/codec/nearest.ts', 'lib/signals/signals.ts']])),
    ).toThrow();
  });

  it('has no circles of rooms', () => {
    const edges = Object.entries(mayImport).flatMap(([room, others]) =>
      others.map((to) => [room, to] as const),
    );
    expect(topologicalGenerations(graphOf(edges))).toHaveLength(7);
  });

  it('has operators that know nothing but rxjs', () => {
    const packages = rooms.filter((file) => roomOf(file) === 'operators').flatMap(importsOf);
    expect([...new Set(packages.filter((name) => !name.startsWith('.')))]).toEqual(['rxjs']);
  });

  it.each(Object.entries(onlyIn))('imports %s only where it belongs', (name, where) => {
    const others = files.filter((file) => !where.test(file));
    expect(
      others.filter((file) => importsOf(file).some((to) => to === name || to.startsWith(`${name}/`))),
    ).toEqual([]);
  });

  it('has three doors, and nobody inside uses them', () => {
    expect(files.filter((file) => basename(file) === 'index.ts').sort()).toEqual([...doors].sort());
    const inside = rooms.filter((file) => filesImportedBy(file).some((to) => basename(to) === 'index.ts'));
    expect(inside).toEqual([]);
  });

  it('reads the clock through the scheduler alone', () => {
    const clock =
      /\bDate\.now\(|\bnew Date\(\s*\)|\bperformance\.now\(|\b(setTimeout|setInterval|setImmediate)\(|process\.hrtime/;
    expect(files.filter((file) => clock.test(codeOf(file)))).toEqual([]);
  });

  it('leaves to chance ids and jitter alone, and both can be given another source', () => {
    const random = /Math\.random|randomUUID|randomBytes/;
    expect(files.filter((file) => random.test(codeOf(file)))).toEqual([
      'lib/signals/ids.ts',
      'operators/backoff.ts',
    ]);
  });

  it('subscribes only at the edge', () => {
    expect(rooms.filter((file) => /\.subscribe\(/.test(codeOf(file)) && !maySubscribe.test(file))).toEqual(
      [],
    );
  });

  it('subscribes in operators only inside of a constructed Observable', () => {
    const strays = rooms.filter(
      (file) => roomOf(file) === 'operators' && /\.subscribe\(/.test(codeOf(file)),
    );
    expect(strays.sort()).toEqual([
      'operators/abortable.ts',
      'operators/drainInTurns.ts',
      'operators/failWhenStalled.ts',
      'operators/goOn.ts',
      'operators/offload.ts',
      'operators/readyRun.ts',
      'operators/recovery.ts',
      'operators/runReady.ts',
      'operators/settle.ts',
      'operators/startInOrder.ts',
      'operators/startingAnew.ts',
      'operators/stopGracefully.ts',
      'operators/subscribeWithin.ts',
      'operators/summarize.ts',
      // Nothing else lets the next one in only once the last has cleaned up.
      'operators/turnstile.ts',
      'operators/watchdog.ts',
    ]);
  });

  it('gives files names that say something', () => {
    const vague =
      /(^|\/)(types|utils?|helpers?|common|misc|constants|base|impl)(\.ts|\/)|(manager|service)\.ts$/i;
    expect(files.filter((file) => vague.test(file))).toEqual([]);
    expect(rooms.filter((file) => !/^[a-z][A-Za-z0-9]*\.ts$/.test(basename(file)))).toEqual([]);
  });

  it('has no file that is too long to be one idea', () => {
    expect(rooms.filter((file) => source(file).split('\n').length > 250)).toEqual([]);
  });

  /** Functions that wait for nothing and have no subscription: these need a test, but no bullets. */
  const plain = [
    'abortGroup',
    'backoff',
    'fallsBehind',
    'fence',
    'recoveryPresets',
    'recoverySlots',
    'recoveryStrategy',
    'restartIntensity',
    'retryBudget',
    'silenceClock',
  ];
  const given = [...source('operators/index.ts').matchAll(/\{([^}]*)\} from '\.\/(\w+)\.ts'/g)].flatMap(
    ([, names = '', file = '']) => names.split(',').map((name) => ({ name: name.trim(), file })),
  );
  const verbs = given.filter(({ name }) => /^[a-z]\w*$/.test(name));
  const operators = verbs.filter(({ file }) => !plain.includes(file));

  it.each(verbs)('has a test for $name', ({ file }) => {
    expect(readdirSync(join(root, 'test/operators'))).toContain(`${file}.test.ts`);
  });

  it.each(operators)('has in the file of $name the four things to know', ({ name, file }) => {
    expect(file).toBe(name);
    const bullets = ['emits', 'completes', 'errors', 'on unsubscribe'].map((bullet) => ` * - ${bullet}`);
    expect(bullets.filter((bullet) => !source(`operators/${file}.ts`).includes(bullet))).toEqual([]);
  });
});
