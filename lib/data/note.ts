/** What can be noted beside the rows: plain data, as JSON has it. */
export type Note =
  | null
  | boolean
  | number
  | string
  | readonly Note[]
  | { readonly [name: string]: Note | undefined };
