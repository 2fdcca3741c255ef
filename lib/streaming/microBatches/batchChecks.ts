import { concatMap, defer, EMPTY, map, type Observable, of } from 'rxjs';
import { checkEntity } from '../../data/checks/checkEntity.ts';
import { CheckFailedError } from '../../data/checks/checkFailedError.ts';
import type { CheckResult } from '../../data/checks/checkResult.ts';
import { tellChecks } from '../../data/checks/tellChecks.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { BatchRun } from './batchRun.ts';
import { BlockedByCheckError } from './blockedByCheckError.ts';

/** How often the rows of an output are looked at, at most, in milliseconds. */
const CHECK_EVERY = 60_000;

/** The checks of what one run of a query writes, and of what it reads. */
export class BatchChecks {
  readonly #run: BatchRun;
  readonly #output: Entity | undefined;
  readonly #every: number;
  /** Whether there is anything that was not looked at. */
  #isOpen: boolean;
  #madeAt: number | undefined;
  /** The version up to which all rows are as expected. */
  #since: number | undefined;

  constructor(run: BatchRun) {
    const { pipe, options } = run;
    const { checkEvery = CHECK_EVERY } = options;
    const isChecked = checkEvery !== false && (pipe.output?.checks?.length ?? 0) > 0;
    this.#run = run;
    this.#output = isChecked ? pipe.output : undefined;
    this.#every = checkEvery === false ? 0 : checkEvery;
    // What did not pass before is looked at before anything is written.
    this.#isOpen = isChecked && (options.checks?.of(pipe.output?.id ?? '') ?? []).some(isNotPassed);
  }

  /** A batch was committed. */
  written(): void {
    this.#isOpen = this.#output !== undefined;
  }

  /** Milliseconds until they are to be made; nothing where there is nothing to be looked at. */
  dueIn(): number | undefined {
    if (!this.#isOpen) return undefined;
    if (this.#madeAt === undefined) return 0;
    return Math.max(0, this.#madeAt + this.#every - this.#now());
  }

  /** Makes them where they are due; errors with a `CheckFailedError`. */
  due(): Observable<never> {
    return defer(() => (this.dueIn() === 0 ? this.#made() : EMPTY));
  }

  /** Makes them where anything was not looked at. */
  rest(): Observable<never> {
    return defer(() => (this.#isOpen ? this.#made() : EMPTY));
  }

  /** Throws where a check of what the query reads keeps it from going on. */
  refuseBlocked(): void {
    const { pipe, queryId, options } = this.#run;
    const by = options.checks?.blocking(pipe);
    if (by) throw new BlockedByCheckError(queryId, by);
  }

  #made(): Observable<never> {
    const output = this.#output as Entity;
    const { engine } = this.#run.options;
    this.#isOpen = false;
    this.#madeAt = this.#now();
    const version$: Observable<number | undefined> = engine.capabilities.versions
      ? engine.versions([output.id]).pipe(map((versions) => versions.get(output.id)))
      : of(undefined);
    return version$.pipe(
      concatMap((version) => {
        const isKnown = this.#since !== undefined && version !== undefined && version >= this.#since;
        if (isKnown && version === this.#since) return EMPTY;
        return checkEntity(output, engine, { since: isKnown ? this.#since : undefined }).pipe(
          concatMap((results) => this.#heed(output, results, version)),
        );
      }),
    );
  }

  #heed(output: Entity, results: readonly CheckResult[], version: number | undefined): Observable<never> {
    const { runId, pipe, options } = this.#run;
    const of = { entityId: output.id, entityName: output.name, runId, pipeId: pipe.id };
    options.checks?.note(output.id, results);
    if (options.signals) tellChecks({ ...of, checks: results }, options.signals.emit);
    const unpassed = results.filter(isNotPassed);
    // Once something is not as expected, all rows are looked at until everything is.
    this.#since = unpassed.length === 0 ? version : undefined;
    const failed = unpassed.filter(({ severity }) => severity === 'fail');
    if (failed.length > 0) throw new CheckFailedError(output.id, failed);
    return EMPTY;
  }

  #now(): number {
    return this.#run.context.scheduler.now();
  }
}

const isNotPassed = ({ status }: CheckResult): boolean => status !== 'passed';
