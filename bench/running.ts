import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PGraph } from 'p-graph';
import {
  type Engine,
  type Entity,
  entity,
  memoryEngine,
  type Pipe,
  pipe,
  plan,
  Registry,
  run,
  Signals,
  toResult,
  type Wiring,
  type Written,
} from 'rekindle';
import { runReady } from 'rekindle/operators';
import { EMPTY, lastValueFrom, of } from 'rxjs';
import { type Row, sink } from './compare.ts';
import { random, shapes } from './dags.ts';

const MANY = 100_000;

export const running: readonly Row[] = [
  {
    bench: 'run-overhead',
    ours: 'plan and run of 100,000 pipes that do nothing',
    rival: 'p-graph, the same',
    goal: 0.15,
    batch: 1,
    rounds: 9,
    contest: () => {
      const dependencies = layered(MANY);
      const wiring = wiringOf(dependencies);
      const nodes = Object.fromEntries(dependencies.map((_, i) => [`p${i}`, { run: () => undefined }]));
      const edges = dependencies.flatMap((of, i) => of.map((j): [string, string] => [`p${j}`, `p${i}`]));
      return {
        ours: (n) => repeated(n, () => ran(wiring)),
        rival: (n) => repeated(n, () => new PGraph(nodes, edges).run({ concurrency: 4 })),
        reset,
      };
    },
  },
  {
    // For the record: what of it is the scheduling, without events, time-outs, reads and writes.
    bench: 'run-ready',
    ours: 'runReady of 100,000 members that do nothing',
    rival: 'p-graph, the same',
    batch: 1,
    rounds: 9,
    contest: () => {
      const dependencies = layered(MANY);
      const nodes = Object.fromEntries(dependencies.map((_, i) => [`p${i}`, { run: () => undefined }]));
      const edges = dependencies.flatMap((of, i) => of.map((j): [string, string] => [`p${j}`, `p${i}`]));
      const options = { dependencies: (_: unknown, i: number) => dependencies[i] ?? [] };
      return {
        ours: (n) =>
          repeated(n, () =>
            lastValueFrom(
              runReady(dependencies, () => EMPTY, options),
              { defaultValue: undefined },
            ),
          ),
        rival: (n) => repeated(n, () => new PGraph(nodes, edges).run({ concurrency: 4 })),
        reset,
      };
    },
  },
  {
    bench: 'run-observed',
    ours: 'run of 100,000 pipes, one observer of everything',
    rival: 'the same, unobserved',
    goal: 2,
    batch: 1,
    rounds: 9,
    contest: () => {
      const wiring = wiringOf(layered(MANY));
      const observed = new Signals();
      observed.of('*').subscribe(() => {
        sink.seen += 1;
      });
      return {
        ours: (n) => repeated(n, () => ran(wiring, { signals: observed })),
        rival: (n) => repeated(n, () => ran(wiring)),
        reset,
      };
    },
  },
  {
    bench: 'run-skips',
    ours: '100,000 pipes skipped, each',
    rival: '1,000 pipes skipped, each',
    goal: 2,
    batch: 1,
    rounds: 9,
    contest: () => {
      const many = wiringOf(fanOut(MANY), failing);
      const few = wiringOf(fanOut(1_000), failing);
      return {
        ours: (n) => repeated(n, () => ran(many, { skipped: MANY })),
        rival: (n) => repeated(n * (MANY / 1_000), () => ran(few, { skipped: 1_000 })),
        reset,
      };
    },
  },
];

/** An engine that costs nothing, so that what is measured is what runs the pipes. */
const nothing: Engine = (() => {
  const ensured = of({ existed: true, created: false });
  const written = of<Written>({
    ...{ kind: 'written', mode: 'overwrite', rowsWritten: 0, inserted: 0, updated: 0, deleted: 0 },
    ...{ versionBefore: 1, version: 1 },
  });
  const memory = memoryEngine();
  const frame = memory.read(entity('nothing'));
  return { ...memory, read: () => frame, ensure: () => ensured, write: () => written };
})();

setFlagsFromString('--expose-gc');
/** What one has left behind must not be cleared away while the other is measured. */
const reset: () => void = runInNewContext('gc');

async function repeated(n: number, once: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < n; i++) await once();
}

/** Runs all pipes, of which so many are to be skipped because the first one fails. */
async function ran(wiring: Wiring, { signals, skipped = 0 }: Ran = {}): Promise<void> {
  const events$ = run(plan(wiring), { engine: nothing, ...(signals && { signals }) });
  const { counts } = await lastValueFrom(events$.pipe(toResult()));
  const failed = skipped > 0 ? 1 : 0;
  const expected = { succeeded: wiring.pipes.length - skipped - failed, failed, skipped, cancelled: 0 };
  if (JSON.stringify(counts) === JSON.stringify(expected)) return;
  throw new Error(`expected a run with ${JSON.stringify(expected)}, got ${JSON.stringify(counts)}`);
}

interface Ran {
  readonly signals?: Signals;
  readonly skipped?: number;
}

const layered = (size: number): readonly (readonly number[])[] =>
  shapes['layered']?.(size, random(7)) ?? [];

/** All wait for the first. */
const fanOut = (size: number): readonly (readonly number[])[] =>
  Array.from({ length: size + 1 }, (_, i) => (i === 0 ? [] : [0]));

const failing = (i: number): never[] => {
  if (i === 0) throw new Error('broken');
  return [];
};

/** Pipe `i` writes entity `i`, and reads those of the pipes it depends on. */
function wiringOf(
  dependencies: readonly (readonly number[])[],
  body: (i: number) => never[] = () => [],
): Wiring {
  const entities: readonly Entity[] = dependencies.map((_, i) => entity(`e${i}`));
  const pipes = dependencies.map((of, i): Pipe => {
    const inputs = of.map((j) => entities[j] as Entity);
    return pipe(`p${i}`, { inputs, output: entities[i] as Entity, run: () => body(i) });
  });
  return new Registry().add(pipes).wiring();
}
