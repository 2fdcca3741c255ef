import type { Fields, Recursion, Shape } from './shape.ts';

type Predicate = (value: unknown) => boolean;

/** Composes the predicate of a shape out of closures, for hosts that forbid making code from text. */
export function guardClosures(shape: Shape): Predicate {
  return compose(shape, new Map());
}

type Done = Map<Recursion, Predicate>;

function compose(shape: Shape, done: Done): Predicate {
  switch (shape.kind) {
    case 'always':
      return () => true;
    case 'never':
      return () => false;
    case 'typeof':
      return (value) => typeof value === shape.type;
    case 'literal':
      return (value) => value === shape.value;
    case 'keyof':
      return (value) => typeof value === 'string' && Object.hasOwn(shape.keys, value);
    case 'object':
      return isObject;
    case 'anyArray':
      return Array.isArray;
    case 'fields':
      return fields(shape.fields, shape.partial, done);
    case 'dictionary':
      return dictionary(compose(shape.value, done));
    case 'array': {
      const item = compose(shape.item, done);
      return (value) => Array.isArray(value) && value.every((one) => item(one));
    }
    case 'tuple': {
      const items = shape.items.map((item) => compose(item, done));
      return (value) =>
        Array.isArray(value) && value.length === items.length && items.every((item, i) => item(value[i]));
    }
    case 'some': {
      const of = shape.of.map((one) => compose(one, done));
      return (value) => of.some((one) => one(value));
    }
    case 'every': {
      const of = shape.of.map((one) => compose(one, done));
      return (value) => of.every((one) => one(value));
    }
    case 'where': {
      const base = compose(shape.base, done);
      return (value) => base(value) && Boolean(shape.predicate(value));
    }
    case 'recursion':
      return recursive(shape, done);
    case 'opaque':
      return (value) => Boolean(shape.is(value));
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fields(of: Fields, partial: boolean, done: Done): Predicate {
  const checks = of.map(([name, shape]) => [name, compose(shape, done)] as const);
  return (value) =>
    isObject(value) &&
    checks.every(([name, holds]) => {
      const field = value[name];
      if (field === undefined && (partial || !Object.hasOwn(value, name))) return partial;
      return holds(field);
    });
}

function dictionary(holds: Predicate): Predicate {
  return (value) => isObject(value) && Object.keys(value).every((key) => holds(value[key]));
}

function recursive(shape: Recursion, done: Done): Predicate {
  const known = done.get(shape);
  if (known) return known;
  let holds: Predicate | undefined;
  const predicate: Predicate = (value) => {
    holds ??= compose(shape.shape(), done);
    return holds(value);
  };
  done.set(shape, predicate);
  return predicate;
}
