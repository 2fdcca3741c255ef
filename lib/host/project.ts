import { basename } from 'node:path';
import { isRecord } from '../definitions/optionProblems.ts';
import { type Problem, problem } from '../definitions/problem.ts';
import { type Registrable, RegistrationError } from '../definitions/registration.ts';
import { Registry } from '../definitions/registry.ts';
import type { Query } from '../streaming/queries/query.ts';
import { exportedDefinitions, meansDefinition } from './exportedDefinitions.ts';
import { definitionsRefused, ProjectError } from './projectError.ts';
import type { Exported, ProjectModule } from './projectModule.ts';
import { checkProjectSettings, type ProjectSettings } from './projectSettings.ts';

/** What one system is made of, and what it says of itself. */
export interface Project {
  readonly name: string;
  /** What paths in its settings are seen from. */
  readonly folder: string;
  readonly definitions: Registry;
  readonly queries: readonly Query[];
  readonly settings: ProjectSettings;
}

/**
 * Makes a project of what files export: definitions under any name and in lists, and settings as the default or
 * as `rekindle`. What does not fit together is refused with a `ProjectError` that says everything at once.
 */
export function projectOf(folder: string, modules: readonly ProjectModule[]): Project {
  const settings = settingsIn(modules);
  const name = settings.name ?? basename(folder);
  const exported = exportedDefinitions(modules);
  const found = exported.filter(({ value }) => !isQuery(value));
  const queries = exported.map(({ value }) => value).filter(isQuery);
  const definitions = registered(found, name);
  refuseRepeated(exported, name);
  if (exported.length === 0) {
    const files = modules.map(({ file }) => file).join(', ');
    throw new ProjectError(`expected ${name} to export entities, pipes or queries, got none in ${files}`);
  }
  return { name, folder, definitions, queries, settings };
}

const isQuery = (value: unknown): value is Query => isRecord(value) && value['kind'] === 'query';

function registered(exported: readonly Exported[], project: string): Registry {
  try {
    return new Registry().add(...exported.map(({ value }) => value as Registrable));
  } catch (error) {
    if (!(error instanceof RegistrationError)) throw error;
    throw definitionsRefused(project, error.problems.map(placed(exported)), error);
  }
}

/** A problem with the export that it is about, where that is known. */
const placed =
  (exported: readonly Exported[]) =>
  ({ culprit, message, nearest }: Problem): Problem => {
    const places = exported.filter(({ value }) => isRecord(value) && value['id'] === culprit);
    const where = places.map(({ place }) => place).join(', ');
    return problem(culprit, where === '' ? message : `${message} (${where})`, nearest);
  };

function refuseRepeated(exported: readonly Exported[], project: string): void {
  const places = new Map<string, string>();
  const problems = exported.flatMap(({ value, place }) => {
    if (!isQuery(value)) return [];
    const other = places.get(value.id);
    places.set(value.id, place);
    if (other === undefined) return [];
    return [problem(value.id, `there is another query with this id (${other}, ${place})`)];
  });
  if (problems.length > 0) throw definitionsRefused(project, problems, undefined);
}

function settingsIn(modules: readonly ProjectModule[]): ProjectSettings {
  const found = modules.flatMap(({ file, exports }) =>
    ['default', 'rekindle']
      .filter((name) => isRecord(exports[name]) && !meansDefinition(exports[name]))
      .map((name) => ({ value: exports[name], place: `${name} in ${file}` })),
  );
  const [first, second] = found.filter(
    ({ value }, i) => found.findIndex((one) => one.value === value) === i,
  );
  if (first && second)
    throw new ProjectError(`expected one export of settings, got ${first.place} and ${second.place}`);
  return first ? checkProjectSettings(first.value, first.place) : {};
}
