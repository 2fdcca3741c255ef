import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as t from 'io-ts';
import { type Entity, entity } from '../../lib/definitions/entity.ts';
import { type Pipe, pipe } from '../../lib/definitions/pipe.ts';
import { type Registrable, RegistrationError } from '../../lib/definitions/registration.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import type { UnknownIdError } from '../../lib/definitions/unknownIdError.ts';
import { failureOf } from '../support/failureOf.ts';

const run = () => [];
const orders = entity('bronze.orders');
const customers = entity('bronze.customers');
const revenue = entity('gold.revenue');
const load = pipe('load', { output: orders, run });
const join = pipe('gold.revenue', { inputs: [orders, customers], output: revenue, run });
const report = pipe('report', { inputs: [revenue], run });

/** As in code that no compiler has seen. */
const adding =
  (registry: Registry, ...items: unknown[]) =>
  () =>
    registry.add(...(items as Registrable[]));
const problemsOf = (run: () => unknown) => {
  const failure = failureOf(run);
  expect(failure).toBeInstanceOf(RegistrationError);
  return (failure as RegistrationError).problems.map(({ culprit, message }) => `${culprit}: ${message}`);
};
const idsOf = (definitions: readonly { readonly id: string }[]) => definitions.map(({ id }) => id);

/** A wiring in words: who reads what, and writes what. */
const wiringText = (registry: Registry) => {
  const { pipes, entities, inputStart, inputs, output } = registry.wiring();
  return pipes.map(({ id }, p) => {
    const read = [...inputs.subarray(inputStart[p], inputStart[p + 1])].map((e) => entities[e]?.id);
    return `${read.join(' + ')} -${id}-> ${entities[output[p] ?? -1]?.id ?? ''}`;
  });
};

describe('Registry', () => {
  it('keeps pipes and entities in the order in which they came, or were first mentioned', () => {
    const registry = new Registry().add(customers, [load, [join, report]]);
    expect(idsOf(registry.pipes())).toEqual(['load', 'gold.revenue', 'report']);
    expect(idsOf(registry.entities())).toEqual(['bronze.customers', 'bronze.orders', 'gold.revenue']);
    expect(registry.pipe('gold.revenue')).toBe(join);
    expect(registry.entity('gold.revenue')).toBe(revenue);
  });

  it('tells who reads and writes what', () => {
    //   bronze.customers -┐
    //   load -> bronze.orders -> gold.revenue -> report
    const registry = new Registry().add(load, join, report);
    expect(wiringText(registry)).toEqual([
      ' -load-> bronze.orders',
      'bronze.orders + bronze.customers -gold.revenue-> gold.revenue',
      'gold.revenue -report-> ',
    ]);
    const { handleOf, output } = registry.wiring();
    expect([handleOf('report'), handleOf('bronze.orders')]).toEqual([2, undefined]);
    expect([...output]).toEqual([0, 2, -1]);
  });

  it('gives the same wiring until something is added, and never changes one', () => {
    const registry = new Registry().add(load);
    const before = registry.wiring();
    registry.add(load, [], orders);
    expect(registry.wiring()).toBe(before);
    registry.add(join);
    expect(registry.wiring()).not.toBe(before);
    expect([before.pipes.length, before.inputStart.length, before.handleOf('gold.revenue')]).toEqual([
      1,
      2,
      undefined,
    ]);
  });

  it('keeps out of the reach of those who write into a wiring', () => {
    const registry = new Registry().add(load);
    registry.wiring().output.fill(7);
    expect([...registry.add(join).wiring().output]).toEqual([0, 2]);
  });

  it('takes what is registered already as said', () => {
    const registry = new Registry().add(load, join);
    registry.add(join, load, orders, entity('bronze.orders'));
    expect(registry.pipes()).toHaveLength(2);
    const columns = { id: 'bigint' };
    new Registry().add(entity('a', { schema: columns }), entity('a', { schema: { ...columns } }));
  });

  it('tells everything that is wrong at once', () => {
    const registry = new Registry().add(load);
    const others = [
      pipe('load', { run }),
      pipe('reload', { output: orders, run }),
      pipe('other', { inputs: [entity('bronze.orders', { keys: ['id'], layer: 'raw' })], run }),
      entity('a', { schema: t.type({ id: t.number }) }),
      entity('a', { schema: t.type({ id: t.number }), tags: { a: 'b' } }),
    ];
    expect(problemsOf(adding(registry, ...others, 'join'))).toEqual([
      'load: there is another pipe with this id',
      'reload: writes "bronze.orders", as the pipe "load" does',
      'bronze.orders: there is another entity with this id; the one that the pipe "other" mentions differs in keys, layer',
      'a: there is another entity with this id; this one differs in schema, tags',
      'item: expected an entity, a pipe, an ingestion, a stage or a list of them, got "join"',
    ]);
  });

  it('refuses what two of the same call say differently', () => {
    expect(problemsOf(adding(new Registry(), load, pipe('load', { output: revenue, run })))).toEqual([
      'load: there is another pipe with this id',
    ]);
    expect(problemsOf(adding(new Registry(), load, pipe('again', { output: orders, run })))).toEqual([
      'again: writes "bronze.orders", as the pipe "load" does',
    ]);
  });

  it('refuses in untyped code what is no definition, and says which fields are missing', () => {
    const { run: _, ...body } = join;
    expect(
      problemsOf(
        adding(
          new Registry(),
          { ...body, runs: run },
          { ...join, id: 'b', inputs: [orders, 'gold.revenue', orders], output: null },
          { kind: 'entity', id: 'c d', name: 'c', keys: [], partitions: [], tags: [] },
          { ...join, id: 'e', inputs: [{ ...orders, keys: 'id' }] },
          { kind: 'pipes', id: 'f' },
          undefined,
        ),
      ),
    ).toEqual([
      'gold.revenue: expected a function as run, got nothing, but "runs"',
      'b: expected an entity as inputs[1], got "gold.revenue"',
      'b: names "bronze.orders" twice in inputs',
      'b: expected an entity as output, got null',
      'c d: expected a well-formed id as id, got "c d"',
      'c d: expected an object of texts as tags, got an empty array',
      'bronze.orders: expected an array of texts as keys, got "id"',
      'f: expected an entity, a pipe, an ingestion, a stage or a list of them, got one of kind "pipes"',
      'item: expected an entity, a pipe, an ingestion, a stage or a list of them, got undefined',
    ]);
  });

  it('knows what was probably meant by an unknown id', () => {
    const registry = new Registry().add(join);
    const failure = failureOf(() => registry.pipe('gold.revnue')) as UnknownIdError;
    expect(failure).toMatchObject({ name: 'UnknownIdError', kind: 'pipe', nearest: 'gold.revenue' });
    expect(failure.message).toBe(
      'expected the id of a registered pipe, got "gold.revnue"; did you mean "gold.revenue"?',
    );
    expect(() => registry.entity('bronze.order')).toThrow('did you mean "bronze.orders"?');
  });

  it('is not changed by a registration that is refused', () => {
    const entities = ['a', 'b', 'c', 'd'].flatMap((id) => [entity(id), entity(id, { keys: ['k'] })]);
    const anEntity = fc.constantFrom<Entity>(...entities);
    const aPipe = fc
      .tuple(
        fc.constantFrom('p', 'q', 'r', 's'),
        fc.uniqueArray(anEntity, { selector: ({ id }) => id, maxLength: 3 }),
        fc.option(anEntity, { nil: undefined }),
      )
      .map(([id, inputs, output]): Pipe => pipe(id, { inputs, ...(output ? { output } : {}), run }));
    const items = fc.array(fc.oneof(anEntity, aPipe, fc.constant({ kind: 'pipe' })), { maxLength: 4 });
    let refused = 0;
    fc.assert(
      fc.property(fc.array(items), (calls) => {
        const registry = new Registry();
        const accepted: unknown[][] = [];
        for (const call of calls) {
          const before = registry.wiring();
          try {
            adding(registry, ...call)();
            accepted.push(call);
          } catch {
            refused++;
            expect(registry.wiring()).toBe(before);
          }
        }
        const afresh = new Registry();
        for (const call of accepted) adding(afresh, ...call)();
        expect(wiringText(registry)).toEqual(wiringText(afresh));
        expect(registry.entities()).toEqual(afresh.entities());
        for (const id of ['p', 'q', 'r', 's'])
          expect(registry.wiring().handleOf(id)).toBe(afresh.wiring().handleOf(id));
      }),
    );
    expect(refused).toBeGreaterThan(10);
  });

  it('forgets who would have written what', () => {
    const registry = new Registry().add(orders);
    expect(adding(registry, load, 'wrong')).toThrow(RegistrationError);
    registry.add(report, pipe('reload', { output: orders, run }));
    expect(wiringText(registry)).toEqual(['gold.revenue -report-> ', ' -reload-> bronze.orders']);
  });

  it('finds an input named twice among many', () => {
    const many = Array.from({ length: 40 }, (_, i) => entity(`e${i}`));
    const body = { ...join, id: 'many' };
    expect(problemsOf(adding(new Registry(), { ...body, inputs: [...many, many[30]] }))).toEqual([
      'many: names "e30" twice in inputs',
    ]);
    expect(problemsOf(adding(new Registry(), { ...body, inputs: [...many, 1, 1] }))).toHaveLength(2);
    expect(new Registry().add({ ...join, inputs: many }).wiring().inputs).toHaveLength(40);
  });

  it('registers 20,000 pipes at once', () => {
    const tables = Array.from({ length: 20_000 }, (_, i) => entity(`t.e${i}`));
    const at = (i: number) => tables[i % tables.length] ?? orders;
    const pipes = tables.map((output, i) =>
      pipe(`p${i}`, { inputs: [at(i + 1), at(i + 2), at(i + 3)], output, run }),
    );
    const { inputs, pipes: registered } = new Registry().add(pipes).wiring();
    expect([registered.length, inputs.length]).toEqual([20_000, 60_000]);
  });
});
