import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KnownTables } from '../../../lib/data/duckdb/knownTables.ts';
import type { Shape } from '../../../lib/data/duckdb/shape.ts';

/** A database that says when it is asked, and answers when it is told to. */
function database(versions: Record<string, number>) {
  const asked: string[][] = [];
  const ask = async (ids: readonly string[]) => {
    asked.push([...ids]);
    const answer = new Map(ids.flatMap((id) => (id in versions ? [[id, versions[id] as number]] : [])));
    await undefined;
    return answer;
  };
  return { asked, ask, versions };
}

/** A table at a version. */
const shape = (entityId: string, version: number, isDropped = false): Shape => ({
  ...{ entityId, version, isDropped },
  ...{ rowsNumber: 1, columns: { id: 'BIGINT' }, oldest: 0, isKept: false, replaced: [] },
});

const at = (versions: Record<string, number>) =>
  new Map(Object.entries(versions).map(([id, version]) => [id, shape(id, version)]));

const nothing = async () => undefined;

describe('KnownTables', () => {
  it('asks for each once, and each time for what has no table', async () => {
    const { asked, ask } = database({ a: 1, b: 2 });
    const known = new KnownTables();
    expect(await known.versionsOf(['a'], ask)).toEqual(new Map([['a', 1]]));
    expect(await known.versionsOf(['a', 'b', 'c'], ask)).toEqual(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
    expect(await known.versionsOf(['b', 'a'], ask)).toEqual(
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
    );
    await known.versionsOf(['c'], ask);
    expect(asked).toEqual([['a'], ['b', 'c'], ['c']]);
  });

  it('knows what a commit has changed', async () => {
    const { asked, ask, versions } = database({ a: 1, b: 2 });
    const known = new KnownTables();
    await known.versionsOf(['a', 'b'], ask);
    await known.during(at({ a: 5 }), async () => {
      versions['a'] = 5;
    });
    expect(await known.versionsOf(['a', 'b'], ask)).toEqual(
      new Map([
        ['a', 5],
        ['b', 2],
      ]),
    );
    expect(asked).toEqual([['a', 'b']]);
  });

  it('asks for all at once in the midst of a commit, and remembers none of it', async () => {
    const { asked, ask, versions } = database({ a: 1, b: 1, c: 1 });
    const known = new KnownTables();
    await known.versionsOf(['a', 'b', 'c'], ask);
    await known.during(at({ a: 2, b: 2 }), async () => {
      expect(await known.versionsOf(['a', 'b', 'c'], ask)).toEqual(
        new Map([
          ['a', 1],
          ['b', 1],
          ['c', 1],
        ]),
      );
      Object.assign(versions, { a: 2, b: 2 });
    });
    expect(await known.versionsOf(['a'], ask)).toEqual(new Map([['a', 2]]));
    expect(asked.slice(1)).toEqual([['a', 'b', 'c']]);
  });

  it('asks for all again when a commit came while it asked for some', async () => {
    const { asked, ask, versions } = database({ a: 1, b: 1 });
    const known = new KnownTables();
    await known.versionsOf(['a'], ask);
    const answer = known.versionsOf(['a', 'b'], ask);
    await known.during(at({ a: 2, b: 2 }), async () => {
      Object.assign(versions, { a: 2, b: 2 });
    });
    expect(await answer).toEqual(
      new Map([
        ['a', 2],
        ['b', 2],
      ]),
    );
    expect(asked).toEqual([['a'], ['b'], ['a', 'b']]);
  });

  it('is sound again after a commit that failed', async () => {
    const { asked, ask } = database({ a: 1 });
    const known = new KnownTables();
    const failing = known.during(at({ a: 2 }), () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    await known.versionsOf(['a'], ask);
    await known.versionsOf(['a'], ask);
    expect(asked).toEqual([['a']]);
  });

  it('has no version of a table that was dropped', async () => {
    const { asked, ask } = database({});
    const known = new KnownTables();
    await known.during(new Map([['a', shape('a', 3, true)]]), nothing);
    expect(await known.versionsOf(['a'], ask)).toEqual(new Map());
    expect(asked).toEqual([['a']]);
  });

  it('shows a transaction tables as they were when it began', async () => {
    const known = new KnownTables();
    await known.during(at({ a: 1 }), nothing);
    const before = (await known.momentOf(nothing)) as number;
    await known.during(at({ a: 2 }), nothing);
    const after = (await known.momentOf(nothing)) as number;
    expect(known.shapeAt(before, 'a')).toBeUndefined();
    expect(known.shapeAt(after, 'a')?.version).toBe(2);
    known.learn(before, shape('a', 1));
    expect(known.shapeAt(after, 'a')?.version).toBe(2);
    known.learn(before, shape('b', 7));
    expect(known.shapeAt(after, 'b')?.version).toBe(7);
  });

  it('does not know what a transaction sees that begins in the midst of a commit, or that one comes into', async () => {
    const known = new KnownTables();
    await known.during(at({ a: 1 }), async () => {
      expect(await known.momentOf(nothing)).toBeUndefined();
    });
    const moment = await known.momentOf(() => known.during(at({ a: 2 }), nothing));
    expect(moment).toBeUndefined();
    const quiet = (await known.momentOf(nothing)) as number;
    await known.during(at({ a: 3 }), async () => {
      expect(known.shapeAt(quiet, 'a')).toBeUndefined();
      known.learn(quiet, shape('a', 2));
      expect(known.shapeAt(quiet, 'a')).toBeUndefined();
    });
  });

  it('never shows what the transaction cannot see, in whatever order things happen', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('a', 'b', 'read'), { maxLength: 12 }),
        async (s, steps) => {
          const known = new KnownTables();
          const committed: Record<string, number> = { a: 0, b: 0 };
          const tick = s.scheduleFunction(async () => undefined);
          const commit = async (id: string) => {
            const version = (committed[id] ?? 0) + 1;
            await known.during(at({ [id]: version }), async () => {
              await tick();
              committed[id] = Math.max(version, committed[id] ?? 0);
              await tick();
            });
          };
          const turns = { a: Promise.resolve(), b: Promise.resolve() };
          const read = async () => {
            let seen: Record<string, number> = {};
            const moment = await known.momentOf(async () => {
              await tick();
              seen = { ...committed };
              await tick();
            });
            for (const id of ['a', 'b', 'a', 'b']) {
              await tick();
              if (moment === undefined) continue;
              const found = known.shapeAt(moment, id);
              if (found) expect(found.version).toBe(seen[id]);
              else known.learn(moment, shape(id, seen[id] ?? 0));
            }
          };
          const all = steps.map((step) => {
            if (step === 'read') return read();
            const id = step as 'a' | 'b';
            turns[id] = turns[id].then(() => commit(id));
            return turns[id];
          });
          await s.waitFor(Promise.all(all));
        },
      ),
    );
  });
});
