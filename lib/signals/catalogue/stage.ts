import { declare } from '../declare.ts';
import { details, duration, failure, number, text, texts } from './fields.ts';

const stage = { executionId: text, stage: text, stageDescription: text, layer: text } as const;

/** What happens to stages: named lists of pipes that belong together. */
export const stages = {
  'stage.before_execute': declare('A stage is about to run.', {
    ...stage,
    stageDetails: details,
    pipeCount: number,
    pipeIds: texts,
  }),
  'stage.after_execute': declare('A stage has run.', { ...stage, pipesExecuted: number, ...duration }),
  'stage.execute_failed': declare('A stage could not be run to its end.', {
    ...stage,
    ...failure,
    ...duration,
  }),
  'stage.watermark_ensured': declare('What a stage needs to keep watermarks is there.', {
    executionId: text,
    layer: text,
  }),
  'stage.pipes_started': declare('The pipes of a stage are being run.', {
    executionId: text,
    pipeIds: texts,
  }),
  'stage.pipes_completed': declare('The pipes of a stage have ended.', {
    executionId: text,
    pipeCount: number,
  }),
};
