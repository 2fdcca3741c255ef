import { describe, expect, it } from '@jest/globals';
import { RefusalError } from '../../lib/codec/refusal.ts';
import { planFromJson } from '../../lib/planning/planFromJson.ts';
import { planToJson } from '../../lib/planning/planToJson.ts';
import { renderText } from '../../lib/planning/renderText.ts';
import { failureOf } from '../support/failureOf.ts';
import { planFor } from './support/planFor.ts';
import { shop } from './support/shop.ts';

const plan = planFor(shop, {
  checkpointOrder: ['bronze.clicks'],
  warnings: [
    { kind: 'broken_path', message: 'gold.x lies between them', pipeIds: ['silver.orders', 'gold.x'] },
  ],
  cacheAdvice: [
    { entityId: 'a', consumers: ['gold.churn'], level: 'memory', reason: 'read twice', estimatedBytes: 1 },
    { entityId: 'b', consumers: ['gold.churn'], level: 'memory', reason: 'read twice' },
  ],
});

const copy = () => JSON.parse(JSON.stringify(planToJson(plan)));

describe('planFromJson', () => {
  it('gives back what planToJson was given, through the text of JSON', () => {
    const read = planFromJson(copy());
    expect(planToJson(read)).toEqual(planToJson(plan));
    expect(renderText(read)).toBe(renderText(plan));
    const { modeOf, levelOf, ...fields } = plan;
    expect(read).toMatchObject(fields);
    expect(read.pipeIds.map(read.modeOf)).toEqual(plan.pipeIds.map(modeOf));
    expect(read.pipeIds.map(read.levelOf)).toEqual(plan.pipeIds.map(levelOf));
  });

  it('keeps nothing that is no part of a plan', () => {
    expect(planFromJson({ ...copy(), more: 1 })).not.toHaveProperty('more');
  });

  it('refuses to tell of a pipe that is not in the plan', () => {
    const { modeOf, levelOf } = planFromJson(copy());
    const message = 'plan: expected a pipe of the plan, got "gold.chrun"; did you mean "gold.churn"?';
    expect(() => modeOf('gold.chrun')).toThrow(message);
    expect(() => levelOf('gold.chrun')).toThrow(message);
  });

  it.each<[string, (json: ReturnType<typeof copy>) => unknown, string]>([
    ['what is no object', () => [], 'plan.json: expected object, got an array of 0'],
    ['another version', (json) => ({ ...json, version: 2 }), 'plan.json: version: expected 1, got 2'],
    [
      'a misspelt mode',
      (json) => ({ ...json, pipes: [{ ...json.pipes[0], mode: 'strem' }, ...json.pipes.slice(1)] }),
      'plan.json: pipes[0].mode: expected "batch" | "stream", got "strem"; did you mean "stream"?',
    ],
    [
      'an edge that leads nowhere',
      (json) => ({ ...json, edges: [{ from: 'silver.orders', to: 'gold.chrun', entityId: 'x' }] }),
      'plan.json: edges[0].to: expected a pipe of the plan, got "gold.chrun"; did you mean "gold.churn"?',
    ],
    [
      'a pipe in no generation',
      (json) => ({ ...json, generations: json.generations.slice(0, -1) }),
      'plan.json: pipes[7].pipeId: expected a pipe that is in a generation, got "mart.report"',
    ],
    [
      'a pipe in two generations',
      (json) => ({ ...json, generations: [...json.generations, ['mart.report']] }),
      'plan.json: generations[4][0]: expected each pipe once, got "mart.report"',
    ],
  ])('refuses %s', (_, change, message) => {
    const failure = failureOf(() => planFromJson(change(copy()), 'plan.json'));
    expect(failure).toBeInstanceOf(RefusalError);
    expect(failure.message).toBe(message);
  });

  it('refuses everything that is wrong at once', () => {
    const json = copy();
    const advice = [{ entityId: 'a', consumers: ['nobody'], level: 'memory', reason: '' }];
    const changed = {
      ...json,
      pipes: [...json.pipes, json.pipes[0]],
      criticalPath: ['p'],
      cacheAdvice: advice,
    };
    expect(failureOf(() => planFromJson(changed)).message.split('\n')).toEqual([
      'plan: 3 things are wrong',
      '  pipes[8].pipeId: expected each pipe once, got "bronze.orders"',
      '  criticalPath[0]: expected a pipe of the plan, got "p"',
      '  cacheAdvice[0].consumers[0]: expected a pipe of the plan, got "nobody"',
    ]);
  });
});
