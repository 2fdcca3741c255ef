import { type Argument, type Command, type Completes, commonOptions, type Option } from './command.ts';

/** All options that a command takes. */
export const optionsOf = ({ options }: Command): readonly (readonly [string, Option])[] =>
  Object.entries({ ...options, ...commonOptions });

/** The words that something is completed to; none where it is a path, or anything. */
export const wordsOf = (completes: Completes | undefined): readonly string[] =>
  completes === undefined || typeof completes === 'string' ? [] : completes;

/** Whether something is completed to files or folders. */
export const isPath = (completes: Completes | undefined): boolean => typeof completes === 'string';

/** The words that may follow a command. */
export const argumentWords = ({ args }: Command): readonly string[] =>
  args.flatMap(({ completes }: Argument) => wordsOf(completes));

/** A text in single quotes, as every shell takes it. */
export const shellQuoted = (text: string): string => `'${text.replace(/'/g, `'\\''`)}'`;
