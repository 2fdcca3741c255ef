import { describe, expect, it } from '@jest/globals';
import { KnownVersions } from '../../../lib/data/duckdb/knownVersions.ts';

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

describe('KnownVersions', () => {
  it('asks for each once, and each time for what has no table', async () => {
    const { asked, ask } = database({ a: 1, b: 2 });
    const known = new KnownVersions();
    expect(await known.of(['a'], ask)).toEqual(new Map([['a', 1]]));
    expect(await known.of(['a', 'b', 'c'], ask)).toEqual(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
    expect(await known.of(['b', 'a'], ask)).toEqual(
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
    );
    await known.of(['c'], ask);
    expect(asked).toEqual([['a'], ['b', 'c'], ['c']]);
  });

  it('forgets what a commit may change, and nothing else', async () => {
    const { asked, ask, versions } = database({ a: 1, b: 2 });
    const known = new KnownVersions();
    await known.of(['a', 'b'], ask);
    await known.during(['a'], async () => {
      versions['a'] = 5;
    });
    expect(await known.of(['a', 'b'], ask)).toEqual(
      new Map([
        ['a', 5],
        ['b', 2],
      ]),
    );
    expect(asked).toEqual([['a', 'b'], ['a']]);
  });

  it('asks for all at once in the midst of a commit, and remembers none of it', async () => {
    const { asked, ask, versions } = database({ a: 1, b: 1, c: 1 });
    const known = new KnownVersions();
    await known.of(['a', 'b', 'c'], ask);
    await known.during(['a', 'b'], async () => {
      expect(await known.of(['a', 'b', 'c'], ask)).toEqual(
        new Map([
          ['a', 1],
          ['b', 1],
          ['c', 1],
        ]),
      );
      Object.assign(versions, { a: 2, b: 2 });
    });
    expect(await known.of(['a'], ask)).toEqual(new Map([['a', 2]]));
    expect(asked.slice(1)).toEqual([['a', 'b', 'c'], ['a']]);
  });

  it('asks for all again when a commit came while it asked for some', async () => {
    const { asked, ask, versions } = database({ a: 1, b: 1 });
    const known = new KnownVersions();
    await known.of(['a'], ask);
    const answer = known.of(['a', 'b'], ask);
    await known.during(['a', 'b'], async () => {
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
    const known = new KnownVersions();
    const failing = known.during(['a'], () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    await known.of(['a'], ask);
    await known.of(['a'], ask);
    expect(asked).toEqual([['a']]);
  });
});
