import { type Agenda, eachIn } from './agenda.ts';

/** Whose failure each member suffers from, if any: its own, or that of somebody it needs. */
export class Blame {
  readonly #agenda: Agenda;
  readonly #ids: (string | undefined)[] = [];

  constructor(agenda: Agenda) {
    this.#agenda = agenda;
  }

  put(member: number, pipeId: string): void {
    this.#ids[member] = pipeId;
  }

  /** What a member itself suffers from. */
  by(member: number): string | undefined {
    return this.#ids[member];
  }

  /** Of all that those suffer from whose output it reads, the first in alphabetical order. */
  of(member: number): string | undefined {
    if (this.#ids.length === 0) return undefined;
    let first: string | undefined;
    eachIn(this.#agenda.producers, member, (producer) => {
      const id = this.#ids[producer];
      if (id !== undefined && (first === undefined || id < first)) first = id;
    });
    return first;
  }
}
