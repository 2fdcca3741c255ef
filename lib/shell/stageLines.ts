import { readableSpan } from '../execution/readableSpan.ts';
import type { RunEvent } from '../execution/runEvent.ts';
import type { StageEvent } from '../execution/stages/stageEvent.ts';
import { counted } from '../planning/counted.ts';
import { oneLine } from '../planning/oneLine.ts';
import { readableId } from '../planning/readableId.ts';
import { errorText } from './errorText.ts';
import type { RunLinesOptions } from './runLines.ts';

/** What happens to stages, apart from what happens in their runs. */
export type OnlyStageEvent = Exclude<StageEvent, RunEvent>;

/** What is told of stages, a line each; how those ended that ran is told by their runs. */
export function stageLines(
  event: OnlyStageEvent,
  { paint }: Pick<RunLinesOptions, 'paint'>,
): readonly string[] {
  switch (event.name) {
    case 'stage_started':
      return [`stage ${readableId(event.stageId)}: ${counted(event.pipeIds.length, 'pipe')}`];
    case 'stage_ended': {
      const { outcome } = event;
      const stage = `stage ${readableId(outcome.stageId)}`;
      if (outcome.status === 'skipped')
        return [`${stage} ${paint('skipped', 'faint')} because ${readableId(outcome.upstream)} failed`];
      if (outcome.status === 'left')
        return [`${stage} ${paint('cancelled', 'warn')}: ${oneLine(outcome.reason)}`];
      if (outcome.error === undefined || outcome.result) return [];
      return [`${stage} ${paint('failed', 'bad')}: ${errorText(outcome.error)}`];
    }
    case 'stages_completed':
    case 'stages_failed': {
      const { status, elapsedMs, stages } = event.result;
      const look = status === 'succeeded' ? 'good' : status === 'failed' ? 'bad' : 'warn';
      const how = status === 'cancelled' ? 'were cancelled' : status;
      return [`${counted(stages.length, 'stage')} ${paint(how, look)} after ${readableSpan(elapsedMs)}`];
    }
  }
}
