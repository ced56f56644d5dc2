import { expect, it } from 'vitest';
import { LanekeeperError } from '../core/errors.ts';
import { temporaryFolder } from '../testing/cli.ts';
import { nodeSettings, suiteSettings } from './config.ts';
import { loadConfig } from './load.ts';

it('gives the settings of what is named, and takes an unknown name for a bug of ours', () => {
  const config = loadConfig(
    temporaryFolder({
      'lanes/lanekeeper.yaml':
        'suites: { s: { kind: ginkgo, path: tests } }\nnodes: { n: { kind: local } }\n',
    }),
  );
  expect(suiteSettings(config, 's')).toEqual({ kind: 'ginkgo', path: 'tests' });
  expect(nodeSettings(config, 'n')).toMatchObject({ kind: 'local' });
  for (const look of [() => suiteSettings(config, 'n'), () => nodeSettings(config, 's')]) {
    expect(look).toThrow(/passed the checks but is unknown/);
    expect(look).not.toThrow(LanekeeperError);
  }
});
