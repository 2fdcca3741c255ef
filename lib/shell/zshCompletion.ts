import type { Command, Completes, Option } from './command.ts';
import { optionsOf, shellQuoted, wordsOf } from './completionWords.ts';

/** What zsh is to be told. */
export function zshCompletion(commands: readonly Command[]): string {
  const listed = commands.map(
    ({ name, summary }) => `    ${shellQuoted(`${name}:${summary.replace(/:/g, '\\:')}`)}`,
  );
  const cases = commands.map((command) => {
    const flags = optionsOf(command).map(([name, option]) => zshOption(name, option));
    const args = command.args.map(
      ({ name, completes, many }) => `${shellQuoted(`${many ? '*' : ''}:${name}:${zshAction(completes)}`)}`,
    );
    return `    ${command.name}) _arguments ${[...flags, ...args].join(' ')} ;;`;
  });
  return [
    '#compdef rekindle',
    '_rekindle() {',
    '  local -a commands',
    '  commands=(',
    ...listed,
    '  )',
    '  if (( CURRENT == 2 )); then',
    "    _describe 'command' commands",
    '    return',
    '  fi',
    '  local command="$words[2]"',
    '  shift words',
    '  (( CURRENT -= 1 ))',
    '  case "$command" in',
    ...cases,
    '  esac',
    '}',
    'if [ "$funcstack[1]" = "_rekindle" ]; then _rekindle "$@"; else compdef _rekindle rekindle; fi',
  ].join('\n');
}

function zshOption(name: string, { summary, value, completes }: Option): string {
  const text = `--${name}[${summary.replace(/[[\]]/g, '')}]`;
  return shellQuoted(value === undefined ? text : `${text}:${value}:${zshAction(completes)}`);
}

function zshAction(completes: Completes | undefined): string {
  if (completes === 'folders') return '_files -/';
  if (completes === 'files') return '_files';
  const found = wordsOf(completes);
  return found.length === 0 ? ' ' : `(${found.join(' ')})`;
}
