import { type Argument, type Command, type Completes, commonOptions, type Option } from './command.ts';

/** The shells that a script can be made for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** What a shell is to be told so that it completes the words of the command line. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  return { bash, zsh, fish }[shell](commands);
}

const optionsOf = ({ options }: Command): (readonly [string, Option])[] =>
  Object.entries({ ...options, ...commonOptions });

const words = (completes: Completes | undefined) =>
  Array.isArray(completes) ? (completes as readonly string[]) : [];

const isPath = (completes: Completes | undefined) => completes === 'files' || completes === 'folders';

/** The words that may follow a command. */
const wordsOf = ({ args }: Command) => args.flatMap(({ completes }: Argument) => words(completes));

function bash(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const flags = optionsOf(command).map(([name]) => `--${name}`);
    return `    ${command.name}) words='${[...flags, ...wordsOf(command)].join(' ')}' ;;`;
  });
  const values = uniqueValues(commands).map(
    ([name, completes]) =>
      `    --${name}) COMPREPLY=($(compgen ${isPath(completes) ? '-f' : `-W '${words(completes).join(' ')}'`} -- "$current")); return ;;`,
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
    const known = words(found.get(name));
    if (completes === undefined) continue;
    found.set(name, isPath(completes) ? completes : [...new Set([...known, ...words(completes)])]);
  }
  return [...found];
}

function zsh(commands: readonly Command[]): string {
  const listed = commands.map(
    ({ name, summary }) => `    ${quoted(`${name}:${summary.replace(/:/g, '\\:')}`)}`,
  );
  const cases = commands.map((command) => {
    const flags = optionsOf(command).map(([name, option]) => zshOption(name, option));
    const args = command.args.map(
      ({ name, completes, many }) => `${quoted(`${many ? '*' : ''}:${name}:${zshAction(completes)}`)}`,
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
  return quoted(value === undefined ? text : `${text}:${value}:${zshAction(completes)}`);
}

function zshAction(completes: Completes | undefined): string {
  if (completes === 'folders') return '_files -/';
  if (completes === 'files') return '_files';
  const found = words(completes);
  return found.length === 0 ? ' ' : `(${found.join(' ')})`;
}

function fish(commands: readonly Command[]): string {
  const first = commands.map(
    ({ name, summary }) =>
      `complete -c rekindle -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
  );
  const others = commands.flatMap((command) => {
    const after = `complete -c rekindle -n ${quoted(`__fish_seen_subcommand_from ${command.name}`)}`;
    const args = wordsOf(command);
    return [
      ...(args.length === 0 ? [] : [`${after} -f -a ${quoted(args.join(' '))}`]),
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
  const found = words(completes);
  const choices = found.length === 0 ? '' : ` -a ${quoted(found.join(' '))}`;
  return `-l ${name}${letter}${takes}${choices} -d ${quoted(summary)}`;
}

const quoted = (text: string) => `'${text.replace(/'/g, `'\\''`)}'`;
