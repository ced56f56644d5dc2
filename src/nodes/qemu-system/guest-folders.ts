/** Where the guest has what it is brought. */
export const GUEST_FOLDER = '/tmp/lanekeeper';
/** What it leaves. */
export const OUTPUT_FOLDER = `${GUEST_FOLDER}/out`;
export const ARTIFACTS_FOLDER = `${OUTPUT_FOLDER}/artifacts`;
