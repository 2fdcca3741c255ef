import { concatMap, defer, lastValueFrom } from 'rxjs';
import { loadProject } from '../host/loadProject.ts';
import { cli } from './cli.ts';
import { processTerminal } from './processTerminal.ts';

/** What whoever starts the command line knows of the package. */
export interface MainOptions {
  readonly version: string;
  /**
   * Loads what projects import as `rekindle` and the like, so that there is one instance of each; only commands
   * that load a project need it.
   */
  readonly modules: () => Promise<Readonly<Record<string, unknown>>>;
}

/** Runs the command line of this process, and ends the process with its exit code. */
export async function main({ version, modules }: MainOptions): Promise<void> {
  process.stdout.on('error', leaveQuietly);
  const code = await lastValueFrom(
    cli(process.argv.slice(2), {
      version,
      terminal: processTerminal(),
      load: (path) => defer(modules).pipe(concatMap((loaded) => loadProject(path, { modules: loaded }))),
    }),
  );
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  // Pipes that were left behind may still be at work, and would keep the process for as long.
  process.exit(code);
}

/** Whoever was reading has had enough, as `head` has. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

const flushed = (stream: NodeJS.WriteStream) =>
  new Promise<void>((resolve) => {
    stream.write('', () => resolve());
  });
