import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { historyProblems, wholeHistory } from '../../crash/judging/historyProblems.ts';
import type { HistoryEntry } from '../../lib/data/history.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';

const orders = entity('bronze.orders', { keys: ['id'] });

/** An engine in which an order was written, written once more as it was, and changed. */
async function written() {
  const engine = memoryEngine();
  const merge = (id: number, amount: number, once: string) =>
    lastValueFrom(engine.write(orders, [[{ id, amount }]], { mode: 'merge' }, { ensure: true, once }));
  await merge(1, 10, 'first');
  await merge(1, 10, 'again');
  await merge(1, 20, 'changed');
  return { engine, history: await wholeHistory(engine) };
}

const withEntry = (history: readonly HistoryEntry[], at: number, changed: Partial<HistoryEntry>) =>
  history.map((entry, i) => (i === at ? { ...entry, ...changed } : entry));

describe('historyProblems', () => {
  it('finds none in a history that agrees with what is there', async () => {
    const { engine, history } = await written();
    expect(history.map(({ version }) => version)).toEqual([1, 1, 2]);
    expect(await historyProblems(engine, history, history.slice(0, 2))).toEqual([]);
  });

  it('finds a write that is lost', async () => {
    const { engine, history } = await written();
    const [problem] = await historyProblems(engine, history.slice(0, 2), history);
    expect(problem).toContain('the history lost');
  });

  it('finds a version that is left out, and one that a write without changes has raised', async () => {
    const { engine, history } = await written();
    expect(await historyProblems(engine, withEntry(history, 2, { version: 3 }), [])).toEqual([
      expect.stringContaining('is of version 3, expected 2'),
      'bronze.orders: is at version 2, its history at 3',
    ]);
    expect(await historyProblems(engine, withEntry(history, 1, { version: 2 }), [])).toContainEqual(
      expect.stringContaining('is of version 2, expected 1'),
    );
  });

  it('finds rows that nobody has told of', async () => {
    const { engine, history } = await written();
    const more = withEntry(history, 0, { inserted: 2 });
    expect(await historyProblems(engine, more, [])).toEqual([
      'bronze.orders: has 1 rows, by its history 2',
    ]);
  });

  it('finds what was done twice though it was to be done once', async () => {
    const { engine, history } = await written();
    const twice = withEntry(history, 1, { once: 'first' });
    expect(await historyProblems(engine, twice, [])).toEqual([
      '"first" was to be done once, and was done again',
    ]);
    expect(await firstValueFrom(engine.versions([orders.id]))).toEqual(new Map([[orders.id, 2]]));
  });
});
