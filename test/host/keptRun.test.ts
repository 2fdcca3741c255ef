import { describe, expect, it } from '@jest/globals';
import { lastValueFrom } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import { run } from '../../lib/execution/run.ts';
import type { RunResult } from '../../lib/execution/runRecord.ts';
import { toResult } from '../../lib/execution/toResult.ts';
import { renderWhy } from '../../lib/execution/why/renderWhy.ts';
import { why } from '../../lib/execution/why/why.ts';
import { keptRun } from '../../lib/host/keptRun.ts';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => entity(`t.${id}`)) as [
  ReturnType<typeof entity>,
  ...ReturnType<typeof entity>[],
];

//  a ──> b (fails) ──> c
//  a ──> d
const definitions = new Registry().add(
  pipe('a', { output: a, run: () => [[{ x: 1 }]] }),
  pipe('b', {
    inputs: [a],
    output: b as typeof a,
    run: () => {
      throw new RangeError('too far');
    },
  }),
  pipe('c', { inputs: [b as typeof a], output: c as typeof a, run: () => [[{ x: 1 }]] }),
  pipe('d', { inputs: [a], output: d as typeof a, run: () => [[{ x: 1 }]] }),
);

/** A run, and what a journal kept of it. */
async function both(): Promise<{ readonly result: RunResult; readonly kept: RunResult }> {
  const journal = memoryJournal();
  const result = await lastValueFrom(
    run('**', { engine: memoryEngine(), definitions, journal }).pipe(toResult()),
  );
  const read = await lastValueFrom(journal.read(result.runId));
  if (!read) throw new Error('expected the journal to know the run');
  return { result, kept: keptRun(read, definitions) };
}

describe('keptRun', () => {
  it('answers as the run itself does', async () => {
    const { result, kept } = await both();
    expect(kept.counts).toEqual(result.counts);
    expect(kept.status).toBe('failed');
    expect(kept.pipeIds).toEqual(result.pipeIds);
    for (const id of ['a', 'b', 'c', 'd']) {
      expect(kept.stateOf(id).status).toBe(result.stateOf(id).status);
      expect(kept.blameOf(id)).toBe(result.blameOf(id));
      expect(kept.producersOf(id)).toEqual(result.producersOf(id));
      expect(renderWhy(why(kept, id))).toBe(renderWhy(why(result, id)));
    }
  });

  it('tells of a run without an end that it broke off, and of pipes that are not defined any more their end', () => {
    const told = {
      kind: 'pipe_ended',
      runId: 'r',
      reason: undefined,
      error: undefined,
      attempts: 1,
      rows: 2,
    } as const;
    const kept = keptRun(
      {
        ...{
          runId: 'r',
          startedAt: 0,
          endedAt: undefined,
          status: undefined,
          resumes: undefined,
          fingerprints: {},
        },
        pipeIds: ['a', 'gone'],
        pipes: new Map([['gone', { ...told, pipeId: 'gone', at: 50, status: 'succeeded', elapsedMs: 20 }]]),
      },
      definitions,
    );
    expect(kept.status).toBe('cancelled');
    expect(kept.endedAt).toBe(50);
    expect(kept.stateOf('a')).toMatchObject({
      status: 'cancelled',
      reason: expect.stringContaining('broke off'),
    });
    expect(kept.stateOf('gone')).toMatchObject({
      status: 'succeeded',
      startedAt: 30,
      endedAt: 50,
      rows: 2,
    });
    expect(() => kept.stateOf('b')).toThrow('expected pipes of the run r, got "b"');
  });
});
