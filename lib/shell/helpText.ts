import { type Command, commonOptions, type Option } from './command.ts';
import { exitCodes } from './exitCodes.ts';
import { argumentText } from './parseWords.ts';

/** What the command line can do, in one screen. */
export function helpText(commands: readonly Command[]): string {
  return [
    'rekindle: data pipelines that run once or for ever',
    '',
    'usage: rekindle <command> [options]',
    ...titled(
      'commands',
      commands.map(({ name, args, summary }) => [[name, ...args.map(argumentText)].join(' '), summary]),
    ),
    ...titled('options of every command', optionRows(commonOptions)),
    ...titled('exit codes', [
      [String(exitCodes.ok), 'all is well'],
      [String(exitCodes.failed), 'a pipe or a query failed, or a file is bad'],
      [String(exitCodes.usage), 'the command line makes no sense'],
      [String(exitCodes.project), 'the project could not be loaded'],
      [String(exitCodes.engine), 'the engine could not do what it was asked'],
      [`${exitCodes.cancelled}, ${exitCodes.terminated}`, 'cancelled by Ctrl-C, or by SIGTERM'],
    ]),
    '',
    'rekindle help <command> tells more of one.',
  ].join('\n');
}

/** What one command does. */
export function commandHelpText({ name, summary, about, args, options, examples = [] }: Command): string {
  return [
    `usage: ${['rekindle', name, ...args.map(argumentText), '[options]'].join(' ')}`,
    '',
    summary,
    ...(about === undefined ? [] : ['', about]),
    ...titled(
      'arguments',
      args.map((one) => [argumentText(one), one.summary]),
    ),
    ...titled('options', optionRows({ ...options, ...commonOptions })),
    ...(examples.length === 0 ? [] : ['', 'examples', ...examples.map((line) => `  ${line}`)]),
  ].join('\n');
}

const optionRows = (options: Readonly<Record<string, Option>>): string[][] =>
  Object.entries(options).map(([name, { short, value, summary }]) => {
    const spelt = `${short === undefined ? '    ' : `-${short}, `}--${name}`;
    return [value === undefined ? spelt : `${spelt} <${value}>`, summary];
  });

function titled(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(([first = '']) => first.length));
  return ['', title, ...rows.map(([first = '', text = '']) => `  ${first.padEnd(width)}  ${text}`)];
}
