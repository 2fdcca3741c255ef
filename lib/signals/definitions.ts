import { checkOrThrow } from '../codec/check.ts';
import type { Codec } from '../codec/codec.ts';
import { compileGuard } from '../codec/compileGuard.ts';
import { RefusalError } from '../codec/refusal.ts';
import { catalogue } from './catalogue.ts';
import { type Declaration, declared } from './declare.ts';
import { checkKnown, checkName } from './names.ts';

/** A name was defined before, with another codec. */
export class SignalRedefinedError extends Error {
  override readonly name = 'SignalRedefinedError';

  constructor(
    readonly signal: string,
    readonly expected: string,
    readonly received: string,
  ) {
    super(
      `expected the codec that "${signal}" was defined with (${expected}), got another one (${received})`,
    );
  }
}

/** What is known of signals: the catalogue, and what extensions define. */
export class Definitions {
  readonly #extensions = new Map<string, Declaration>();

  get(name: string): Declaration | undefined {
    return Object.hasOwn(catalogue, name)
      ? catalogue[name as keyof typeof catalogue]
      : this.#extensions.get(name);
  }

  /** Defines a signal; a second time is fine if it says the same. */
  add(name: string, codec: Codec<unknown>, doc: string): Declaration {
    checkName(name);
    const known = this.get(name);
    if (!known) checkKnown(name);
    if (known && known.codec !== codec) throw new SignalRedefinedError(name, known.codec.name, codec.name);
    const declaration = known ?? declared(doc, codec);
    this.#extensions.set(name, declaration);
    return declaration;
  }

  /** Whether a payload is one of the signal; nothing where any payload is. */
  guard(name: string): ((payload: unknown) => boolean) | undefined {
    const codec = this.get(name)?.codec;
    return codec && compileGuard(codec);
  }

  /** Throws what is wrong with a payload that the guard did not let pass. */
  refuse(name: string, payload: unknown): never {
    const where = `payload of ${name}`;
    const codec = this.get(name)?.codec;
    if (codec) checkOrThrow(codec, payload, where);
    // A codec may decode what it does not accept as it is; a payload has to be the decoded thing.
    throw new RefusalError(where, [
      { path: '', expected: codec?.name ?? 'a payload', received: 'its encoded form' },
    ]);
  }

  all(): readonly (readonly [name: string, declaration: Declaration])[] {
    return [...Object.entries(catalogue), ...this.#extensions];
  }
}
