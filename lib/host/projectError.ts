import { type Problem, problemsMessage } from '../definitions/problem.ts';

/** A project that cannot be had: it is not there, cannot be loaded, or exports what does not fit together. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';

  constructor(
    message: string,
    {
      file,
      line,
      ...options
    }: ErrorOptions & { readonly file?: string | undefined; readonly line?: number | undefined } = {},
  ) {
    super(message, options);
    this.file = file;
    this.line = line;
  }

  /** The file that is at fault, where there is one. */
  readonly file: string | undefined;
  /** Counted from 1. */
  readonly line: number | undefined;
}

/** What a project exports does not fit together; everything that is wrong is told at once. */
export const definitionsRefused = (project: string, problems: readonly Problem[], cause: unknown) =>
  new ProjectError(problemsMessage(`the definitions of ${project}`, problems), { cause });
