/** A signal on its way: what happened, when, in which operation, and because of which other signal. */
export class SignalEvent<N extends string = string, P = unknown> {
  constructor(
    readonly name: N,
    readonly payload: P,
    /** Place in the one order in which everybody is told. */
    readonly sequence: number,
    /** When it was emitted, in milliseconds of the bus's scheduler. */
    readonly time: number,
    /** The operation it belongs to. */
    readonly operationId: string,
    /** Sequence of the signal that led to this one. */
    readonly causedBy: number | undefined,
  ) {}

  /** When it was emitted, in ISO 8601; worked out when read, because most events are never asked. */
  get timestamp(): string {
    return new Date(this.time).toISOString();
  }

  /** Envelope and payload side by side. */
  toJSON(): Record<string, unknown> {
    return sideBySide(this, this.payload);
  }
}

/** The envelope of an event and a payload side by side; a field of the payload never hides one of the envelope. */
export function sideBySide(event: SignalEvent, payload: unknown): Record<string, unknown> {
  const { name: signal, sequence, timestamp, operationId, causedBy } = event;
  const form: Record<string, unknown> = { signal, sequence, timestamp, operationId };
  if (causedBy !== undefined) form['causedBy'] = causedBy;
  if (typeof payload !== 'object' || payload === null) {
    form['payload'] = payload;
    return form;
  }
  for (const [key, value] of Object.entries(payload)) {
    const taken = ENVELOPE.has(key) && form[key] !== value;
    form[taken ? `payload_${key}` : key] = value;
  }
  return form;
}

const ENVELOPE: ReadonlySet<string> = new Set([
  'signal',
  'sequence',
  'timestamp',
  'operationId',
  'causedBy',
]);
