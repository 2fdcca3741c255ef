import type { Wiring } from '../definitions/wiring.ts';
import type { RunOptions } from './runOptions.ts';

/** Where ids and selections are looked up. */
export function definedWiring({ definitions }: Pick<RunOptions, 'definitions'>): Wiring {
  if (definitions === undefined)
    throw new TypeError(
      'expected the option definitions, where ids and selections are looked up, got nothing',
    );
  return 'wiring' in definitions ? definitions.wiring() : definitions;
}
