import { concatMap, defer, forkJoin, map, type Observable } from 'rxjs';
import type { Agenda } from '../agenda.ts';
import type { Runnable } from '../agendaFor.ts';
import type { RunOptions } from '../runOptions.ts';
import type { RunRecord } from '../runRecord.ts';
import { type RunSetup, runSetup } from '../runSetup.ts';
import { type RunWarning, runWarnings } from '../runWarnings.ts';
import { type DryPipe, dryPipe } from './dryPipe.ts';
import { existingTables } from './existingTables.ts';
import { type MissingInput, missingInputs } from './missingInputs.ts';
import { outerInputs } from './outerInputs.ts';
import { mayOverwrite, type Overwritten, overwrites } from './overwrites.ts';

/** What a run would do, as plain data. */
export interface DryRun {
  readonly strategy: string;
  readonly order: RunRecord['order'];
  readonly pipeCount: number;
  /** What could run side by side, one group after the other; each pipe alone where the order is given. */
  readonly generations: readonly (readonly DryPipe[])[];
  readonly missing: readonly MissingInput[];
  readonly overwritten: readonly Overwritten[];
  readonly warnings: readonly RunWarning[];
}

/**
 * Says what `run` would do with the same arguments, and does none of it: what would run in which order, which
 * inputs are missing, and what would be overwritten. What cannot be run is refused when it is called, as by
 * `run`. Interceptors and slices are not asked.
 *
 * - emits one answer, once the engine has told which tables there are and how big they are
 * - completes after that
 * - errors when the engine does
 * - on unsubscribe, the engine is not asked any further
 */
export function dryRun(what: Runnable, options: RunOptions): Observable<DryRun> {
  const setup = runSetup(what, options);
  return defer(() => {
    const { agenda } = setup;
    const pipes = agenda.pipes.map((_, member) => dryPipe(member, setup));
    return found(pipes, setup).pipe(
      map((found) => ({
        strategy: agenda.strategy,
        order: options.order ?? 'ready',
        pipeCount: pipes.length,
        generations: generationsOf(pipes, agenda),
        ...found,
        warnings: runWarnings(agenda, setup.settingsOf, options),
      })),
    );
  });
}

/** In the order in which they would be announced. */
function generationsOf(pipes: readonly DryPipe[], { plan, memberOf }: Agenda): DryRun['generations'] {
  if (plan === undefined) return pipes.map((pipe) => [pipe]);
  const pipeOf = (id: string) => pipes[memberOf(id) ?? -1] as DryPipe;
  return plan.generations.map((ids) => ids.map(pipeOf));
}

function found(
  pipes: readonly DryPipe[],
  setup: RunSetup,
): Observable<Pick<DryRun, 'missing' | 'overwritten'>> {
  const { agenda, options } = setup;
  const inputs = outerInputs(agenda);
  const overwriting = pipes.filter(mayOverwrite);
  const ids = new Set(overwriting.map(({ output }) => output));
  const outputs = agenda.pipes.flatMap(({ output }) => (output && ids.has(output.id) ? [output] : []));
  const asked = new Map([...inputs.map(({ entity }) => entity), ...outputs].map((one) => [one.id, one]));
  return existingTables([...asked.values()], options.engine).pipe(
    concatMap((tables) =>
      forkJoin({
        missing: missingInputs(
          inputs.filter(({ entity }) => !tables.has(entity.id)),
          setup,
        ),
        overwritten: overwrites(
          overwriting.filter(({ output = '' }) => tables.has(output)),
          options.engine,
        ),
      }),
    ),
  );
}
