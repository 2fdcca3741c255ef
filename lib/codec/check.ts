import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { type Refusal, RefusalError } from './refusal.ts';
import { refusals } from './refusals.ts';

/**
 * Checks a value that came from outside. Right is the decoded value; left tells everything that is
 * wrong with it at once. `where` says where it came from: a file, a signal, an option.
 */
export function check<A>(
  codec: t.Decoder<unknown, A>,
  value: unknown,
  where: string,
): E.Either<RefusalError, A> {
  const decoded = codec.decode(value);
  if (E.isRight(decoded)) return decoded;
  const found: readonly Refusal[] = refusals(decoded.left);
  return E.left(new RefusalError(where, found));
}

/** The same for those who want the refusal thrown. */
export function checkOrThrow<A>(codec: t.Decoder<unknown, A>, value: unknown, where: string): A {
  const checked = check(codec, value, where);
  if (E.isLeft(checked)) throw checked.left;
  return checked.right;
}
