/** The payload of a signal as fields; one that is no object is a field of its own. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields by which a piece of work is told from others of its kind. */
export type Identity = readonly (readonly [field: string, value: unknown])[];

export function fieldsOf(payload: unknown): Fields {
  if (payload === undefined || payload === null) return {};
  return typeof payload === 'object' && !Array.isArray(payload) ? (payload as Fields) : { payload };
}

/** The identifying fields of a payload: `pipeId`, `pipeName`, `generationIndex`, `filename` and the like. */
export function identityOf(fields: Fields): Identity {
  return Object.entries(fields).filter(([field, value]) => IDENTIFYING.test(field) && isPlain(value));
}

const IDENTIFYING =
  /(?:Id|Key|Name|Index)$|^(?:id|key|name|filename|path|package|stage|component|operation)$/;

const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number';

/** Whether no identifying field that both have differs. */
export function agrees(identity: Identity, fields: Fields): boolean {
  return identity.every(([field, value]) => fields[field] === undefined || fields[field] === value);
}

/** Whether there is a field that both have. */
export function shares(identity: Identity, fields: Fields): boolean {
  return identity.some(([field]) => fields[field] !== undefined);
}

/**
 * Whether a piece of work can have happened inside of another: the ids that both have are the same. Other
 * fields do not count, because they mean another thing in another kind of work: the `path` of a folder is
 * not that of a file in it.
 */
export function canContain(identity: Identity, fields: Fields): boolean {
  return identity.every(
    ([field, value]) => !field.endsWith('Id') || fields[field] === undefined || fields[field] === value,
  );
}
