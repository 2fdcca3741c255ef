import type { Observable } from 'rxjs';
import type { Stage } from '../../definitions/stage.ts';
import type { RunOptions } from '../runOptions.ts';
import { runStages } from './runStages.ts';
import type { StageEvent } from './stageEvent.ts';

/** Runs one stage alone, whatever it follows; otherwise as `runStages`. */
export const runStage = (stage: Stage, options: RunOptions): Observable<StageEvent> =>
  runStages([{ ...stage, after: [] }], options);
