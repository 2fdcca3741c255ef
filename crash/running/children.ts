import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process that waits for its task. */
export interface Child {
  readonly process: ChildProcessWithoutNullStreams;
  /** Is called with each line that it says, from when it is set. */
  onLine: (line: string) => void;
  readonly ready: Promise<void>;
  /** How it ended: its code, or the signal that it was ended by. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** What it had to complain of. */
  readonly complaints: () => string;
}

/** Starts processes ahead, as starting one takes longer than most of them live. */
export class Children {
  readonly #waiting: Child[] = [];
  readonly #all = new Set<Child>();
  #isClosed = false;

  constructor(
    private readonly program: string,
    private readonly ahead: number,
  ) {}

  /** One that is ready. */
  async take(): Promise<Child> {
    const child = this.#waiting.shift() ?? this.#started();
    while (this.#waiting.length < this.ahead) this.#waiting.push(this.#started());
    await child.ready;
    return child;
  }

  /** Ends those that were never needed. */
  close(): void {
    this.#isClosed = true;
    for (const { process } of this.#all) process.kill('SIGKILL');
  }

  #started(): Child {
    if (this.#isClosed) throw new Error('expected processes to be started before all is closed');
    const child = started(this.program);
    this.#all.add(child);
    void child.ended.then(() => this.#all.delete(child));
    return child;
  }
}

function started(program: string): Child {
  const child = spawn(process.execPath, [program], {
    stdio: 'pipe',
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
  });
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  // A task may come too late for a process that was killed.
  child.stdin.on('error', () => undefined);
  let isReady = () => {};
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? code ?? 0));
  });
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const made: Child = {
    process: child,
    onLine: () => undefined,
    ready: Promise.race([ready, ended.then(() => undefined)]),
    ended,
    complaints: () => Buffer.concat(said).toString(),
  };
  createInterface({ input: child.stdout }).on('line', (line) =>
    line === 'ready' ? isReady() : made.onLine(line),
  );
  return made;
}
