import { exitCodes } from './exitCodes.ts';
import type { Interrupt } from './terminal.ts';

/** What a command ends with that somebody wished to end. */
export const interruptCode = (interrupt: Interrupt): number =>
  interrupt === 'SIGTERM' ? exitCodes.terminated : exitCodes.cancelled;
