import type { Pipe } from '../definitions/pipe.ts';
import { received } from '../definitions/received.ts';
import { Registry } from '../definitions/registry.ts';
import type { Wiring } from '../definitions/wiring.ts';
import { plan } from '../planning/makePlan.ts';
import type { Plan } from '../planning/plan.ts';
import { select } from '../planning/select.ts';
import type { Selection } from '../planning/selection.ts';
import type { Agenda } from './agenda.ts';
import { definedWiring } from './definedWiring.ts';
import { givenAgenda } from './givenAgenda.ts';
import { plannedAgenda } from './plannedAgenda.ts';
import type { RunOptions } from './runOptions.ts';

/** What to run: a plan, a selection as text or value, ids of pipes, or the pipes themselves. */
export type Runnable = Plan | string | Selection | readonly string[] | readonly Pipe[];

/** What is to be run, and whether its plan was kept from earlier. */
export interface AgendaFor {
  readonly agenda: Agenda;
  readonly fromCache: boolean;
}

/** Plans what is not planned yet. Refuses what cannot be run before anything does. */
export function agendaFor(what: Runnable, options: RunOptions): AgendaFor {
  if (isPlan(what)) {
    if (options.order === 'given')
      throw new TypeError('expected ids of pipes to run in the order given, got a plan, which has its own');
    return { agenda: plannedAgenda(what), fromCache: false };
  }
  const { wiring, pipeIds } = requested(what, options);
  if (options.order === 'given') return { agenda: givenAgenda(wiring, pipeIds), fromCache: false };
  const { strategy, planCache } = options;
  const planOptions = strategy ? { strategy } : {};
  if (!planCache) return { agenda: plannedAgenda(plan(wiring, pipeIds, planOptions)), fromCache: false };
  const kept = planCache(wiring, pipeIds, planOptions);
  return { agenda: current(plannedAgenda(kept.plan), wiring), fromCache: kept.fromCache };
}

/** A plan that was kept is about who needs whom; bodies and settings may be others by now. */
function current(agenda: Agenda, { pipes, handleOf }: Wiring): Agenda {
  return { ...agenda, pipes: agenda.pipes.map((pipe) => pipes[handleOf(pipe.id) ?? -1] ?? pipe) };
}

const isPlan = (what: Runnable): what is Plan =>
  typeof what === 'object' && what !== null && 'generations' in what && 'modeOf' in what;

interface Requested {
  readonly wiring: Wiring;
  readonly pipeIds: readonly string[];
}

function requested(what: Exclude<Runnable, Plan>, options: RunOptions): Requested {
  if (isList(what)) return listed(what, options);
  if (typeof what !== 'string' && (typeof what !== 'object' || what === null || !('kind' in what)))
    throw new TypeError(
      `expected a plan, a selection, ids of pipes or pipes to run, got ${received(what)}`,
    );
  if (options.order === 'given')
    throw new TypeError(
      'expected a list of ids to run in the order given, got a selection, which has none',
    );
  const wiring = definedWiring(options);
  return { wiring, pipeIds: select(wiring, what, options.stateOf).pipeIds };
}

function listed(what: readonly (string | Pipe)[], options: RunOptions): Requested {
  const ids = what.filter((item) => typeof item === 'string');
  if (ids.length === what.length && what.length > 0)
    return { wiring: definedWiring(options), pipeIds: ids };
  const wiring = new Registry().add(what as readonly Pipe[]).wiring();
  return { wiring, pipeIds: (what as readonly Pipe[]).map(({ id }) => id) };
}

const isList = (what: unknown): what is readonly (string | Pipe)[] => Array.isArray(what);
