import { parseArgs } from 'node:util';
import type { Values } from './call.ts';
import { type Argument, type Command, commonOptions, type Option } from './command.ts';
import { UsageError, unknownWord } from './usageError.ts';

/** The words and options that a command was called with. */
export interface ParsedWords {
  readonly args: readonly string[];
  readonly values: Values;
}

/** Reads the words after a command; unknown options, missing values and words too many are refused. */
export function parseWords(words: readonly string[], command: Command): ParsedWords {
  const options: Readonly<Record<string, Option>> = { ...command.options, ...commonOptions };
  const { positionals, tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(Object.entries(options).map(([name, one]) => [name, asParsed(one)])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Record<string, string | boolean> = {};
  for (const token of tokens)
    if (token.kind === 'option') values[token.name] = optionValue(token, command, options);
  if (values['help'] !== true) refuseMiscounted(positionals, command);
  return { args: positionals, values };
}

const asParsed = ({ value, short }: Option) => ({
  type: value === undefined ? ('boolean' as const) : ('string' as const),
  ...(short === undefined ? {} : { short }),
});

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function optionValue(
  { name, rawName, value, inlineValue }: OptionToken,
  command: Command,
  options: Readonly<Record<string, Option>>,
): string | boolean {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) {
    const known = Object.keys(options).map((one) => `--${one}`);
    throw unknownWord(`an option of ${command.name}`, { word: rawName, known });
  }
  if (option.value === undefined) {
    if (inlineValue) throw new UsageError(`expected --${name} without a value, got "${value}"`);
    return true;
  }
  if (value === undefined || (!inlineValue && value.startsWith('--')))
    throw new UsageError(`expected --${name} <${option.value}>, got ${value ?? 'nothing after it'}`);
  const { completes } = option;
  if (Array.isArray(completes) && !completes.includes(value))
    throw unknownWord(`--${name} to be one of ${completes.join(', ')}`, { word: value, known: completes });
  return value;
}

function refuseMiscounted(words: readonly string[], { name, args }: Command): void {
  const missing = args[words.length];
  if (missing && !missing.optional)
    throw new UsageError(`expected ${[name, ...args.map(argumentText)].join(' ')}, got no ${missing.name}`);
  const most = args.some(({ many }) => many) ? Number.POSITIVE_INFINITY : args.length;
  if (words.length > most) {
    const expected = [name, ...args.map(argumentText)].join(' ');
    throw new UsageError(`expected ${expected}, got "${words[most]}" as well`);
  }
}

/** An argument as usage lines have it. */
export function argumentText({ name, optional, many }: Argument): string {
  const text = `<${name}>${many ? '…' : ''}`;
  return optional ? `[${text}]` : text;
}
