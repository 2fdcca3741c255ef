import { bashCompletion } from './bashCompletion.ts';
import type { Command } from './command.ts';
import { fishCompletion } from './fishCompletion.ts';
import { zshCompletion } from './zshCompletion.ts';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** The shells that a script can be made for. */
export type Shell = keyof typeof scripts;

/** Their names. */
export const shells = Object.keys(scripts) as readonly Shell[];

/** What a shell is to be told so that it completes the words of the command line. */
export const completionScript = (shell: Shell, commands: readonly Command[]): string =>
  scripts[shell](commands);
