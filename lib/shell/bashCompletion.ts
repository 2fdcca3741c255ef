import type { Command, Completes } from './command.ts';
import { argumentWords, isPath, optionsOf, wordsOf } from './completionWords.ts';

/** What bash is to be told. */
export function bashCompletion(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const flags = optionsOf(command).map(([name]) => `--${name}`);
    return `    ${command.name}) words='${[...flags, ...argumentWords(command)].join(' ')}' ;;`;
  });
  const values = uniqueValues(commands).map(
    ([name, completes]) =>
      `    --${name}) COMPREPLY=($(compgen ${isPath(completes) ? '-f' : `-W '${wordsOf(completes).join(' ')}'`} -- "$current")); return ;;`,
  );
  return [
    '# rekindle completion bash > /etc/bash_completion.d/rekindle',
    '_rekindle() {',
    `  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""`,
    '  COMPREPLY=()',
    '  case "$previous" in',
    ...values,
    '  esac',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words='${[...commands.map(({ name }) => name), '--help', '--version'].join(' ')}'`,
    `  else case "\${COMP_WORDS[1]}" in`,
    ...cases,
    '  esac; fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _rekindle rekindle',
  ].join('\n');
}

/** The options that take a value which can be completed; bash asks by the name alone. */
function uniqueValues(commands: readonly Command[]): (readonly [string, Completes])[] {
  const found = new Map<string, Completes>();
  for (const [name, { completes }] of commands.flatMap(optionsOf)) {
    const known = wordsOf(found.get(name));
    if (completes === undefined) continue;
    found.set(name, isPath(completes) ? completes : [...new Set([...known, ...wordsOf(completes)])]);
  }
  return [...found];
}
