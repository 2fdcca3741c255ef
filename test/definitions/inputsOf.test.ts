import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EMPTY } from 'rxjs';
import { entity } from '../../lib/definitions/entity.ts';
import { type Frame, frameBrand, isFrame } from '../../lib/definitions/frame.ts';
import { friendlyName } from '../../lib/definitions/friendlyName.ts';
import { inputsOf } from '../../lib/definitions/inputsOf.ts';
import { pipe } from '../../lib/definitions/pipe.ts';

const frameOf = ({ id }: { readonly id: string }): Frame => ({
  [frameBrand]: true,
  entityId: id,
  columns: () => EMPTY,
  rows: () => EMPTY,
  batches: () => EMPTY,
});

const namesOf = (...ids: string[]) => {
  const made = inputsOf({ inputs: ids.map((id) => entity(id)) }, frameOf);
  return Object.fromEntries(Object.entries(made).map(([name, { entityId }]) => [name, entityId]));
};

describe('inputsOf', () => {
  it('gives each frame by id and by friendly name', () => {
    const reading = pipe('p', { inputs: [entity('bronze.orders'), entity('plain')], run: () => [] });
    const inputs = inputsOf(reading, frameOf);
    expect(inputs['bronze.orders'].entityId).toBe('bronze.orders');
    expect(inputs.bronze_orders).toBe(inputs['bronze.orders']);
    expect(Object.keys(inputs)).toEqual(['bronze.orders', 'plain', 'bronze_orders']);
  });

  it('lets ids win over friendly names', () => {
    expect(namesOf('a.b', 'a_b')).toEqual({ 'a.b': 'a.b', a_b: 'a_b' });
  });

  it('leaves out a friendly name that two ids would share', () => {
    expect(namesOf('a.b', 'a-b', 'c.d')).toEqual({ 'a.b': 'a.b', 'a-b': 'a-b', 'c.d': 'c.d', c_d: 'c.d' });
    expect(namesOf('a.b', 'a-b', 'a_b')).toEqual({ 'a.b': 'a.b', 'a-b': 'a-b', a_b: 'a_b' });
  });

  it('finds nothing that is not an input', () => {
    const inputs = inputsOf({ inputs: [entity('__proto__')] }, frameOf);
    expect(Object.keys(inputs)).toEqual(['__proto__']);
    expect((inputs as Record<string, unknown>)['toString']).toBeUndefined();
  });

  it('reaches every id, and by a friendly name only the one that has it alone', () => {
    const id = fc.stringMatching(/^[ab]([._-][ab]){0,3}$/);
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 8 }), (ids) => {
        const names = namesOf(...ids);
        for (const one of ids) expect(names[one]).toBe(one);
        for (const [name, one] of Object.entries(names)) {
          if (name === one) continue;
          expect(ids).not.toContain(name);
          expect(ids.filter((other) => friendlyName(other) === name)).toEqual([one]);
        }
      }),
    );
  });
});

describe('isFrame', () => {
  it('is not taken in by data from outside', () => {
    expect(isFrame(frameOf({ id: 'a' }))).toBe(true);
    expect(isFrame(JSON.parse('{"entityId":"a","rekindle.frame":true}'))).toBe(false);
    expect(isFrame(null)).toBe(false);
  });
});
