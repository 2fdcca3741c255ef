import { catalogue } from './catalogue.ts';

/** Every other name of a core signal, and the name it stands for. */
export const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries(catalogue).flatMap(([name, declaration]) => {
    const listed: readonly string[] = declaration.aliases;
    return [...new Set([...listed, ...[name, formerNamespace(name)].flatMap(formerPrefix)])]
      .filter((alias) => alias !== name)
      .map((alias) => [alias, name] as const);
  }),
);

const aliasesByName = new Map<string, string[]>();
for (const [alias, name] of aliases) aliasesByName.set(name, [...(aliasesByName.get(name) ?? []), alias]);

/** A name followed by its aliases. */
export const spellings = (name: string): readonly string[] => [name, ...(aliasesByName.get(name) ?? [])];

function formerNamespace(name: string): string {
  return name.replace(/^packages\./, 'pip.');
}

function formerPrefix(name: string): string[] {
  return [name, name.replace('.before_', '.pre_').replace('.after_', '.post_')];
}
