import { counted } from './counted.ts';
import { oneLine } from './oneLine.ts';
import type { CacheAdvice, Plan } from './plan.ts';
import { readableBytes } from './readableBytes.ts';
import { readableId } from './readableId.ts';
import { section } from './section.ts';
import { shortList } from './shortList.ts';
import { warningLine } from './warningLine.ts';

/** How much of a plan is shown. */
export interface RenderTextOptions {
  /** How many pipes of a generation are shown, and how many names of any other list. @default 20 */
  maxPerGeneration?: number;
}

/** A plan for people: its generations one below the other, `*` before the pipes of the critical path. */
export function renderText(plan: Plan, { maxPerGeneration: most = 20 }: RenderTextOptions = {}): string {
  const { pipeIds, generations, strategy, mode, maxParallelism } = plan;
  const sizes = `${counted(pipeIds.length, 'pipe')} in ${counted(generations.length, 'generation')}`;
  return [
    `${mode} plan by ${readableId(strategy)}: ${sizes}, at most ${maxParallelism} at once`,
    ...section('', table(plan, most)),
    ...section('critical path (*)', chain(plan.criticalPath, most)),
    ...section('external inputs', listed(plan.externalInputs, most)),
    ...section('checkpoints in order', chain(plan.checkpointOrder, most)),
    ...section(
      'warnings',
      plan.warnings.map((warning) => warningLine(warning, most)),
    ),
    ...section(
      'cache advice',
      plan.cacheAdvice.map((advice) => adviceLine(advice, most)),
    ),
  ].join('\n');
}

function table({ generations, criticalPath, modeOf }: Plan, most: number): string[] {
  const critical = new Set(criticalPath);
  const width = generations
    .flatMap((ids) => ids.slice(0, most))
    .reduce((widest, id) => Math.max(widest, readableId(id).length), 0);
  const margin = String(generations.length - 1).length;
  const row = (id: string) =>
    `${critical.has(id) ? '*' : ' '} ${readableId(id).padEnd(width)}  ${modeOf(id)}`;
  return generations.flatMap((ids, level) => {
    const rows = [...ids.slice(0, most).map(row), ...rest(ids, critical, most)];
    return rows.map((text, i) => `${(i === 0 ? String(level) : '').padStart(margin)}  ${text}`);
  });
}

/** What is cut off is told of, and so is the critical path where it runs through there. */
function rest(ids: readonly string[], critical: ReadonlySet<string>, most: number): string[] {
  if (ids.length <= most) return [];
  const hidden = ids.slice(most);
  const marked = hidden.filter((id) => critical.has(id)).slice(0, Math.max(1, most));
  const among = marked.length === 0 ? '' : `, * ${marked.map(readableId).join(', ')} among them`;
  return [`  … ${hidden.length} more of ${ids.length}${among}`];
}

/** Both ends of a long chain, and how much is between them. */
function chain(ids: readonly string[], most: number): string[] {
  if (ids.length === 0) return [];
  const names = ids.map(readableId);
  const hidden = ids.length - Math.max(2, most);
  if (hidden <= 0) return [names.join(' -> ')];
  const first = names.slice(0, -1 - hidden);
  return [[...first, `… ${hidden} more …`, ...names.slice(-1)].join(' -> ')];
}

const listed = (ids: readonly string[], most: number) => (ids.length === 0 ? [] : [shortList(ids, most)]);

function adviceLine(
  { entityId, consumers, level, reason, estimatedBytes }: CacheAdvice,
  most: number,
): string {
  const size = estimatedBytes === undefined ? '' : `, about ${readableBytes(estimatedBytes)}`;
  const readers = shortList(consumers, most);
  return `${readableId(entityId)} at ${oneLine(level)}${size}: ${oneLine(reason)} (read by ${readers})`;
}
