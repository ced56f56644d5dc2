import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import type { MachineFiles } from '../capability-probes.ts';

/** This machine's files; no process is started and nothing is opened for writing. */
export const localFiles: MachineFiles = {
  read: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  },
  entries: (path) => {
    try {
      return readdirSync(path);
    } catch {
      return [];
    }
  },
  exists: (path) => (path.startsWith('/dev/') ? canRead(path) : existsSync(path)),
};

/** Whether a file can be read: a device file can be there without its device, or for others only. */
function canRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
