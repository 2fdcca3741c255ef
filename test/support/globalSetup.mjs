import { build } from '../../.ci/build.mjs';

/** Some tests run the built package; it is built once, before they start beside each other. */
export default build;
