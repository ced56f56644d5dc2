import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What cloud-init does on the first boot of a disk image: it starts our guest side. */
const USER_DATA = `#cloud-config
bootcmd:
  - |
    mkdir -p /run/lanekeeper/seed
    mount -o ro /dev/disk/by-label/CIDATA /run/lanekeeper/seed || mount -o ro LABEL=CIDATA /run/lanekeeper/seed
    cp /run/lanekeeper/seed/agent /run/lanekeeper/agent
    chmod 755 /run/lanekeeper/agent
    if command -v systemd-run; then systemd-run --unit=lanekeeper /run/lanekeeper/agent
    else setsid /run/lanekeeper/agent </dev/null & fi
`;

/** A folder that QEMU shows as a disk of the form that cloud-init calls NoCloud. */
export function writeSeed(agent: string, folder: string): string {
  const seed = join(folder, 'seed');
  mkdirSync(seed);
  writeFileSync(join(seed, 'user-data'), USER_DATA);
  writeFileSync(join(seed, 'meta-data'), 'instance-id: lanekeeper\n');
  copyFileSync(agent, join(seed, 'agent'));
  return seed;
}
