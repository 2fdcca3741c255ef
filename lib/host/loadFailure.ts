import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { failureOf } from '../signals/failureOf.ts';
import { ProjectError } from './projectError.ts';

/** What was being loaded when something failed. */
export interface Loading {
  readonly folder: string;
  /** The file that was asked for; what is at fault may be one that it imports. */
  readonly file: string;
}

/** Says of a failure to load a project in which file and line it came about, and what was thrown. */
export function loadFailure(thrown: unknown, { folder, file }: Loading): ProjectError {
  const { error, errorType } = failureOf(thrown);
  const place = placeOf(thrown, folder) ?? { file, line: undefined };
  const where = place.line === undefined ? place.file : `${place.file}:${place.line}`;
  const [first = ''] = error.split('\n', 1);
  const syntax = /^ParseError: (.*?)\s*$/.exec(first);
  // A message of several lines is one that says several things, but a stack or a path is said already.
  const said = syntax ? `SyntaxError: ${syntax[1]}` : `${errorType}: ${error.replace(REQUIRE_STACK, '')}`;
  return new ProjectError(`${where}: ${said}`, { cause: thrown, ...place });
}

const REQUIRE_STACK = /\nRequire stack:[\s\S]*$/;

interface Place {
  readonly file: string;
  readonly line: number | undefined;
}

function placeOf(thrown: unknown, folder: string): Place | undefined {
  if (!(thrown instanceof Error)) return undefined;
  return missingImport(thrown, folder) ?? firstOwnLine(`${thrown.message}\n${thrown.stack ?? ''}`, folder);
}

/** The line in which a module is imported that is not there. */
function missingImport({ message }: Error, folder: string): Place | undefined {
  const [, name] = /Cannot find (?:module|package) '([^']+)'/.exec(message) ?? [];
  const [, importer] = /Require stack:\n- (.+)/.exec(message) ?? [];
  if (name === undefined || importer === undefined || !existsSync(importer)) return undefined;
  const lines = readFileSync(importer, 'utf8').split('\n');
  const at = lines.findIndex((line) => line.includes(`'${name}'`) || line.includes(`"${name}"`));
  return { file: readable(importer, folder), line: at < 0 ? undefined : at + 1 };
}

/** The first line of a stack that is in the project itself. */
function firstOwnLine(stack: string, folder: string): Place | undefined {
  for (const [, path = '', line] of stack.matchAll(
    /(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/])[^\n:()]*):(\d+)/g,
  )) {
    const isOwn = resolve(path).startsWith(resolve(folder)) && !/[\\/]node_modules[\\/]/.test(path);
    if (isOwn && existsSync(path)) return { file: readable(path, folder), line: Number(line) };
  }
  return undefined;
}

function readable(path: string, folder: string): string {
  const short = relative(folder, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}
