import { nearestPackage, type PackageOf } from './nearestPackage.ts';

/** Finds the package that is nearest to a file or folder. */
export type FindPackage = (from: string) => PackageOf | undefined;

/** Looks for each package once. */
export function nearestPackages(): FindPackage {
  const found = new Map<string, PackageOf | undefined>();
  return (from) => {
    if (!found.has(from)) found.set(from, nearestPackage(from));
    return found.get(from);
  };
}
