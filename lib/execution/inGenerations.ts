import type { Agenda } from './agenda.ts';

/** Members of each generation, in the order of the generations. */
export function inGenerations({ generationOf, generationSizes }: Agenda): number[][] {
  const generations: number[][] = Array.from(generationSizes, () => []);
  generationOf.forEach((generation, member) => {
    generations[generation]?.push(member);
  });
  return generations;
}
