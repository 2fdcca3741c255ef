import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DefinitionError } from '../../lib/definitions/definitionError.ts';
import { entity } from '../../lib/definitions/entity.ts';
import type { Override } from '../../lib/definitions/override.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import { resolve } from '../../lib/definitions/resolve.ts';
import { failureOf } from '../support/failureOf.ts';

const run = () => [];
const orders = entity('bronze.orders', { tags: { domain: 'sales', owner: 'ann' } });
const revenue = entity('gold.revenue');
const load = pipe('load.orders', { output: orders, tags: { domain: 'sales' }, timeout: 100, run });
const join = pipe('gold.revenue', { inputs: [orders], output: revenue, run });

describe('resolve', () => {
  it('lays tags over one by one, and settings and mode over those declared', () => {
    const over = resolve([
      { match: 'load.*', tags: { owner: 'bob' }, mode: 'both', timeout: 5, weight: 2 },
    ]);
    const resolved = over(load);
    expect(resolved).toEqual({
      ...load,
      tags: { domain: 'sales', owner: 'bob' },
      mode: 'both',
      options: { timeout: 5, weight: 2 },
    });
    expect([resolved, resolved.tags, resolved.options].every(Object.isFrozen)).toBe(true);
    expect(load.options).toEqual({ timeout: 100 });
    expect(over(join)).toBe(join);
  });

  it('lets the more specific win, wherever it stands, and the later of two that are the same', () => {
    const overrides: Override[] = [
      { match: 'load.orders', pool: 'id' },
      { match: 'load.*', pool: 'pattern', weight: 2 },
      { match: { tag: { domain: 'sales' } }, pool: 'tag', weight: 3, priority: 3 },
      { match: '*.*', pool: 'wildcards', weight: 4, priority: 4, timeout: 4 },
      { match: '*.*', timeout: 5 },
    ];
    const expected = { pool: 'id', weight: 2, priority: 3, timeout: 5 };
    expect(resolve(overrides)(load).options).toEqual(expected);
    expect(
      resolve([...overrides].sort((a, b) => (a.timeout ?? 0) - (b.timeout ?? 0)))(load).options,
    ).toEqual(expected);
  });

  it('finds more tags more specific than fewer, and goes by those declared', () => {
    const over = resolve([
      { match: { tag: { domain: 'sales', owner: 'ann' } }, tags: { level: 'two' } },
      { match: { tag: { domain: 'sales' } }, tags: { level: 'one', owner: 'bob', region: 'eu' } },
      { match: { tag: { region: 'eu' } }, tags: { level: 'never' } },
    ]);
    expect(over(orders).tags).toEqual({ domain: 'sales', owner: 'bob', level: 'two', region: 'eu' });
  });

  it('is for pipes alone or entities alone, if told', () => {
    const over = resolve([{ match: 'gold.revenue', kind: 'entity', tags: { seen: 'yes' } }]);
    expect(over(revenue).tags).toEqual({ seen: 'yes' });
    expect(over(join)).toBe(join);
  });

  it('changes nothing when done again, and gives back what was declared when taken away', () => {
    const match = fc.constantFrom<Override['match']>('**', 'load.*', 'gold.revenue', {
      tag: { domain: 'sales' },
    });
    const override = fc.record(
      {
        match,
        tags: fc.dictionary(fc.constantFrom('domain', 'owner'), fc.constantFrom('sales', 'ann')),
        weight: fc.integer({ min: 1, max: 3 }),
        mode: fc.constantFrom('batch' as const, 'stream' as const),
      },
      { requiredKeys: ['match'] },
    );
    fc.assert(
      fc.property(fc.array(override), fc.array(override), (first, second) => {
        for (const definition of [orders, revenue, load, join]) {
          const once = resolve(first)(definition);
          expect(resolve(first)(once)).toEqual(once);
          expect(resolve(second)(once)).toEqual(resolve(second)(definition));
          expect(resolve([])(once)).toBe(definition);
        }
      }),
    );
  });

  it('tells everything that is wrong at once, each with what was probably meant', () => {
    const wrong = [{ match: 'a b', timout: 5 }, { tags: { a: 1 } }, { match: { tags: {} }, kind: 'pipes' }];
    const { problems } = failureOf(() => resolve(wrong as unknown as Override[])) as DefinitionError;
    expect(problems.map(({ culprit, nearest }) => [culprit, nearest])).toEqual([
      ['overrides[0].match', undefined],
      ['overrides[0].timout', 'timeout'],
      ['overrides[1].match', undefined],
      ['overrides[1].tags', undefined],
      ['overrides[2].match', undefined],
      ['overrides[2].kind', undefined],
    ]);
    expect(() => resolve('gold.*' as unknown as Override[])).toThrow('expected an array, got "gold.*"');
  });
});

describe('Registry.override', () => {
  it('gives resolved definitions, also of what is added later, and restores those declared', () => {
    const registry = new Registry().add(load);
    const before = registry.wiring();
    registry.override([{ match: '**', tags: { run: 'nightly' } }]);
    registry.add(join);
    expect(registry.pipe('gold.revenue').tags).toEqual({ run: 'nightly' });
    expect(registry.entity('bronze.orders').tags).toMatchObject({ run: 'nightly', owner: 'ann' });
    expect(registry.pipe('gold.revenue')).toBe(registry.wiring().pipes[1]);
    expect(registry.pipes()).toBe(registry.wiring().pipes);
    registry.override([]);
    expect(registry.pipe('load.orders')).toBe(load);
    expect(registry.wiring().pipes).toEqual([...before.pipes, join]);
  });

  it('replaces the overrides before, and leaves who reads what as it is', () => {
    const registry = new Registry().add(load, join);
    const { inputs, output } = registry.wiring();
    registry.override([{ match: 'load.*', weight: 2 }]);
    registry.override([{ match: 'load.*', priority: 2 }]);
    expect(registry.pipe('load.orders').options).toEqual({ timeout: 100, priority: 2 });
    expect(registry.wiring()).toMatchObject({ inputs, output });
  });

  it('keeps the overrides before if the new ones are wrong, and does not notice later changes of them', () => {
    const mine = { match: 'load.*', weight: 2 };
    const registry = new Registry().add(load);
    registry.override([mine]);
    mine.weight = 5;
    expect(() => registry.override([{ match: '' }])).toThrow('overrides[0].match');
    expect(registry.pipe('load.orders').options.weight).toBe(2);
  });

  it('tells of those that match nothing so far, with what was probably meant', () => {
    const registry = new Registry().add(load);
    const problems = registry.override([
      { match: 'load.ordres', weight: 2 },
      { match: 'laod.*', weight: 2 },
      { match: 'bronze.*', weight: 2 },
      { match: '**.customers', weight: 2 },
      { match: { tag: { domian: 'sale' } }, weight: 2 },
      { match: { tag: { region: 'eu' } }, weight: 2 },
      { match: 'gold.revenue', weight: 2 },
      { match: 'load.*', weight: 2 },
    ]);
    expect(problems.map(({ culprit, nearest }) => [culprit, nearest])).toEqual([
      ['load.ordres', 'load.orders'],
      ['laod.*', 'load.*'],
      ['bronze.*', undefined],
      ['**.customers', undefined],
      ['tag domian: sale', 'tag domain: sales'],
      ['tag region: eu', undefined],
      ['gold.revenue', undefined],
    ]);
    registry.add(join);
    expect(registry.unmatched().map(({ culprit }) => culprit)).not.toContain('gold.revenue');
  });

  it('takes a resolved definition for the one that was declared', () => {
    const one = new Registry().add(load, orders);
    one.override([{ match: '**', tags: { a: 'b' } }]);
    const other = new Registry().add(one.pipe('load.orders'), one.entity('bronze.orders'));
    expect(other.pipe('load.orders')).toBe(load);
    one.add(one.pipe('load.orders'), pipe('next', { inputs: [one.entity('bronze.orders')], run }));
    expect(one.pipes()).toHaveLength(2);
  });
});
