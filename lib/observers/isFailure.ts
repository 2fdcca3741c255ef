import type { CoreName } from '../signals/catalogue.ts';

/**
 * Whether a signal tells of a failure, by its name: the last word is `failed`, `exception` or `error`, or it
 * is one of the few of the core that say it in another way. An attempt that is followed by another is none.
 */
export function isFailure(name: string): boolean {
  return /[._](failed|exception|error)$/.test(name) || others.has(name);
}

const others: ReadonlySet<string> = new Set<CoreName>(['streaming.recovery_exhausted']);
