import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { nearest } from '../codec/nearest.ts';
import { ProjectError } from './projectError.ts';

/** Where a project is, and which files are to be loaded. */
export interface ProjectFiles {
  readonly folder: string;
  /** Absolute paths, in alphabetical order. */
  readonly files: readonly string[];
}

/**
 * The files of a project. A file is itself; a folder is its `rekindle.ts` or `index.ts` (also in `src`, also as
 * `.mts`, `.cts`, `.js`, `.mjs` or `.cjs`) or, where there is none, every such file in it and below, without
 * tests, configs, declarations, and what is built or installed.
 */
export function projectFiles(path: string): ProjectFiles {
  const whole = resolve(path);
  if (!existsSync(whole)) throw new ProjectError(notThere(whole));
  if (!statSync(whole).isDirectory()) {
    if (!isCode(whole))
      throw new ProjectError(`expected a TypeScript or JavaScript file or a folder, got ${whole}`);
    return { folder: dirname(whole), files: [whole] };
  }
  const entry = entries.map((name) => join(whole, name)).find((file) => existsSync(file));
  const files = entry === undefined ? filesBelow(whole) : [entry];
  if (files.length === 0) throw new ProjectError(`expected a project in ${whole}, got no file to load`);
  return { folder: whole, files };
}

const extensions = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];
const entries = ['rekindle', 'src/rekindle', 'index', 'src/index'].flatMap((name) =>
  extensions.map((extension) => `${name}.${extension}`),
);

const isCode = (file: string) => extensions.some((extension) => file.endsWith(`.${extension}`));
const isOther = (file: string) => /\.(test|spec|config|d)\.[a-z]+$|^\./.test(basename(file));
const skipped: ReadonlySet<string> = new Set([
  'node_modules',
  'dist',
  'build',
  'coverage',
  'test',
  'tests',
]);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => isCode(file) && !isOther(file))
    .filter((file) => !file.split(sep).some((part) => skipped.has(part) || part.startsWith('.')))
    .map((file) => join(folder, file))
    .sort();
}

function notThere(path: string): string {
  const folder = dirname(path);
  const near = existsSync(folder) ? nearest(basename(path), readdirSync(folder)) : undefined;
  const hint = near === undefined ? '' : `; did you mean "${join(relative('.', folder), near)}"?`;
  return `expected the file or folder of a project, got ${path}, which is not there${hint}`;
}
