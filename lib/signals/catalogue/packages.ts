import { declare } from '../declare.ts';
import { duration, failure, flag, number, text, texts } from './fields.ts';

const install = { operationId: text, packages: texts } as const;

/** What happens to the packages that apps need. */
export const packages = {
  'packages.before_install': declare('Packages are about to be installed.', {
    ...install,
    packageCount: number,
  }),
  'packages.after_install': declare('Packages were installed.', {
    ...install,
    successCount: number,
    failedCount: number,
    cachedPackages: texts,
    downloadedPackages: texts,
    ...duration,
  }),
  'packages.install_failed': declare('Packages could not be installed.', {
    ...install,
    'failedPackage?': text,
    ...failure,
    ...duration,
  }),
  'packages.before_pack': declare('A package is about to be packed.', { operation: text }),
  'packages.after_pack': declare('A package was packed.', { operation: text, tarball: text }),
  'packages.pack_failed': declare('A package could not be packed.', { operation: text, ...failure }),
  'packages.package_installing': declare('One package is being installed.', { package: text }),
  'packages.package_installed': declare('One package was installed.', {
    package: text,
    cached: flag,
    ...duration,
    dependenciesInstalled: number,
  }),
  'packages.package_failed': declare('One package could not be installed.', { package: text, ...failure }),
};
