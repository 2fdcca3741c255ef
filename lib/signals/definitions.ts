import type { Codec } from '../codec/codec.ts';
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

  all(): readonly (readonly [name: string, declaration: Declaration])[] {
    return [...Object.entries(catalogue), ...this.#extensions];
  }
}
