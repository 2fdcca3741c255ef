import * as t from 'io-ts';

const texts = t.readonlyArray(t.string, 'string[]');
const runMode = t.union([t.literal('batch'), t.literal('stream')]);

/** The codec of a plan's JSON form. */
export const planJson = t.strict({
  version: t.literal(1),
  strategy: t.string,
  mode: t.union([t.literal('batch'), t.literal('stream'), t.literal('hybrid')]),
  /** In the order of the plan. */
  pipes: t.readonlyArray(t.strict({ pipeId: t.string, mode: runMode })),
  generations: t.readonlyArray(texts),
  edges: t.readonlyArray(t.strict({ from: t.string, to: t.string, entityId: t.string })),
  criticalPath: texts,
  maxParallelism: t.number,
  externalInputs: texts,
  cacheAdvice: t.readonlyArray(
    t.intersection([
      t.strict({ entityId: t.string, consumers: texts, level: t.string, reason: t.string }),
      t.exact(t.partial({ estimatedBytes: t.number })),
    ]),
  ),
  warnings: t.readonlyArray(
    t.strict({
      kind: t.union([t.literal('broken_path'), t.literal('mode'), t.literal('repeated_write')]),
      message: t.string,
      pipeIds: texts,
    }),
  ),
  checkpointOrder: texts,
});

/** A plan as plain data: modes stand beside the pipes, and levels are where they are in the generations. */
export type PlanJson = t.TypeOf<typeof planJson>;
