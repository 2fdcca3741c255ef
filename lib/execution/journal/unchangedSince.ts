import { type Agenda, rowOf } from '../agenda.ts';
import { fingerprint } from './fingerprint.ts';
import type { JournaledRun } from './journal.ts';
import { isDone, isUntold } from './journaledEnds.ts';

/**
 * Which pipes of an agenda need not run again: they are done, they are defined as they were then, and the
 * same holds for all that they depend on. Each of the runs resumed the one after it in the list.
 */
export function unchangedSince(runs: readonly JournaledRun[], agenda: Agenda): (pipeId: string) => boolean {
  const { pipes, memberOf } = agenda;
  const order = producersFirst(agenda);
  let done = new Set<number>();
  let before: Fingerprints = {};
  for (const { pipes: ends, fingerprints } of runs.toReversed()) {
    // A run need not have come to say of what it left alone that it is done.
    const kept = unchangedOf(done, before, fingerprints, { agenda, order });
    const isDoneBy = (member: number): boolean => {
      const end = ends.get(pipes[member]?.id ?? '');
      return isDone(end) || (isUntold(end) && kept.has(member));
    };
    done = new Set(order.filter(isDoneBy));
    before = fingerprints;
  }
  const now = Object.fromEntries(pipes.map((pipe) => [pipe.id, fingerprint(pipe)]));
  const unchanged = unchangedOf(done, before, now, { agenda, order });
  return (pipeId) => unchanged.has(memberOf(pipeId) ?? -1);
}

type Fingerprints = JournaledRun['fingerprints'];

interface Ordered {
  readonly agenda: Agenda;
  readonly order: readonly number[];
}

/** Those of the members that are done which neither changed themselves nor depend on what did, or is not done. */
function unchangedOf(
  done: ReadonlySet<number>,
  before: Fingerprints,
  after: Fingerprints,
  { agenda: { pipes, producers }, order }: Ordered,
): ReadonlySet<number> {
  const unchanged = new Set<number>();
  for (const member of order) {
    const id = pipes[member]?.id ?? '';
    const same = done.has(member) && before[id] === after[id];
    if (same && rowOf(producers, member).every((producer) => unchanged.has(producer)))
      unchanged.add(member);
  }
  return unchanged;
}

/** Whoever writes is in an earlier generation than whoever reads that. */
const producersFirst = ({ generationOf, pipes }: Agenda): readonly number[] =>
  Array.from(pipes.keys()).sort(
    (one, other) => (generationOf[one] as number) - (generationOf[other] as number),
  );
