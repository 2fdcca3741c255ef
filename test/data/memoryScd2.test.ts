import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Scd2Mode } from '../../lib/data/writeMode.ts';
import type { Row } from '../../lib/definitions/frame.ts';
import { failureOf } from '../support/failureOf.ts';
import { entityOf } from './support/entityOf.ts';
import { now } from './support/now.ts';

const scd2 = { sequence: 'at', validFrom: 'from', validTo: 'to', isCurrent: 'current' };
const people = {
  ...entityOf('people', { schema: { id: 'number', name: 'string', at: 'number' }, keys: ['id'] }),
  scd2,
};
const mode: Scd2Mode = {
  mode: 'scd2',
  deleteWhen: { op: '=', column: 'gone', value: true },
  markers: ['gone'],
};

interface Observed {
  readonly id: number;
  readonly name: string | null;
  readonly at: number;
  readonly gone: boolean;
}

/** What is told of keys: at each time one thing. Few names, so that states come back and follow themselves. */
const history = fc.uniqueArray(
  fc.record<Observed>({
    id: fc.integer({ min: 0, max: 2 }),
    name: fc.constantFrom('x', 'y', null),
    at: fc.integer({ min: 0, max: 9 }),
    gone: fc.constantFrom(false, false, true),
  }),
  { selector: ({ id, at }) => `${id} ${at}`, maxLength: 20 },
);

/** A history in an order, with some of it again, in batches and writes. */
const told = history.chain((all) =>
  fc.record({
    all: fc.constant(all),
    writes: fc
      .tuple(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.subarray(all),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
      )
      .chain(([first, again, sizes]) =>
        fc
          .shuffledSubarray([...first, ...again], { minLength: first.length + again.length })
          .map((rows) => cut(rows, sizes)),
      ),
  }),
);

function cut<T>(rows: readonly T[], sizes: readonly number[]): T[][] {
  const parts: T[][] = [];
  for (let i = 0, at = 0; at < rows.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    parts.push(rows.slice(at, at + size));
    at += size;
  }
  return parts;
}

/** The states of one key, worked out at once from all that was told of it. */
function directly(all: readonly Observed[], id: number): readonly Row[] {
  const inOrder = all.filter((each) => each.id === id).sort((a, b) => a.at - b.at);
  const named = (i: number) => (inOrder[i]?.gone ? 'gone' : inOrder[i]?.name);
  const turns = inOrder.filter((_, i) => (i === 0 ? named(0) !== 'gone' : named(i) !== named(i - 1)));
  return turns.flatMap(({ gone, ...state }, i) => {
    const to = turns[i + 1]?.at ?? null;
    return gone ? [] : [{ ...state, from: state.at, to, current: to === null }];
  });
}

const expected = (all: readonly Observed[]) => [0, 1, 2].flatMap((id) => directly(all, id));

const opened = () => {
  const engine = memoryEngine();
  now(engine.ensure(people));
  return engine;
};
const sorted = (rows: readonly Row[]) =>
  [...rows].sort((a, b) => Number(a['id']) - Number(b['id']) || Number(a['at']) - Number(b['at']));
const statesIn = (engine: ReturnType<typeof opened>) => sorted(now(engine.read(people).rows()).flat());

describe('scd2 in memory', () => {
  it('makes one table of what is told, in whatever order, in whatever batches, however often', () => {
    fc.assert(
      fc.property(told, ({ all, writes }) => {
        const engine = opened();
        for (const rows of writes) now(engine.write(people, [rows], mode));

        expect(statesIn(engine)).toEqual(expected(all));
      }),
      { numRuns: 500 },
    );
  });

  it('counts what its changes tell, and its changes make of each version the next', () => {
    fc.assert(
      fc.property(told, ({ writes }) => {
        const engine = opened();
        let kept: readonly Row[] = [];
        for (const rows of writes) {
          const result = now(engine.write(people, [rows], mode)).at(-1);
          if (result?.kind !== 'written') throw new Error('expected a result');
          const { inserted, updated, deleted, versionBefore: after = 0 } = result;
          const changes = now(engine.read(people, { kind: 'changes', after }).rows()).flat();
          const counts = ['insert', 'update', 'delete'].map(
            (kind) => changes.filter(({ _change }) => _change === kind).length,
          );
          kept = replayed(kept, changes);

          expect(counts).toEqual([inserted, updated, deleted]);
          expect(sorted(kept)).toEqual(statesIn(engine));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('takes times that are dates and big integers, and tells them apart from their numbers', () => {
    const engine = opened();
    const events = { ...people, id: 'events', schema: { id: 'number', at: 'timestamp', name: 'string' } };
    now(engine.ensure(events));
    for (const at of [new Date(5), new Date(1), new Date(3)])
      now(engine.write(events, [[{ id: 1, at, name: `n${at.getTime()}` }]], { mode: 'scd2' }));
    for (const at of [10n, 9n, 2n ** 70n])
      now(engine.write(events, [[{ id: 2, at, name: `n${at}` }]], { mode: 'scd2' }));
    const states = now(engine.read(events).rows()).flat();

    expect(
      states.map(({ name, to }) => `${name} ${to instanceof Date ? to.getTime() : to}`).sort(),
    ).toEqual([
      'n1 3',
      'n10 1180591620717411303424',
      'n1180591620717411303424 null',
      'n3 5',
      'n5 null',
      'n9 10',
    ]);
  });

  it('refuses times that have no order', () => {
    const engine = opened();
    for (const at of [Number.NaN, new Date(Number.NaN), {}])
      expect(failureOf(() => now(engine.write(people, [[{ id: 1, name: 'x', at }]], mode)))).toMatchObject({
        errorClass: 'invalid',
      });

    expect(statesIn(engine)).toEqual([]);
  });

  it('forgets with an overwrite what it had passed over', () => {
    const engine = opened();
    const state = (name: string, at: number) => ({ id: 1, name, at });
    now(engine.write(people, [[state('x', 1), state('x', 5)]], mode));
    const row = { ...state('x', 1), from: 1, to: null, current: true };
    now(engine.write(people, [[row]], { mode: 'overwrite' }));
    now(engine.write(people, [[state('y', 3)]], mode));

    expect(statesIn(engine).map(({ name, from }) => `${name}${from}`)).toEqual(['x1', 'y3']);
  });
});

function replayed(rows: readonly Row[], changes: readonly Row[]): readonly Row[] {
  const keyOf = (row: Row) => `${row['id']} ${row['from']}`;
  const kept = new Map(rows.map((row) => [keyOf(row), row]));
  for (const { _change, _version, ...row } of changes) {
    if (_change === 'delete') kept.delete(keyOf(row));
    else kept.set(keyOf(row), row);
  }
  return [...kept.values()];
}
