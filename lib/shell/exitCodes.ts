/** What a command ends with, for scripts. */
export const exitCodes = {
  /** All is well. */
  ok: 0,
  /** A pipe or a query failed. */
  failed: 1,
  /** The command line makes no sense: an unknown command, option, selection or id. */
  usage: 2,
  /** The project could not be loaded, or does not fit together. */
  project: 3,
  /** The engine could not do what it was asked. */
  engine: 4,
  /** Something else went wrong, and is probably a fault of ours. */
  internal: 70,
  /** It was cancelled by Ctrl-C. */
  cancelled: 130,
  /** It was cancelled by a supervisor (SIGTERM). */
  terminated: 143,
} as const;
