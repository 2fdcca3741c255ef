import { EMPTY } from 'rxjs';
import { pipe } from '../definitions/pipe.ts';
import { Registry } from '../definitions/registry.ts';
import type { Wiring } from '../definitions/wiring.ts';
import type { Runtime } from '../host/runtime.ts';

/** Who reads whom of pipes and queries; a query without a pipe of its name reads nothing that is known of. */
export function streamWiring({ project }: Pick<Runtime, 'project'>, queryIds: readonly string[]): Wiring {
  const { definitions } = project;
  const { handleOf } = definitions.wiring();
  const others = queryIds.filter((id) => handleOf(id) === undefined);
  return new Registry()
    .add(...definitions.pipes(), ...others.map((id) => pipe(id, { mode: 'stream', run: () => EMPTY })))
    .wiring();
}
