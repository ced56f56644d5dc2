import { $, ProcessOutput, which } from 'zx';
import { installCommand, missingTools } from '../src/system/tools.ts';

/** Installs those tools of a list that this machine lacks, where we may: as root, by `apt-get`. Tells what it does. */
export async function installTools(names: readonly string[]): Promise<void> {
  const command = installCommand(missingTools(names), { unattended: true });
  const mayInstall = process.getuid?.() === 0 && (await which('apt-get', { nothrow: true })) !== null;
  if (command.length === 0 || !mayInstall) return;
  console.error(`installing what is missing: ${command.join(' ')}`);
  const apt = $({ quiet: true, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  try {
    await apt`apt-get update`;
    await apt`${command}`;
  } catch (error) {
    if (!(error instanceof ProcessOutput)) throw error;
    console.error(error.stderr.trim());
  }
}
