/** A file of a project that was loaded, and what it exports. */
export interface ProjectModule {
  /** The path of the file, as people are told it. */
  readonly file: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** A value that a project exports, and where. */
export interface Exported {
  readonly value: unknown;
  /** `orders in shop/orders.ts`. */
  readonly place: string;
}
