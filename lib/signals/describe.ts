import { spellings } from './aliases.ts';
import type { Declaration } from './declare.ts';
import type { Emits } from './emitter.ts';

/** One field of a payload. */
export interface FieldDescription {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
}

/** What there is to know of a signal. */
export interface SignalDescription {
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly FieldDescription[];
  /** Other names under which it may be subscribed to. */
  readonly aliases: readonly string[];
  /** Who says that it emits it. */
  readonly emittedBy: readonly string[];
  readonly highVolume: boolean;
}

export function describe(
  name: string,
  { doc, fields, highVolume }: Declaration,
  emitters: readonly Emits[],
): SignalDescription {
  const emittedBy = emitters
    .filter(({ signals }) => signals.some((one) => one === name))
    .map(({ emitter }) => emitter);
  const described = Object.entries(fields).map(([field, { name: type }]) => ({
    name: field.replace(/\?$/, ''),
    type: type.replace(/^\((.*)\)$/, '$1').replace('UnknownRecord', 'object'),
    optional: field.endsWith('?'),
  }));
  return { name, doc, fields: described, aliases: spellings(name).slice(1), emittedBy, highVolume };
}
