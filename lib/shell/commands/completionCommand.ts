import { of } from 'rxjs';
import type { Command } from '../command.ts';
import { completionScript, type Shell, shells } from '../completionScript.ts';
import { exitCodes } from '../exitCodes.ts';
import { unknownWord } from '../usageError.ts';

/** Writes what a shell needs to complete the words of a table of commands. */
export const completionCommand = (table: () => readonly Command[]): Command => ({
  name: 'completion',
  summary: 'write what a shell needs to complete commands and options',
  args: [{ name: 'shell', summary: shells.join(', '), completes: shells }],
  options: {},
  examples: ['source <(rekindle completion bash)', 'rekindle completion fish | source'],
  run: (call) => {
    const [word = ''] = call.args;
    const shell = shells.find((one): one is Shell => one === word);
    if (shell === undefined) throw unknownWord('the name of a shell', { word, known: shells });
    call.say(completionScript(shell, table()));
    return of(exitCodes.ok);
  },
});
