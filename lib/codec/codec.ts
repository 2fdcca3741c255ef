import type * as t from 'io-ts';

/** The part of an io-ts codec that checks; what it encodes to does not matter at the border inwards. */
export interface Codec<A> extends t.Decoder<unknown, A> {
  readonly is: t.Is<A>;
}
