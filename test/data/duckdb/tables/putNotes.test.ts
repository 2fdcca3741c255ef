import { describe, expect, it } from '@jest/globals';
import { concat, firstValueFrom, ignoreElements, lastValueFrom } from 'rxjs';
import { duckdbEngine } from '../../../../lib/data/duckdb/duckdbEngine.ts';
import type { Engine } from '../../../../lib/data/engine.ts';
import type { Note } from '../../../../lib/data/note.ts';

describe('notes of a transaction', () => {
  it('are the last that was noted of each key, however often it looks and removes in between', async () => {
    const engine = duckdbEngine(':memory:', { threads: 1 });
    const put = (to: Engine, note: Note | undefined) => to.note('scope', [['key', note]]);
    const look = (at: Engine) => at.notes('scope').pipe(ignoreElements());
    await lastValueFrom(put(engine, 1), { defaultValue: undefined });
    const work = (inside: Engine) =>
      concat(
        ...[undefined, 2, undefined].flatMap((note) => [put(inside, note), look(inside)]),
        put(inside, 3),
      );
    await lastValueFrom(engine.transaction(work), { defaultValue: undefined });
    expect([...(await firstValueFrom(engine.notes('scope')))]).toEqual([['key', 3]]);
    await lastValueFrom(engine.close());
  });
});
