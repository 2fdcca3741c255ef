import type { Slice } from '../data/slice.ts';
import type { CaseBody } from './engineCase.ts';
import { oneOf, rowsOf, same, someOrders, write } from './engineChecks.ts';

/** How an engine reads changes in parts. */
export const engineWindowCases: readonly CaseBody[] = [
  {
    name: 'slices: gives the changes of a version in parts, each once',
    needs: ['changeFeed', 'versions'],
    body: async ({ engine, orders }) => {
      const after = (await oneOf(engine.versions([orders.id]))).get(orders.id) ?? 0;
      await write(engine, orders, [someOrders(5)]);
      await write(engine, orders, [someOrders(4, 5)]);
      const all: Slice = { kind: 'changes', after };
      const found: unknown[] = [];
      for (let offset = 0; offset < 12; offset += 2) {
        const part = await rowsOf(engine, orders, { ...all, offset, limit: 2 });
        same(`rows of the part from ${offset}`, part.length, Math.max(0, Math.min(2, 9 - offset)));
        found.push(...part.map(({ id, _version }) => `${id} ${_version}`));
      }
      const whole = await rowsOf(engine, orders, all);
      const ids = whole.map(({ id, _version }) => `${id} ${_version}`);
      same('all parts together', [...found].sort(), [...ids].sort());
      const early = await rowsOf(engine, orders, { ...all, limit: 5 });
      same('versions of the first five', new Set(early.map(({ _version }) => _version)).size, 1);
    },
  },
];
