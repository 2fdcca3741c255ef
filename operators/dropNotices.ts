import { noop, type SchedulerLike, type Subscriber } from 'rxjs';
import type { BoundedQueue } from './boundedQueue.ts';
import { inTask } from './inTask.ts';

/** How many values a queue had to let go. */
export interface DropNotice {
  /** How many values were dropped since the last notice. */
  readonly dropped: number;
  /** How many values were dropped in this subscription. */
  readonly total: number;
}

/** Tells of drops, once for all at a stretch. */
export interface DropNotices {
  /** Has the drops that were not told yet told in a task to come. */
  readonly notice: () => void;
  /** Tells of them now. */
  readonly tell: () => void;
}

/** Tells of drops in a task of its own, so that a handler that hangs does not silence them. */
export function dropNotices(
  queue: Pick<BoundedQueue<unknown>, 'dropped'>,
  subscriber: Subscriber<unknown>,
  onDrop: ((notice: DropNotice) => void) | undefined,
  scheduler: SchedulerLike,
): DropNotices {
  if (!onDrop) return { notice: noop, tell: noop };
  let told = 0;
  let due = false;
  const tell = (): void => {
    due = false;
    const total = queue.dropped;
    const dropped = total - told;
    told = total;
    if (dropped === 0) return;
    try {
      onDrop({ dropped, total });
    } catch (error) {
      subscriber.error(error);
    }
  };
  const notice = (): void => {
    if (due || queue.dropped === told) return;
    due = true;
    subscriber.add(inTask(scheduler, tell));
  };
  return { notice, tell };
}
