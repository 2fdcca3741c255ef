import type { RecoverySlots } from '../../../operators/recoverySlots.ts';

/** A place among those who recover, which a query has or waits for. */
export interface SlotHold {
  readonly queryId: string;
  /** Since when it has it. */
  since: number | undefined;
}

/** The same slots, as one query is given them, with what it holds of them written down. */
export function watchedSlots(
  slots: RecoverySlots,
  queryId: string,
  { holds, elapsed }: { readonly holds: Set<SlotHold>; readonly elapsed: () => number },
): RecoverySlots {
  return {
    get free() {
      return slots.free;
    },
    get waiting() {
      return slots.waiting;
    },
    take: (start, scheduler) => {
      const hold: SlotHold = { queryId, since: undefined };
      holds.add(hold);
      const place = slots.take(() => {
        hold.since = elapsed();
        start();
      }, scheduler);
      place.add(() => holds.delete(hold));
      return place;
    },
  };
}
