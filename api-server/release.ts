/** Put in by the build; a run from the sources has none of them. */
declare const CATOPS_VERSION: string | undefined;
declare const CATOPS_COMMIT: string | undefined;
declare const CATOPS_ANALYSIS: string | undefined;

export const version = typeof CATOPS_VERSION === 'undefined' ? '0.0.0' : CATOPS_VERSION;
const commit = typeof CATOPS_COMMIT === 'undefined' ? '' : CATOPS_COMMIT;

/** What runs here, such as `0.1.0+4faa961`; without a commit where the build knew none. */
export const release = commit === '' ? version : `${version}+${commit}`;

/** SHA-256 of the lock file of what the embedded image analysis needs. */
export const analysisPackages = typeof CATOPS_ANALYSIS === 'undefined' ? '' : CATOPS_ANALYSIS;
