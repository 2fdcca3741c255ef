import { describe, expect, it } from '@jest/globals';
import { of } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { engineOver } from '../../lib/data/engineOver.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { now } from './support/now.ts';

const orders = entity('bronze.orders');

describe('engineOver', () => {
  it('leaves to the other what it does not do itself', () => {
    const engine = memoryEngine();
    const over = engineOver(engine, { versions: (ids) => of(new Map(ids.map((id) => [id, 7]))) });
    now(over.write(orders, [[{ id: 1 }]], { mode: 'append' }, { ensure: true }));
    expect(now(over.read(orders).rows())).toEqual([[{ id: 1 }]]);
    expect(now(engine.versions([orders.id]))).toEqual([new Map([[orders.id, 1]])]);
    expect(now(over.versions([orders.id]))).toEqual([new Map([[orders.id, 7]])]);
  });

  it('passes everything on with all that it is given', () => {
    const calls: unknown[] = [];
    const called =
      (name: string) =>
      (...args: unknown[]) => {
        calls.push([name, ...args]);
      };
    const names = Object.keys(memoryEngine()).filter((name) => name !== 'name' && name !== 'capabilities');
    const spy = Object.fromEntries(names.map((name) => [name, called(name)])) as unknown as Engine;
    const over = engineOver(spy, {}) as unknown as Record<string, (...args: unknown[]) => unknown>;
    const given = names.map((name) => {
      const args = Array.from(
        { length: (over[name] as { length: number }).length },
        (_, i) => `${name} ${i}`,
      );
      over[name]?.(...args);
      return [name, ...args];
    });
    expect(calls).toEqual(given);
    expect(
      Object.keys(over)
        .filter((name) => typeof over[name] === 'function')
        .sort(),
    ).toEqual(names.sort());
  });
});
