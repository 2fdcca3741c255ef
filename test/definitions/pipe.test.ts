import { describe, expect, it } from '@jest/globals';
import type { DefinitionError } from '../../lib/definitions/definitionError.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { type PipeOptions, pipe } from '../../lib/definitions/pipe.ts';
import { failureOf } from '../support/failureOf.ts';

const orders = entity('bronze.orders');
const revenue = entity('gold.revenue');
const run = () => [];

/** As in code that no compiler has seen. */
const untyped = (id: unknown, options?: unknown) => () => pipe(id as string, options as PipeOptions);
const problemsOf = (define: () => unknown) => (failureOf(define) as DefinitionError).problems;

describe('pipe', () => {
  it('is a batch pipe called by its id, unless told otherwise', () => {
    expect(pipe('gold.revenue', { inputs: [orders], output: revenue, run })).toEqual({
      kind: 'pipe',
      id: 'gold.revenue',
      name: 'gold.revenue',
      inputs: [orders],
      output: revenue,
      tags: {},
      mode: 'batch',
      options: {},
      run,
    });
  });

  it('is a source without inputs, and has only effects without an output', () => {
    const { inputs, output } = pipe('ping', { run });
    expect([inputs, output]).toEqual([[], undefined]);
  });

  it('keeps how it is run apart, and cannot be changed', () => {
    const made = pipe('a', { timeout: 500, retry: { maxRetries: 2, delay: 10 }, pool: 'io', run });
    expect(made.options).toEqual({ timeout: 500, retry: { maxRetries: 2, delay: 10 }, pool: 'io' });
    for (const part of [made, made.inputs, made.tags, made.options, made.options.retry])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it('tells everything that is wrong at once, each with what was probably meant', () => {
    const options = {
      input: [orders],
      inputs: [orders, 'silver.customers', orders, undefined],
      ouput: revenue,
      mode: 'streaming',
      timeout: 0,
      retry: { maxRetry: 3 },
      priority: Number.NaN,
      weight: 0.5,
    };
    expect(
      problemsOf(untyped('gold revenue', options)).map(({ culprit, nearest }) => [culprit, nearest]),
    ).toEqual([
      ['gold revenue', 'gold_revenue'],
      ['input', 'inputs'],
      ['ouput', 'output'],
      ['mode', undefined],
      ['timeout', undefined],
      ['retry.maxRetries', undefined],
      ['retry.maxRetry', undefined],
      ['priority', undefined],
      ['weight', undefined],
      ['run', undefined],
      ['inputs[1]', undefined],
      ['bronze.orders', undefined],
      ['inputs[3]', undefined],
    ]);
  });

  it.each([
    [undefined, 'options: expected an object, got undefined'],
    [{ run: 'select 1' }, 'run: expected a function, got "select 1"'],
    [{ run, inputs: orders }, 'inputs: expected an array of entities, got the entity "bronze.orders"'],
    [{ run, output: 'gold.revenue' }, 'output: expected an entity, got "gold.revenue"'],
    [{ run, mode: 'streaming' }, 'mode: expected "batch", "stream", "both", got "streaming"'],
    [
      { run, retry: -1 },
      'retry: expected a whole number from 0, or { maxRetries, delay, factor, maxDelay, jitter }',
    ],
  ])('refuses the options %p', (options, message) => {
    expect(untyped('a', options)).toThrow(`pipe "a": ${message}`);
  });
});
