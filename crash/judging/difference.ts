import { sorted } from './rowsIn.ts';

/** What is expected and not there, and the other way round, each as often as it is; nothing where all is the same. */
export function difference(
  what: string,
  expected: readonly unknown[],
  got: readonly unknown[],
): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of expected) count(counts, row, 1);
  for (const row of got) count(counts, row, -1);
  const lost = [...counts].filter(([, number]) => number > 0);
  const extra = [...counts].filter(([, number]) => number < 0);
  if (lost.length + extra.length === 0) return [];
  const some = (of: typeof lost) =>
    sorted(of)
      .slice(0, 3)
      .map(([row, number]) => (Math.abs(number) === 1 ? row : `${Math.abs(number)} × ${row}`));
  return [
    `${what}: expected ${expected.length}, got ${got.length}; lost ${lost.length}: ${some(lost).join(', ')}; too many ${extra.length}: ${some(extra).join(', ')}`,
  ];
}

function count(counts: Map<string, number>, row: unknown, by: number): void {
  const key = JSON.stringify(row);
  counts.set(key, (counts.get(key) ?? 0) + by);
}
