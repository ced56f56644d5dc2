/** Folder of the guest with what it is brought. */
export const GUEST_FOLDER = '/tmp/lanekeeper';
/** Folder of the guest for what a suite leaves. */
export const OUTPUT_FOLDER = `${GUEST_FOLDER}/out`;
export const ARTIFACTS_FOLDER = `${OUTPUT_FOLDER}/artifacts`;
