/** An id as an identifier: whatever an identifier cannot have is `_`. `bronze.orders` is `bronze_orders`. */
export type FriendlyName<Id extends string> = Id extends `${infer Before}.${infer After}`
  ? FriendlyName<`${Before}_${After}`>
  : Id extends `${infer Before}-${infer After}`
    ? FriendlyName<`${Before}_${After}`>
    : Id;

/** The same at run time. */
export const friendlyName = <Id extends string>(id: Id) =>
  (id.includes('.') || id.includes('-') ? id.replace(/[.-]/g, '_') : id) as FriendlyName<Id>;

/**
 * The names by which ids can be reached, each with the id it stands for: every id, and its friendly name
 * unless that is an id as well, or the friendly name of another id.
 */
export type NamesOf<Ids extends string> = { readonly [Id in Ids]: Id } & {
  readonly [Name in keyof ByFriendlyName<Ids> as IsOne<ByFriendlyName<Ids>[Name]> extends true
    ? Name
    : never]: ByFriendlyName<Ids>[Name];
};

type ByFriendlyName<Ids extends string> = { [Id in Ids as FriendlyName<Id>]: Id };

/** Ids with the same friendly name are a union, and several strings at once are never. */
type IsOne<T> = [T] extends [Together<T>] ? true : false;
type Together<T> = (T extends unknown ? (one: T) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** The same at run time. */
export function namesOf(ids: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map(ids.map((id) => [id, id]));
  const friendly = new Map<string, string | undefined>();
  for (const id of new Set(ids)) {
    const name = friendlyName(id);
    friendly.set(name, friendly.has(name) ? undefined : id);
  }
  // No id is overwritten: one that looks like a friendly name is its own, and so shares it.
  for (const [name, id] of friendly) if (id !== undefined) names.set(name, id);
  return names;
}
