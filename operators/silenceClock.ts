import { asyncScheduler, type SchedulerLike, Subscription } from 'rxjs';
import { isDelay } from './isDelay.ts';
import { warn } from './warn.ts';

/** One whose silence is watched. */
export interface SilentMember {
  /** It has been silent for longer than it may; told once for each silence. @param silentMs for how long at least */
  fellSilent(silentMs: number): void;
}

/** Watches the silence of many with one timer; given to each of them, as one value. */
export interface SilenceClock {
  /** How often it looks, in milliseconds. */
  readonly checkEvery: number;
  /** How many are watched. */
  readonly watched: number;
  /** Watches one from now on, that may be silent for `within` ms; gives its place, by which it is known. */
  watch(member: SilentMember, within: number): number;
  /** The one at this place gave a sign of life; that takes back nothing of what was told. */
  heard(place: number): void;
  /** How long the one at this place may be silent from its last sign of life on; `Infinity` for ever. */
  allow(place: number, within: number): void;
  /** It is not watched any more, and the place is another's to have. */
  leave(place: number): void;
}

export interface SilenceClockOptions {
  /** How often it looks, in milliseconds. @default 30_000 */
  readonly checkEvery?: number;
  /** Runs the timer. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Makes a clock that watches the silence of any number of streams: eight bytes and one member for each, one look
 * at all of them every `checkEvery` ms, and no timer while nobody is watched.
 *
 * It counts its looks and never asks what time it is, so setting the clock of the machine changes nothing. A
 * silence is told when it has surely lasted: at most one look later, two where the limit is no multiple of
 * `checkEvery`.
 */
export function silenceClock({
  checkEvery = 30_000,
  scheduler = asyncScheduler,
}: SilenceClockOptions = {}): SilenceClock {
  if (!(checkEvery > 0 && isDelay(checkEvery))) {
    throw new RangeError(`expected checkEvery to be a positive number of ms, got ${checkEvery}`);
  }
  return new CountingClock(checkEvery, scheduler);
}

const SMALLEST = 16;
const LONGEST = 2 ** 31 - 2;
const NO_PLACE = -1;

class CountingClock implements SilenceClock {
  watched = 0;
  readonly checkEvery: number;
  readonly #scheduler: SchedulerLike;
  /** Looks so far; wraps around, as only differences count. */
  #looks = 0;
  /** What `#looks` was at the last sign of life; of a free place, the next free one. */
  #heard = new Int32Array(SMALLEST);
  /** How many looks the silence may last; 0 where it may last for ever, was told, or the place is free. */
  #allowed = new Int32Array(SMALLEST);
  #members: (SilentMember | undefined)[] = [];
  #free = NO_PLACE;
  #timer = Subscription.EMPTY;

  constructor(checkEvery: number, scheduler: SchedulerLike) {
    this.checkEvery = checkEvery;
    this.#scheduler = scheduler;
  }

  watch(member: SilentMember, within: number): number {
    const place = this.#free === NO_PLACE ? this.#added() : this.#reused();
    this.#members[place] = member;
    this.heard(place);
    this.allow(place, within);
    this.watched += 1;
    if (this.watched === 1) this.#start();
    return place;
  }

  heard(place: number): void {
    this.#heard[place] = this.#looks;
  }

  allow(place: number, within: number): void {
    const looks = Math.ceil(within / this.checkEvery);
    this.#allowed[place] = looks > LONGEST ? 0 : Math.max(1, looks);
  }

  leave(place: number): void {
    if (this.#members[place] === undefined) return;
    this.#members[place] = undefined;
    this.#allowed[place] = 0;
    this.#heard[place] = this.#free;
    this.#free = place;
    this.watched -= 1;
    if (this.watched === 0) this.#rest();
  }

  #added(): number {
    const place = this.#members.length;
    if (place === this.#heard.length) {
      this.#heard = doubled(this.#heard);
      this.#allowed = doubled(this.#allowed);
    }
    return place;
  }

  #reused(): number {
    const place = this.#free;
    this.#free = this.#heard[place] ?? NO_PLACE;
    return place;
  }

  #start(): void {
    const clock = this;
    this.#timer = this.#scheduler.schedule(function () {
      clock.#look();
      // Closed when the last one left meanwhile; who came after that has started another.
      if (!this.closed) this.schedule(undefined, clock.checkEvery);
    }, this.checkEvery);
  }

  #rest(): void {
    this.#timer.unsubscribe();
    this.#heard = new Int32Array(SMALLEST);
    this.#allowed = new Int32Array(SMALLEST);
    this.#members = [];
    this.#free = NO_PLACE;
  }

  #look(): void {
    this.#looks = (this.#looks + 1) | 0;
    // Read anew in each round, as who is told may come and go.
    for (let place = 0; place < this.#members.length; place++) {
      const allowed = this.#allowed[place] as number;
      // The first look may come right after a sign of life, so it does not count.
      if (allowed === 0 || this.#silentFor(place) <= allowed) continue;
      this.#allowed[place] = 0;
      this.#tell(place);
    }
  }

  /** How many looks came since the last sign of life. */
  #silentFor(place: number): number {
    return (this.#looks - (this.#heard[place] as number)) | 0;
  }

  #tell(place: number): void {
    try {
      this.#members[place]?.fellSilent((this.#silentFor(place) - 1) * this.checkEvery);
    } catch (error) {
      // The others are watched all the same.
      warn('a member of a silence clock threw', error);
    }
  }
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
