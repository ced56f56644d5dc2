import { spawnSync } from 'node:child_process';

/** Whether scripts can be traced on this machine. */
export const canTrace = spawnSync('bwrap', ['--ro-bind', '/', '/', '--unshare-all', 'true']).status === 0;
