import { describe, expect, it } from '@jest/globals';
import { EMPTY, lastValueFrom, throwError } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import { lastStates } from '../../lib/execution/journal/lastStates.ts';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import { run } from '../../lib/execution/run.ts';
import { toResult } from '../../lib/execution/toResult.ts';

describe('lastStates', () => {
  it('knows nothing where nothing has run', async () => {
    const stateOf = await lastValueFrom(lastStates(memoryJournal()));
    expect(stateOf('good')).toBeUndefined();
  });

  it('selects what failed in the last run, and not in the one before', async () => {
    let broken = ['good', 'bad'];
    const body = (id: string) => () => (broken.includes(id) ? throwError(() => new Error(id)) : EMPTY);
    const definitions = new Registry().add(
      ['good', 'bad', 'other'].map((id) => pipe(id, { output: entity(`out.${id}`), run: body(id) })),
    );
    const options = { engine: memoryEngine(), definitions, journal: memoryJournal() };
    const ran = (what: string, stateOf = {}) =>
      lastValueFrom(run(what, { ...options, ...stateOf }).pipe(toResult()));
    await ran('good bad');
    broken = ['bad'];
    await ran('good bad');

    const stateOf = await lastValueFrom(lastStates(options.journal));
    const again = await ran('state:failed', { stateOf });
    expect(again.pipeIds).toEqual(['bad']);
    expect(stateOf('other')).toBeUndefined();
  });
});
