import type { Registry } from '../definitions/registry.ts';
import type { Stage } from '../definitions/stage.ts';
import { UsageError } from './usageError.ts';

/**
 * The stages that a text names: ids with commas between, `+x` for a stage with those that it follows, `all` for all.
 * They are run as if there were no others, so what they follow otherwise does not count.
 */
export function chosenStages(definitions: Registry, asked: string): readonly Stage[] {
  const known = definitions.stages();
  if (known.length === 0)
    throw new UsageError('expected stages to run, and there are none in this project');
  const words = asked.split(',').map((word) => word.trim());
  const chosen = new Set(words.flatMap((word) => meant(word, definitions)));
  return known
    .filter((stage) => chosen.has(stage))
    .map((stage) => ({ ...stage, after: stage.after.filter((id) => chosen.has(definitions.stage(id))) }));
}

function meant(word: string, definitions: Registry): readonly Stage[] {
  if (word === 'all') return definitions.stages();
  if (!word.startsWith('+')) return [definitions.stage(word)];
  // It grows while it is gone through.
  const found = new Set([definitions.stage(word.slice(1))]);
  for (const { after } of found) for (const id of after) found.add(definitions.stage(id));
  return [...found];
}
