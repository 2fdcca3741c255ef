import { Subscription } from 'rxjs';
import { isLimit } from './isLimit.ts';

export interface RestartIntensityOptions {
  /** How many restarts the group may make within the time. @default 1 */
  readonly max?: number;
  /** The time, in milliseconds. @default 5_000 */
  readonly within?: number;
}

/** What a group of sources may be restarted together; all who are given it are the group. */
export interface RestartIntensity {
  /** Takes part, and is told when there were too many restarts; unsubscribing leaves the group. */
  join(escalate: (error: RestartIntensityError) => void): Subscription;
  /** Counts a restart at that time. If it is one too many, the group ends: all are told, and the answer is no. */
  restart(at: number, cause: unknown): boolean;
}

/** A group was restarted too often in too short a time; the cause is what the last member failed with. */
export class RestartIntensityError extends Error {
  override readonly name = 'RestartIntensityError';

  constructor(
    readonly max: number,
    readonly within: number,
    options?: ErrorOptions,
  ) {
    super(`expected at most ${max} restarts of the group within ${within} ms, got one more`, options);
  }
}

/**
 * Bounds how often a group is restarted: more than `max` restarts within `within` end it, and each member
 * gets the same error, who started last first. Who starts a member afterwards begins a new group, so that
 * a level above can restart the whole.
 */
export function restartIntensity({
  max = 1,
  within = 5_000,
}: RestartIntensityOptions = {}): RestartIntensity {
  refuseUnusable(max, within);
  const members = new Set<{ readonly escalate: (error: RestartIntensityError) => void }>();
  let times: number[] = [];

  const escalate = (cause: unknown): void => {
    const error = new RestartIntensityError(max, within, { cause });
    const group = [...members].reverse();
    members.clear();
    times = [];
    // As one, so that a member that throws does not keep the others from being told.
    const telling = new Subscription();
    for (const member of group) telling.add(() => member.escalate(error));
    telling.unsubscribe();
  };
  return {
    join: (told) => {
      const member = { escalate: told };
      members.add(member);
      return new Subscription(() => members.delete(member));
    },
    restart: (at, cause) => {
      times = times.filter((time) => at - time <= within);
      times.push(at);
      if (times.length <= max) return true;
      escalate(cause);
      return false;
    },
  };
}

function refuseUnusable(max: number, within: number): void {
  if (!isLimit(max) || max === Number.POSITIVE_INFINITY) {
    throw new RangeError(`expected max to be an integer from 0 on, got ${max}`);
  }
  if (!(within > 0 && within < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`expected within to be a positive number of ms, got ${within}`);
  }
}
