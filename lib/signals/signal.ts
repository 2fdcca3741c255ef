import { Subject } from 'rxjs';

/**
 * A Subject with a name. Alone it is the bare thing, without envelope, queue or isolation, and quicker
 * than a Subject when one observer listens. The handles that a bus gives out are Signals as well.
 */
export class Signal<P> extends Subject<P> {
  constructor(readonly name: string) {
    super();
  }

  /** Tells everybody who is subscribed now. */
  override next(payload: P): void {
    // One observer needs no snapshot of the list; for several, Subject keeps one.
    const { observers } = this;
    if (observers?.length === 1) observers[0]?.next(payload);
    else super.next(payload);
  }
}
