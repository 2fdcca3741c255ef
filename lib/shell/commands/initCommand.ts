import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { defer, of } from 'rxjs';
import type { Command } from '../command.ts';
import { exitCodes } from '../exitCodes.ts';
import { projectTemplate } from '../projectTemplate.ts';
import { UsageError } from '../usageError.ts';

/** Makes a project that runs. */
export const initCommand: Command = {
  name: 'init',
  summary: 'make a project that runs, with a test that passes',
  about:
    'Files that are there already are left alone: where one would be written over, nothing is written.',
  args: [
    {
      name: 'folder',
      summary: 'where to make it (default: this folder)',
      optional: true,
      completes: 'folders',
    },
  ],
  options: {},
  examples: ['rekindle init shop'],
  run: (call) =>
    defer(() => {
      const { cwd } = call.terminal;
      const folder = resolve(cwd, call.args[0] ?? '.');
      const files = projectTemplate({ name: nameFor(folder), version: call.version });
      refuseOverwriting(folder, Object.keys(files));
      for (const [file, text] of Object.entries(files)) write(join(folder, file), text);
      const where = relative(cwd, folder) || '.';
      if (call.json) call.sayJson({ folder, files: Object.keys(files) });
      else if (!call.quiet) call.say(doneText(where, Object.keys(files)));
      return of(exitCodes.ok);
    }),
};

/** A name that npm takes. */
const nameFor = (folder: string) =>
  basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'pipelines';

function refuseOverwriting(folder: string, files: readonly string[]): void {
  const there = files.filter((file) => existsSync(join(folder, file)));
  if (there.length > 0)
    throw new UsageError(`expected ${folder} without ${there.join(', ')}, which would be written over`);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  // Fails if somebody was faster.
  writeFileSync(file, text, { flag: 'wx' });
}

function doneText(where: string, files: readonly string[]): string {
  return [
    `made ${files.join(', ')} in ${where}`,
    '',
    'next',
    ...(where === '.' ? [] : [`  cd ${where}`]),
    '  npm install',
    '  npx rekindle ingest',
    '  npx rekindle run',
    '  npm test',
  ].join('\n');
}
