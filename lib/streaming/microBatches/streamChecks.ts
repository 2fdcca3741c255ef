import { blockedBy } from '../../data/checks/blockedBy.ts';
import type { CheckResult } from '../../data/checks/checkResult.ts';
import type { Pipe } from '../../definitions/pipe.ts';

/**
 * What the checks of streams found out last of the entities that they write. Queries that share one do not go on where
 * a check of what they read says so; `pipeQueries` gives its queries one.
 */
export class StreamChecks {
  readonly #found = new Map<string, readonly CheckResult[]>();

  /** What came of the checks of an entity, in place of what came of them before. */
  note(entityId: string, results: readonly CheckResult[]): void {
    this.#found.set(entityId, results);
  }

  /** What came of the checks of an entity the last time; nothing where they were not made. */
  of(entityId: string): readonly CheckResult[] {
    return this.#found.get(entityId) ?? [];
  }

  /** The check that keeps a pipe from going on, if there is one. */
  blocking(pipe: Pipe): CheckResult | undefined {
    const others = pipe.inputs.filter(({ id }) => id !== pipe.output?.id);
    return blockedBy(
      pipe,
      others.flatMap(({ id }) => this.of(id)),
    );
  }
}
