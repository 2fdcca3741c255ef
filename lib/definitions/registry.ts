import type { Entity } from './entity.ts';
import type { Ingestion } from './ingestion.ts';
import type { Override } from './override.ts';
import type { Pipe } from './pipe.ts';
import type { Problem } from './problem.ts';
import type { Definition } from './rawDefinition.ts';
import { type Registrable, register } from './registration.ts';
import { type Resolve, resolve } from './resolve.ts';
import type { Stage } from './stage.ts';
import { UnknownIdError } from './unknownIdError.ts';
import { unmatched } from './unmatched.ts';
import type { Wiring } from './wiring.ts';
import { wiringDraft, wiringOf } from './wiringDraft.ts';

/**
 * What a system is made of. Pipes, entities, ingestions and stages have ids of their own: a pipe may be called like
 * the entity it writes. What one of them mentions, entities of a pipe or pipes of a stage, comes along with it.
 */
export class Registry {
  readonly #draft = wiringDraft();
  #overrides: readonly Override[] = [];
  #resolve: Resolve = (definition) => definition;
  #wiring: Wiring | undefined;

  /**
   * Registers all of it or, with a `RegistrationError`, nothing. What is registered already may come again
   * and changes nothing; another pipe with the same id, an entity of the same id that says something else,
   * and a second pipe that writes the same entity are refused.
   */
  add(...items: readonly Registrable[]): this {
    const { entities, pipes } = this.#draft;
    const before = entities.length + pipes.length;
    register(items, this.#draft);
    if (entities.length + pipes.length > before) this.#wiring = undefined;
    return this;
  }

  /** The pipe with an id, or an `UnknownIdError`. */
  pipe(id: string): Pipe {
    const { pipes, pipeHandles } = this.#draft;
    const pipe = pipes[pipeHandles.get(id) ?? -1];
    if (!pipe) throw new UnknownIdError('pipe', id, pipeHandles.keys());
    return this.#resolve(pipe);
  }

  /** The entity with an id, or an `UnknownIdError`. */
  entity(id: string): Entity {
    const { entities, entityHandles } = this.#draft;
    const entity = entities[entityHandles.get(id) ?? -1];
    if (!entity) throw new UnknownIdError('entity', id, entityHandles.keys());
    return this.#resolve(entity);
  }

  /** All pipes, in the order in which they were registered. */
  pipes(): readonly Pipe[] {
    return this.wiring().pipes;
  }

  /** All entities, in the order in which they were registered or first mentioned. */
  entities(): readonly Entity[] {
    return this.wiring().entities;
  }

  /** The ingestion with an id, or an `UnknownIdError`. */
  ingestion(id: string): Ingestion {
    const { ingestions } = this.#draft;
    const found = ingestions.get(id);
    if (!found) throw new UnknownIdError('ingestion', id, ingestions.keys());
    return found;
  }

  /** All ingestions, in the order in which they were registered. */
  ingestions(): readonly Ingestion[] {
    return [...this.#draft.ingestions.values()];
  }

  /** The stage with an id, or an `UnknownIdError`. */
  stage(id: string): Stage {
    const { stages } = this.#draft;
    const found = stages.get(id);
    if (!found) throw new UnknownIdError('stage', id, stages.keys());
    return found;
  }

  /** All stages, in the order in which they were registered. */
  stages(): readonly Stage[] {
    return [...this.#draft.stages.values()];
  }

  /** Who reads and writes what. The same value until something is added or laid over. */
  wiring(): Wiring {
    this.#wiring ??= wiringOf(
      this.#draft,
      Object.freeze(this.#resolved(this.#draft.pipes)),
      Object.freeze(this.#resolved(this.#draft.entities)),
    );
    return this.#wiring;
  }

  /**
   * Lays overrides over everything that is and will be registered, in place of those before; an empty list
   * gives back what was declared. Tells which of them match nothing so far.
   */
  override(overrides: readonly Override[]): readonly Problem[] {
    this.#resolve = resolve(overrides);
    this.#overrides = structuredClone(overrides);
    this.#wiring = undefined;
    return this.unmatched();
  }

  /** The overrides that match nothing so far, each with what was probably meant. */
  unmatched(): readonly Problem[] {
    return unmatched(this.#overrides, [...this.#draft.pipes, ...this.#draft.entities]);
  }

  #resolved<D extends Definition>(definitions: readonly D[]): readonly D[] {
    return this.#overrides.length === 0 ? [...definitions] : definitions.map(this.#resolve);
  }
}
