import { describe, expect, it } from '@jest/globals';
import { EMPTY, from, lastValueFrom, map, of, throwError } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { columnBatch } from '../../lib/definitions/columnBatch.ts';
import { type Frame, frameBrand } from '../../lib/definitions/frame.ts';
import { sql } from '../../lib/definitions/sql.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { entityOf } from '../data/support/entityOf.ts';
import { now } from '../data/support/now.ts';
import { endings, type FlowPipe, only, running } from './support/flow.ts';

const rows = [{ n: 1 }, { n: 2 }];
const contentOf = (engine: Engine, id: string) => now(engine.read(entityOf(id)).rows()).flat();

/** How a pipe ends whose body returns this, once it has. */
async function endOf(
  result: unknown,
  pipe: Partial<FlowPipe> = {},
  engine = memoryEngine(),
): Promise<string | undefined> {
  const flow = { a: { ...pipe, run: () => result as never } };
  return (await lastValueFrom(endings(running(flow, { engine }))))['a'];
}

describe('what a pipe returns', () => {
  it.each<[string, () => unknown]>([
    ['a stream of batches', () => from([[{ n: 1 }], [{ n: 2 }]])],
    ['an array of batches', () => [rows]],
    ['a promise of one batch', () => Promise.resolve(rows)],
    ['batches of columns', () => [columnBatch({ n: [1] }), columnBatch({ n: new Float64Array([2]) })]],
    [
      'a generator',
      function* () {
        yield [{ n: 1 }];
        yield [{ n: 2 }];
      },
    ],
    [
      'an asynchronous generator',
      async function* () {
        yield rows;
      },
    ],
  ])('is written if it is %s', async (_, result) => {
    const engine = memoryEngine();
    expect(await endOf(result(), {}, engine)).toBe('succeeded');
    expect(contentOf(engine, 'a')).toEqual(rows);
  });

  it('is written as the query that it is, where the engine runs queries', async () => {
    const asked: unknown[] = [];
    const query = sql`select 1 as n`;
    const frame: Frame = {
      [frameBrand]: true,
      entityId: '(query)',
      columns: () => EMPTY,
      rows: () => of(rows),
      batches: () => EMPTY,
    };
    const engine = {
      ...memoryEngine(),
      query: (asking: unknown) => {
        asked.push(asking);
        return frame;
      },
    };
    expect(await endOf(query, {}, engine)).toBe('succeeded');
    expect([asked, contentOf(engine, 'a')]).toEqual([[query], rows]);
  });

  it('is refused where it is neither', async () => {
    const message = 'failed: expected a to return a query or batches of rows, got ';
    expect(await endOf(undefined)).toBe(`${message}undefined`);
    expect(await endOf(7)).toBe(`${message}7`);
    expect(await endOf('select 1')).toBe(`${message}"select 1"`);
    expect(await endOf({ n: 1 })).toBe(`${message}an object`);
    expect(await endOf(memoryEngine().read(entityOf('x')))).toBe(
      `${message}a frame; its rows are what rows() gives`,
    );
    expect(await endOf(columnBatch({ n: [1] }))).toBe(
      `${message}one batch of columns; an array of them is expected`,
    );
  });

  it('is refused where it is a query, and the engine runs none', async () => {
    expect(await endOf(sql`select 1`)).toBe(
      'failed: expected rows, as the engine memory runs no SQL, got a query: select 1',
    );
  });

  it('fails the pipe where it is no batch of rows', async () => {
    expect(await endOf([1])).toContain('expected a batch, that is an array of rows or columns, got number');
    expect(await endOf([[1]])).toContain('failed: ');
  });

  it('fails the pipe where it throws, at once or later', async () => {
    const broken = new Error('broken');
    const thrower = (): never => {
      throw broken;
    };
    expect(now(endings(running({ a: thrower })))).toEqual([{ a: 'failed: broken' }]);
    expect(await endOf(Promise.reject(broken))).toBe('failed: broken');
    expect(await endOf(throwError(() => broken))).toBe('failed: broken');
  });
});

describe('a pipe without an output', () => {
  it('does what it does, and its rows are what it told as progress', () => {
    const run: FlowPipe['run'] = (_, { progress }) => {
      progress(2);
      progress(3);
      return from(['anything', 7]) as never;
    };
    const [ended] = now(only(running({ a: { writes: null, run } }), 'pipe_ended'));
    expect(ended?.outcome).toMatchObject({ status: 'succeeded', rows: 5, written: undefined });
  });

  it('refuses what is no work', async () => {
    const message = 'failed: expected a to return work to be done, as it has no output, got ';
    expect(await endOf(sql`select 1`, { writes: null })).toBe(`${message}a query`);
    expect(await endOf(undefined, { writes: null })).toBe(`${message}undefined`);
    expect(await endOf(Promise.resolve(), { writes: null })).toBe('succeeded');
  });
});

describe('how the output is written', () => {
  const modeOf = (pipe: Partial<FlowPipe>, options: Parameters<typeof running>[1] = {}) => {
    const [ended] = now(
      only(running({ a: { reads: 'in', run: of(rows), ...pipe } }, options), 'pipe_ended'),
    );
    return ended?.outcome.status === 'succeeded' ? ended.outcome.written?.mode : ended?.outcome.status;
  };
  const inPart = { slice: () => of({ kind: 'rows', version: 0 } as const) };

  it('goes by keys where the entity has some, else in place of what was there, or behind it for a part', () => {
    expect(modeOf({})).toBe('overwrite');
    expect(modeOf({}, inPart)).toBe('append');
    expect(modeOf({ keys: ['n'] })).toBe('merge');
    expect(modeOf({ keys: ['n'] }, inPart)).toBe('merge');
  });

  it('goes as it is said, whatever there is', () => {
    expect(modeOf({ write: 'append' })).toBe('append');
    expect(modeOf({ write: 'overwrite', keys: ['n'] }, inPart)).toBe('overwrite');
    expect(modeOf({ write: 'append', keys: ['n'] })).toBe('append');
    expect(modeOf({}, { write: 'append' })).toBe('append');
    expect(modeOf({ write: 'merge' })).toBe('failed');
  });

  it('tells what was written', () => {
    const [ended] = now(only(running({ a: { run: of(rows), keys: ['n'] } }), 'pipe_ended'));
    expect(ended?.outcome).toMatchObject({
      rows: 2,
      written: { kind: 'written', mode: 'merge', rowsWritten: 2, inserted: 2, updated: 0, deleted: 0 },
    });
  });

  it('has to be told by the engine', async () => {
    const engine = { ...memoryEngine(), write: () => EMPTY };
    expect(await endOf([rows], {}, engine)).toBe(
      'failed: expected the engine to tell what it wrote for a, got nothing',
    );
  });
});

// biome-ignore format: marbles are aligned by hand
describe('context of a pipe', () => {
  it('may be taken apart', marbles(({ cold, expectObservable, flush, testScheduler }) => {
    const seen: unknown[] = [];
    const run: FlowPipe['run'] = (_, { runId, pipe, signal, scheduler, progress, logger: { debug, info, warn, error } }) => {
      seen.push([typeof runId, pipe.id, pipe.name, pipe.tags, signal.aborted, scheduler.now()]);
      for (const log of [debug, info, warn, error]) log('said', { in: 'fields' });
      progress(4);
      return cold('|') as never;
    };
    const events$ = only(running({ a: { run, tags: { owner: 'me' } } }, { scheduler: testScheduler }), 'pipe_logged', 'pipe_progress');
    const logged = { name: 'pipe_logged', at: 0, pipeId: 'a', message: 'said', fields: { in: 'fields' } };

    expectObservable(events$).toBe('(abcde|)', {
      a: { ...logged, level: 'debug' },
      b: { ...logged, level: 'info' },
      c: { ...logged, level: 'warn' },
      d: { ...logged, level: 'error' },
      e: { name: 'pipe_progress', at: 0, pipeId: 'a', rows: 4, step: 'transform' },
    });
    flush();
    expect(seen).toEqual([['string', 'a', 'a', { owner: 'me' }, false, 0]]);
  }));

  it('tells progress as it adds up, afresh in each attempt', marbles(({ cold, expectObservable }) => {
    const run: FlowPipe['run'] = (_, { progress }) => {
      progress(2);
      progress(1);
      return cold('-----#') as never;
    };
    const run$ = running({ a: run }, { retry: { maxRetries: 1, delay: 5, jitter: 0 } });

    expectObservable(only(run$, 'pipe_progress').pipe(map(({ rows }) => rows))).toBe('(ab)------(ab)-|', { a: 2, b: 3 });
  }));

  it('refuses progress of no number of rows', () => {
    const run: FlowPipe['run'] = (_, { progress }) => {
      progress(Number.NaN);
      return EMPTY as never;
    };
    expect(now(endings(running({ a: run })))).toEqual([{ a: 'failed: expected progress of a number of rows for a, got NaN' }]);
  });

  it('is heard no more once the pipe has ended', marbles(({ cold, expectObservable }) => {
    const run: FlowPipe['run'] = (_, { scheduler, progress, logger }) => {
      for (const at of [1, 3]) {
        scheduler.schedule(() => {
          progress(1);
          logger.info('still here');
        }, at);
      }
      return cold('--|') as never;
    };
    const events$ = only(running({ a: run, b: cold('------|') }), 'pipe_progress', 'pipe_logged').pipe(map(({ name }) => name));

    expectObservable(events$).toBe('-(pl)-|', { p: 'pipe_progress', l: 'pipe_logged' });
  }));
});
