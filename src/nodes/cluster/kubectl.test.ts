import { delimiter } from 'node:path';
import { afterEach, expect, it, test, vi } from 'vitest';
import { temporaryFolder } from '../../testing/cli.ts';
import { createKubectl, KubectlError } from './kubectl.ts';

afterEach(() => vi.unstubAllEnvs());

/** A kubectl that is a script. */
function kubectlOf(script: string) {
  const folder = temporaryFolder({ kubectl: `#!/bin/sh\n${script}\n` });
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
  return createKubectl(folder, {});
}

it('takes standard output as the answer, whatever is warned of', async () => {
  const kubectl = kubectlOf(`echo 'Warning: old' >&2; echo '{"kind":"List","items":[{"a":1}]}'`);
  expect(await kubectl.get(['nodes'])).toEqual([{ a: 1 }]);
});

test.each([
  ['the server', 'Error from server (Forbidden): nodes is forbidden: User "ci" cannot list', 'Forbidden'],
  ['kubectl itself', 'error: the file Forbidden does not exist', null],
])('tells why %s said no', async (_, said, reason) => {
  const failed = kubectlOf(`echo '${said}' >&2; exit 1`).get(['nodes']);
  await expect(failed).rejects.toThrow(`kubectl get ended with exit code 1: ${said}`);
  await expect(failed).rejects.toMatchObject({ constructor: KubectlError, reason });
});

it('takes an answer that is no JSON for a fault of kubectl’s', async () => {
  await expect(kubectlOf('echo "<html>"').get(['nodes'])).rejects.toThrow(/^kubectl get printed no JSON: /);
});
