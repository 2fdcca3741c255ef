import { blockedBy } from '../../data/checks/blockedBy.ts';
import { CheckFailedError, inWords } from '../../data/checks/checkFailedError.ts';
import type { CheckResult } from '../../data/checks/checkResult.ts';
import { type Agenda, eachIn } from '../agenda.ts';
import type { PipeOutcome } from '../pipeState.ts';

/** Why a pipe is kept from running by a check of what it reads. */
export interface Blocked {
  /** Who wrote it. */
  readonly upstream: string;
  readonly because: string;
}

/** What checks found out in one run, and whom that keeps from running. */
export class CheckBlocks {
  readonly results: CheckResult[] = [];

  readonly #agenda: Agenda;
  readonly #found = new Map<number, readonly CheckResult[]>();
  readonly #blocked = new Map<number, Blocked>();

  constructor(agenda: Agenda) {
    this.#agenda = agenda;
  }

  note(member: number, results: readonly CheckResult[]): void {
    this.results.push(...results);
    this.#found.set(member, results);
  }

  /** Has the end of a member take effect; says whether nobody may read what it writes, or only those that are told. */
  apply(member: number, outcome: PipeOutcome): 'all' | 'some' {
    if (outcome.status === 'failed' && !(outcome.error instanceof CheckFailedError)) return 'all';
    const failed = (this.#found.get(member) ?? []).filter(({ status }) => status !== 'passed');
    if (failed.some(({ blocks }) => blocks === 'all')) return 'all';
    if (failed.length > 0) this.#block(member, failed);
    return 'some';
  }

  /** What keeps a member from running, if anything. */
  of(member: number): Blocked | undefined {
    return this.#blocked.get(member);
  }

  #block(member: number, failed: readonly CheckResult[]): void {
    const { pipes, producers } = this.#agenda;
    const upstream = pipes[member]?.id ?? '';
    pipes.forEach((pipe, reader) => {
      let reads = false;
      eachIn(producers, reader, (producer) => {
        reads ||= producer === member;
      });
      const by = reads ? blockedBy(pipe, failed) : undefined;
      if (by) this.#blocked.set(reader, { upstream, because: `${by.entityId}: ${inWords(by)}` });
    });
  }
}
