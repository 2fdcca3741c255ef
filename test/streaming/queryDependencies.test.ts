import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { QueryCircleError, QueryDependencies } from '../../lib/streaming/restarts/queryDependencies.ts';

describe('QueryDependencies', () => {
  it('tells what it knows of a query', () => {
    const told: unknown[] = [];
    const dependencies = new QueryDependencies((name, payload) =>
      told.push([name, typeof payload === 'function' ? payload() : payload]),
    );
    dependencies.register('q', {
      dimensions: [
        { entityId: 'd', kind: 'joinedLive' },
        { entityId: 'd', kind: 'schemaOnly' },
      ],
      upstreams: ['p'],
    });

    expect(told).toEqual([
      ['streaming.dependencies_registered', { queryId: 'q', dimensionCount: 1, upstreamCount: 1 }],
    ]);
  });

  it.each([
    ['itself', [['a', ['a']]], ['a']],
    [
      'each other',
      [
        ['a', ['b']],
        ['b', ['a']],
      ],
      ['b', 'a'],
    ],
    [
      'a way round',
      [
        ['a', ['x', 'b']],
        ['b', ['c']],
        ['c', ['y', 'a']],
      ],
      ['c', 'a', 'b'],
    ],
  ] as const)('refuses queries that read %s, and names the circle', (_, all, circle) => {
    const dependencies = new QueryDependencies();
    const register = () => {
      for (const [id, upstreams] of all) dependencies.register(id, { upstreams });
    };

    expect(register).toThrow(QueryCircleError);
    const last = all.at(-1)?.[0] ?? '';
    expect(dependencies.get(last)).toBeUndefined();
    try {
      dependencies.register(last, { upstreams: all.at(-1)?.[1] ?? [] });
    } catch (error) {
      expect((error as QueryCircleError).circle).toEqual(circle);
      expect((error as Error).message).toContain([...circle, circle[0]].join(' -> '));
    }
  });

  it('knows all that is below, and forgets who is unregistered', () => {
    const dependencies = new QueryDependencies();
    for (const [id, upstream] of ['ba', 'cb', 'dc', 'xa'])
      dependencies.register(id as string, { upstreams: [upstream as string] });

    expect([...dependencies.allBelow('a')].sort()).toEqual(['b', 'c', 'd', 'x']);
    dependencies.unregister('c');
    expect([...dependencies.allBelow('a')].sort()).toEqual(['b', 'x']);
  });

  it('never holds a circle, and refuses nothing else', () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(fc.array(fc.tuple(ids, fc.array(ids, { maxLength: 3 })), { maxLength: 12 }), (all) => {
        const dependencies = new QueryDependencies();
        for (const [id, upstreams] of all) {
          const reaches =
            upstreams.includes(id) || upstreams.some((upstream) => dependencies.allBelow(id).has(upstream));
          const register = () => dependencies.register(id, { upstreams });
          if (reaches) expect(register).toThrow(QueryCircleError);
          else expect(register).not.toThrow();
          for (const other of 'abcde') expect(dependencies.allBelow(other).has(other)).toBe(false);
        }
      }),
    );
  });
});
