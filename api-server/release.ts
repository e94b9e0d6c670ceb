/** Put in by the build; a run from the sources has neither. */
declare const CATOPS_VERSION: string | undefined;
declare const CATOPS_COMMIT: string | undefined;

export const version = typeof CATOPS_VERSION === 'undefined' ? '0.0.0' : CATOPS_VERSION;
const commit = typeof CATOPS_COMMIT === 'undefined' ? '' : CATOPS_COMMIT;

/** What runs here, such as `0.1.0+4faa961`; without a commit where the build knew none. */
export const release = commit === '' ? version : `${version}+${commit}`;
