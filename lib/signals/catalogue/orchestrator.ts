import { declare } from '../declare.ts';
import { duration, failure, flag, number, outcomes, text, texts } from './fields.ts';

const cached = { runId: text, entityId: text, pipeId: text } as const;

const whole = { runId: text, pipeIds: texts, streamIds: texts } as const;

/** What happens to a plan while it is carried out. */
export const orchestrator = {
  'orchestrator.plan_generated': declare(
    'A plan was made, or taken from the plan cache.',
    {
      runId: text,
      strategy: text,
      mode: text,
      pipeIds: texts,
      pipeCount: number,
      generationCount: number,
      maxParallelism: number,
      fromCache: flag,
    },
    { aliases: ['execution.plan_created'] },
  ),
  'orchestrator.execution_started': declare('A plan is being carried out.', {
    runId: text,
    strategy: text,
    pipeCount: number,
  }),
  'orchestrator.generation_started': declare(
    'The first pipe of a generation is about to run.',
    { runId: text, generationIndex: number, pipeIds: texts, pipeCount: number },
    { aliases: ['execution.before_generation'] },
  ),
  'orchestrator.generation_completed': declare(
    'Every pipe of a generation has reached its end.',
    { runId: text, generationIndex: number, ...outcomes, ...duration },
    { aliases: ['execution.after_generation'] },
  ),
  'orchestrator.warning_raised': declare('Something in a plan that is about to run may not be meant.', {
    runId: text,
    kind: text,
    message: text,
    pipeIds: texts,
  }),
  'orchestrator.execution_stalled': declare('Nothing has started, ended or got further for long.', {
    runId: text,
    silentSeconds: number,
    running: texts,
    waiting: texts,
    waitingCount: number,
  }),
  'orchestrator.execution_completed': declare('A plan was carried out to its end.', {
    runId: text,
    ...outcomes,
    ...duration,
  }),
  'orchestrator.execution_failed': declare('A plan could not be carried out to its end.', {
    runId: text,
    failedPipes: texts,
    ...failure,
    ...duration,
  }),
  'orchestrator.hybrid_started': declare(
    'A plan of pipes that run once and of streams is being carried out, the pipes first.',
    whole,
  ),
  'orchestrator.hybrid_completed': declare('A plan of pipes and streams was carried out to its end.', {
    ...whole,
    ...duration,
  }),
  'orchestrator.hybrid_failed': declare(
    'A plan of pipes and streams is over, and something in it failed.',
    {
      ...whole,
      ...failure,
      ...duration,
    },
  ),
  'orchestrator.hybrid_cancelled': declare(
    'A plan of pipes and streams was cancelled: what ran was stopped.',
    {
      ...whole,
      reason: text,
      ...duration,
    },
  ),
  'orchestrator.cache_recommended': declare(
    'Several pipes of a plan read one entity, so that caching it may pay.',
    {
      runId: text,
      entityId: text,
      level: text,
      consumers: texts,
      reason: text,
      'estimatedBytes?': number,
    },
  ),
  'orchestrator.cache_hit': declare('A pipe was given an entity from the cache.', cached),
  'orchestrator.cache_miss': declare('A pipe asked for a cached entity that was not cached yet.', cached),
};
