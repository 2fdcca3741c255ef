import * as rxjs from 'rxjs';
import { asyncScheduler, lastValueFrom, NEVER, type Observable } from 'rxjs';
import { loadProject } from '../../../lib/host/loadProject.ts';
import type { Project } from '../../../lib/host/project.ts';
import * as rekindle from '../../../lib/index.ts';
import { cli } from '../../../lib/shell/cli.ts';
import type { Interrupt } from '../../../lib/shell/terminal.ts';
import * as operators from '../../../operators/index.ts';

/** What the command line is called with, apart from its words. */
export interface RanOptions {
  readonly cwd: string;
  /** @default the one that is at the path */
  readonly project?: Project;
  readonly interrupts$?: Observable<Interrupt>;
  /** Is told what is written, as it is. */
  readonly onText?: (text: string) => void;
}

/** Calls the command line on this very machine and in real time, as a process of its own would do. */
export async function ran(
  words: readonly string[],
  { cwd, project, interrupts$ = NEVER, onText }: RanOptions,
) {
  const said = { out: '', err: '' };
  const output = (to: keyof typeof said) => ({
    isTTY: false,
    columns: 200,
    write: (text: string) => {
      said[to] += text;
      onText?.(text);
    },
  });
  const modules = { rekindle, 'rekindle/operators': operators, rxjs };
  const code = await lastValueFrom(
    cli(words, {
      version: '1.2.3',
      load: (path) => (project ? rxjs.of(project) : loadProject(path, { modules })),
      terminal: {
        ...{ stdout: output('out'), stderr: output('err'), env: {}, cwd, interrupts$ },
        scheduler: asyncScheduler,
      },
    }),
  );
  return { code, out: said.out.trimEnd(), err: said.err.trimEnd() };
}
