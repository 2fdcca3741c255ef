import { describe, expect, it } from '@jest/globals';
import { concat } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Note } from '../../lib/data/note.ts';
import { failureOf } from '../support/failureOf.ts';
import { entityOf } from './support/entityOf.ts';
import { now } from './support/now.ts';

const note = (key: string, value: unknown) => [[key, value as Note]] as const;
const all = (engine: ReturnType<typeof memoryEngine>) => [...(now(engine.notes('a'))[0] ?? [])];

describe('notes in memory', () => {
  it.each([
    ['a function', () => 1],
    ['a big integer', 1n],
    ['a symbol', Symbol('x')],
  ])('refuse %s', (_, value) => {
    const engine = memoryEngine();
    now(engine.note('a', note('k', 1)));

    expect(failureOf(() => now(engine.note('a', [...note('l', 2), ...note('m', value)])))).toMatchObject({
      errorClass: 'invalid',
      message: 'expected the note m of a to be plain data, got what JSON has no words for',
    });
    expect(all(engine)).toEqual([['k', 1]]);
  });

  it('are in conflict also where both say the same, and where both take one away', () => {
    const engine = memoryEngine();
    for (const value of [1, undefined]) {
      now(engine.note('a', note('k', 0)));
      const both$ = engine.transaction((inside) =>
        concat(inside.note('a', note('k', value)), engine.note('a', note('k', value))),
      );

      expect(failureOf(() => now(both$))).toMatchObject({ errorClass: 'conflict', transient: true });
    }
  });

  it('are not taken over by a transaction that is in conflict for something else', () => {
    const engine = memoryEngine();
    const [x, y] = [entityOf('x'), entityOf('y')];
    for (const each of [x, y]) now(engine.ensure(each));
    const write = (to: typeof engine, entity = x) =>
      to.write(entity, [[{ n: 1 }]], { mode: 'append' }, { once: 'first' });
    const both$ = engine.transaction((inside) =>
      concat(inside.note('a', note('k', 1)), write(inside), write(engine, y)),
    );

    expect(failureOf(() => now(both$))).toMatchObject({ errorClass: 'conflict', entityId: 'x' });
    expect([all(engine), now(engine.versions(['x']))[0]?.get('x')]).toEqual([[], 0]);
  });
});
