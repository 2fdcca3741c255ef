import { EMPTY } from 'rxjs';
import { pipe } from '../definitions/pipe.ts';
import { Registry } from '../definitions/registry.ts';
import type { Wiring } from '../definitions/wiring.ts';

/** Who reads whom of pipes and queries; a query without a pipe of its name reads nothing that is known of. */
export function streamWiring(definitions: Registry, queryIds: readonly string[]): Wiring {
  const { handleOf } = definitions.wiring();
  const others = queryIds.filter((id) => handleOf(id) === undefined);
  return new Registry()
    .add(...definitions.pipes(), ...others.map((id) => pipe(id, { mode: 'stream', run: () => EMPTY })))
    .wiring();
}
