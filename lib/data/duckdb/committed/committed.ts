import type { Shape } from '../tables/shape.ts';
import { Known } from './known.ts';
import { KnownVersions } from './knownVersions.ts';
import { Moments } from './moments.ts';
import type { PendingNote } from './notesSeen.ts';

/** What a transaction has changed of what is remembered. */
export interface Changes {
  readonly tables: ReadonlyMap<string, Shape>;
  /** By place. */
  readonly notes: ReadonlyMap<string, PendingNote>;
}

/** What is known of a database as it was committed last, so that transactions need not ask for it each time. */
export class Committed {
  readonly moments = new Moments();
  readonly versions = new KnownVersions(this.moments);
  readonly tables = new Known<Shape>(this.moments, 'table');
  /** Texts of notes, by place; null where there is none. */
  readonly notes = new Known<string | null>(this.moments, 'note');

  /** Commits, and remembers what was changed as it is then; what a commit that fails leaves is not known. */
  async during({ tables, notes }: Changes, commit: () => Promise<unknown>): Promise<void> {
    for (const id of tables.keys()) {
      this.tables.forget(id);
      this.versions.forget(id);
    }
    for (const place of notes.keys()) this.notes.forget(place);
    const keys = [
      ...[...tables.keys()].map((id) => this.tables.place(id)),
      ...[...notes.keys()].map((place) => this.notes.place(place)),
    ];
    await this.moments.during(keys, commit, () => {
      for (const [id, shape] of tables) {
        this.tables.set(id, shape);
        if (!shape.isDropped) this.versions.set(id, shape.version);
      }
      for (const [place, { note = null }] of notes) this.notes.set(place, note);
    });
  }
}
