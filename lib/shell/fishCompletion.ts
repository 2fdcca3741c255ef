import type { Command, Option } from './command.ts';
import { argumentWords, isPath, optionsOf, shellQuoted, wordsOf } from './completionWords.ts';

/** What fish is to be told. */
export function fishCompletion(commands: readonly Command[]): string {
  const first = commands.map(
    ({ name, summary }) =>
      `complete -c rekindle -n __fish_use_subcommand -f -a ${name} -d ${shellQuoted(summary)}`,
  );
  const others = commands.flatMap((command) => {
    const after = `complete -c rekindle -n ${shellQuoted(`__fish_seen_subcommand_from ${command.name}`)}`;
    const args = argumentWords(command);
    return [
      ...(args.length === 0 ? [] : [`${after} -f -a ${shellQuoted(args.join(' '))}`]),
      ...optionsOf(command).map(([name, option]) => `${after} ${fishOption(name, option)}`),
    ];
  });
  return [
    '# rekindle completion fish > ~/.config/fish/completions/rekindle.fish',
    ...first,
    ...others,
  ].join('\n');
}

function fishOption(name: string, { short, summary, value, completes }: Option): string {
  const letter = short === undefined ? '' : ` -s ${short}`;
  const takes = value === undefined ? '' : isPath(completes) ? ' -r -F' : ' -x';
  const found = wordsOf(completes);
  const choices = found.length === 0 ? '' : ` -a ${shellQuoted(found.join(' '))}`;
  return `-l ${name}${letter}${takes}${choices} -d ${shellQuoted(summary)}`;
}
