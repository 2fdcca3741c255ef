import type { DimensionChange } from '../dimensions/dimensionChange.ts';
import type { ChangeTable, Reaction } from './changeTable.ts';
import type { QueryDependencies } from './queryDependencies.ts';

/** What decides which queries a change concerns. */
export interface RestartPolicy {
  readonly table: ChangeTable;
  /** Whether queries that read the output of a restarted one are restarted too. */
  readonly cascade: boolean;
  /** How many steps below a changed dimension a cascade goes. */
  readonly depthLimit: number;
}

/** What a change leads to in one query. */
export interface RestartDecision {
  readonly queryId: string;
  readonly reaction: Reaction;
  readonly because: string;
  readonly priority: number;
  /** How many queries lie between it and the dimension. */
  readonly depth: number;
  /** Which wave of restarts it is in, from 0: a query comes after all that read its output. */
  readonly wave: number;
}

type Undated = Omit<RestartDecision, 'wave'>;

/** Decides what a change leads to, in the order in which it happens: consumers first. Pure. */
export function decideRestarts(
  change: DimensionChange,
  dependencies: QueryDependencies,
  policy: RestartPolicy,
): readonly RestartDecision[] {
  const decided = direct(change, dependencies, policy.table);
  if (policy.cascade) cascade(change, dependencies, decided, policy.depthLimit);
  const waveOf = waves(dependencies, decided);
  return [...decided.values()]
    .map((decision) => ({ ...decision, wave: waveOf(decision.queryId) }))
    .sort((a, b) => a.wave - b.wave || b.priority - a.priority);
}

/** A change in a few words. */
export const changeText = ({ changeClass, entityId, oldVersion, newVersion }: DimensionChange): string =>
  `${changeClass} change of ${entityId} (${oldVersion} -> ${newVersion})`;

const strength: Readonly<Record<Reaction, number>> = { ignore: 0, refresh: 1, restart: 2, block: 3 };

function direct(
  change: DimensionChange,
  dependencies: QueryDependencies,
  table: ChangeTable,
): Map<string, Undated> {
  const decided = new Map<string, Undated>();
  for (const { queryId, edge } of dependencies.readersOf(change.entityId)) {
    const { priority = 0, restartOnChange = true } = dependencies.get(queryId) ?? {};
    const isDeaf = !restartOnChange || edge.restartOnChange === false;
    const reaction = isDeaf ? 'ignore' : table[change.changeClass][edge.kind];
    const before = decided.get(queryId);
    if (before && strength[before.reaction] >= strength[reaction]) continue;
    const how = isDeaf ? ', and restartOnChange is false' : `, which it reads as ${edge.kind}`;
    decided.set(queryId, { queryId, reaction, because: changeText(change) + how, priority, depth: 0 });
  }
  return decided;
}

/** Goes down from the queries that are restarted, step by step, and says where it does not go on. */
function cascade(
  change: DimensionChange,
  dependencies: QueryDependencies,
  decided: Map<string, Undated>,
  depthLimit: number,
): void {
  let above = [...decided.values()].filter(({ reaction }) => reaction === 'restart');
  for (let depth = 1; above.length > 0; depth++) {
    const below: Undated[] = [];
    for (const { queryId: producer } of above) {
      for (const queryId of dependencies.consumersOf(producer)) {
        const known = decided.get(queryId);
        if (known && strength[known.reaction] >= strength.restart) continue;
        const { priority = 0, restartOnChange = true } = dependencies.get(queryId) ?? {};
        if (!restartOnChange) continue;
        const isTooFar = depth > depthLimit;
        const limit = isTooFar
          ? `, ${depth} steps below it, and no more than ${depthLimit} are followed`
          : '';
        const because = `reads ${producer}, which is restarted after a ${changeText(change)}${limit}`;
        const decision: Undated = {
          queryId,
          reaction: isTooFar ? 'block' : 'restart',
          because,
          priority,
          depth,
        };
        decided.set(queryId, decision);
        if (!isTooFar) below.push(decision);
      }
    }
    above = below;
  }
}

/** The wave of a query is one more than the last of those below it that are restarted too. */
function waves(
  dependencies: QueryDependencies,
  decided: ReadonlyMap<string, Undated>,
): (queryId: string) => number {
  const known = new Map<string, number>();
  const restarted = (queryId: string): boolean => decided.get(queryId)?.reaction === 'restart';
  const waveOf = (queryId: string): number => {
    const found = known.get(queryId);
    if (found !== undefined) return found;
    const below = [...dependencies.allBelow(queryId)].filter(restarted);
    const wave = restarted(queryId) ? Math.max(-1, ...below.map(waveOf)) + 1 : 0;
    known.set(queryId, wave);
    return wave;
  };
  return waveOf;
}
