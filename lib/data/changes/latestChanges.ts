import type { Row } from '../../definitions/frame.ts';
import { keyOf } from '../memory/keyOf.ts';

/** Of changes in the order of versions, those that were the last of their key. Pure. */
export function latestChanges(changes: readonly Row[], keys: readonly string[]): readonly Row[] {
  const latest = new Map<string, Row[]>();
  const keyless: Row[] = [];
  for (const change of changes) {
    const key = keyOf(change, keys);
    if (key === undefined) {
      keyless.push(change);
      continue;
    }
    const known = latest.get(key);
    if (!known?.[0] || isLater(change, known[0])) latest.set(key, [change]);
    else if (!isLater(known[0], change)) known.push(change);
  }
  return [...keyless, ...[...latest.values()].flat()];
}

/** What came in place of a row that was deleted in the same version comes after that. */
const isLater = (one: Row, other: Row): boolean =>
  versionOf(one) > versionOf(other) ||
  (versionOf(one) === versionOf(other) && isDeletion(other) && !isDeletion(one));

const versionOf = ({ _version }: Row): number => Number(_version);
const isDeletion = ({ _change }: Row): boolean => _change === 'delete';
