import type { ObservableNotification } from 'rxjs';

/** What an observable did at one frame of virtual time: a value, an error or its completion. */
export interface MarbleMessage {
  readonly frame: number;
  readonly notification: ObservableNotification<unknown>;
}
