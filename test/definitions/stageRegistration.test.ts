import { describe, expect, it } from '@jest/globals';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import { stage } from '../../lib/definitions/stage.ts';

const load = pipe('load', { output: entity('t.a'), run: () => [] });
const bronze = stage('bronze', { pipes: [load] });
const silver = stage('silver', { pipes: 'tag:x', after: [bronze] });

describe('registering stages', () => {
  it('keeps them in their order, each once, with the pipes that they mention', () => {
    const registry = new Registry().add(silver, bronze, [bronze]);
    expect(registry.stages()).toEqual([silver, bronze]);
    expect(registry.stage('bronze')).toBe(bronze);
    expect(registry.pipes()).toEqual([load]);
  });

  it('refuses another one of the same id, and what is malformed, and then takes nothing', () => {
    const registry = new Registry().add(silver);
    const malformed = { ...bronze, id: 'gold', pipes: [] };
    expect(() => registry.add(bronze, stage('silver', { pipes: 'y' }), malformed)).toThrow(
      /silver: there is another stage with this id\n.*gold: expected pipes or their ids, .* as pipes, got an empty array/,
    );
    expect(registry.stages()).toEqual([silver]);
    expect(registry.pipes()).toEqual([]);
  });

  it('says what was probably meant', () => {
    expect(() => new Registry().add(silver).stage('silvr')).toThrow(
      'expected the id of a registered stage, got "silvr"; did you mean "silver"?',
    );
  });
});
