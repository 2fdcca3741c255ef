import type { Command } from './command.ts';
import { completionCommand } from './commands/completionCommand.ts';
import { graphCommand } from './commands/graphCommand.ts';
import { helpCommand } from './commands/helpCommand.ts';
import { historyCommand } from './commands/historyCommand.ts';
import { ingestCommand } from './commands/ingestCommand.ts';
import { initCommand } from './commands/initCommand.ts';
import { planCommand } from './commands/planCommand.ts';
import { runCommand } from './commands/runCommand.ts';
import { showCommand } from './commands/showCommand.ts';
import { signalsCommand } from './commands/signalsCommand.ts';
import { streamCommand } from './commands/streamCommand.ts';
import { watermarksCommand } from './commands/watermarksCommand.ts';
import { whyCommand } from './commands/whyCommand.ts';

/** All that the command line can do, in the order in which help tells it. */
export const commands: readonly Command[] = [
  initCommand,
  planCommand,
  runCommand,
  streamCommand,
  ingestCommand,
  showCommand,
  historyCommand,
  whyCommand,
  watermarksCommand,
  graphCommand,
  signalsCommand,
  completionCommand(() => commands),
  helpCommand(() => commands),
];
