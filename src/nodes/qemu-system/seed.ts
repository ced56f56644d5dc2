import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What cloud-init does on the first boot of a disk image: it starts our guest side. Not from /run, where systemd lets
 * nothing be executed, and without waiting, because systemd has not come to ordinary services yet.
 */
const USER_DATA = `#cloud-config
bootcmd:
  - |
    exec >/dev/console 2>&1
    mkdir -p /var/lib/lanekeeper/seed
    mount -o ro LABEL=CIDATA /var/lib/lanekeeper/seed
    cp /var/lib/lanekeeper/seed/agent /var/lib/lanekeeper/agent
    umount /var/lib/lanekeeper/seed
    chmod 755 /var/lib/lanekeeper/agent
    if command -v systemd-run >/dev/null
    then systemd-run --unit=lanekeeper --no-block --property=DefaultDependencies=no /var/lib/lanekeeper/agent
    else setsid /var/lib/lanekeeper/agent </dev/null &
    fi
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
