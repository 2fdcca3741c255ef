import type { Engine, HistoryEntry } from 'rekindle';
import { firstValueFrom } from 'rxjs';

/** All writes, the first one first. */
export async function wholeHistory(engine: Engine): Promise<readonly HistoryEntry[]> {
  return [...(await firstValueFrom(engine.history({ limit: 1_000_000 })))].reverse();
}

/** Whether what the history tells of versions and counts agrees with what is there, and nothing of it was lost. */
export async function historyProblems(
  engine: Engine,
  history: readonly HistoryEntry[],
  before: readonly HistoryEntry[],
): Promise<readonly string[]> {
  const ids = [...new Set(history.map(({ entityId }) => entityId))];
  const versions = await firstValueFrom(engine.versions(ids));
  const each = await Promise.all(
    ids.map(async (id) => {
      const writes = history.filter(({ entityId }) => entityId === id);
      return [
        ...versionProblems(id, writes, versions.get(id)),
        ...(await countProblems(engine, id, writes)),
      ];
    }),
  );
  return [...lostProblems(history, before), ...onceProblems(history), ...each.flat()];
}

function lostProblems(
  history: readonly HistoryEntry[],
  before: readonly HistoryEntry[],
): readonly string[] {
  const lost = before.findIndex((entry, i) => JSON.stringify(entry) !== JSON.stringify(history[i]));
  if (lost < 0) return [];
  return [`the history lost ${JSON.stringify(before[lost])}, got ${JSON.stringify(history[lost])}`];
}

function onceProblems(history: readonly HistoryEntry[]): readonly string[] {
  const names = history.flatMap(({ once }) => once ?? []);
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  return twice.map((name) => `"${name}" was to be done once, and was done again`);
}

/** Each write that changed something raised the version by one, and no other did. */
function versionProblems(
  id: string,
  writes: readonly HistoryEntry[],
  version: number | undefined,
): readonly string[] {
  let last = 0;
  const problems: string[] = [];
  for (const { inserted = 0, updated = 0, deleted = 0, version: told, sequence } of writes) {
    const expected = last + (inserted + updated + deleted > 0 ? 1 : 0);
    if (told !== expected)
      problems.push(`${id}: write ${sequence} is of version ${told}, expected ${expected}`);
    last = told ?? last;
  }
  if (version !== last) problems.push(`${id}: is at version ${version}, its history at ${last}`);
  return problems;
}

async function countProblems(
  engine: Engine,
  id: string,
  writes: readonly HistoryEntry[],
): Promise<readonly string[]> {
  const { rows } = await firstValueFrom(engine.estimateSize(id));
  const expected = writes.reduce((sum, { inserted = 0, deleted = 0 }) => sum + inserted - deleted, 0);
  return rows === expected ? [] : [`${id}: has ${rows} rows, by its history ${expected}`];
}
