import { of } from 'rxjs';
import type { Command } from '../command.ts';
import { exitCodes } from '../exitCodes.ts';
import { commandHelpText, helpText } from '../helpText.ts';
import { unknownWord } from '../usageError.ts';

/** Tells what a table of commands can do. */
export const helpCommand = (table: () => readonly Command[]): Command => ({
  name: 'help',
  summary: 'tell what there is, or what one command does',
  args: [{ name: 'command', summary: 'the command that is meant', optional: true }],
  options: {},
  run: (call) => {
    const [word] = call.args;
    const command = table().find(({ name }) => name === word);
    if (word !== undefined && !command)
      throw unknownWord('a command', { word, known: table().map(({ name }) => name) });
    call.say(command ? commandHelpText(command) : helpText(table()));
    return of(exitCodes.ok);
  },
});
