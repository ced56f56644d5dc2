import { describe, expect, it, test } from 'vitest';
import { ConfigError } from '../core/errors.ts';
import { REPOSITORY, temporaryFolder } from '../testing/cli.ts';
import { loadConfig } from './load.ts';

const SETTINGS = `suites:
  s: { kind: ginkgo, path: tests }
nodes:
  n: { kind: local, arch: arm64, capabilities: { acpi: true, slots: 1 } }
rules:
  acpi: { labels: [ACPI], needs: { acpi: true }, because: a table is needed }
  slots: { labels: [slots], needs: { slots: 2 }, because: two are needed }
`;
const LANE = `name: a
state: active
suite: s
arch: arm64
node: n
select: wg-arm64
`;

/** The problems of a configuration, `file:line:column: message` each. */
function problemsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = temporaryFolder({ 'lanes/lanekeeper.yaml': SETTINGS, 'lanes/a.yaml': LANE, ...files });
  try {
    loadConfig(folder);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
}

describe('a configuration', () => {
  it('without faults is taken', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it('that we ship is without faults', () => {
    const config = loadConfig(REPOSITORY);
    expect([...config.lanes.keys()]).toEqual(
      expect.arrayContaining([
        'wg-arm64',
        'sig-compute-migrations-wg-arm64',
        'wg-s390x',
        'riscv64',
        'sig-compute',
        'sig-compute-migrations',
      ]),
    );
  });

  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'an unknown key',
      { 'lanes/a.yaml': `${LANE}selct: x\n` },
      [
        'lanes/a.yaml:7:1: found the unknown key "selct", expected one of name, extends, description, state, suite, arch, node, inventory, requires, select, exclude, run, prow; did you mean "select"?',
      ],
    ],
    [
      'an unknown key within',
      { 'lanes/a.yaml': `${LANE}run:\n  timout: 1h\n` },
      [
        'lanes/a.yaml:8:3: found the unknown key "timout", expected one of timeout, gracePeriod, seed, flakeAttempts, procs, nodeAttempts, args, env; did you mean "timeout"?',
      ],
    ],
    [
      'a wrong type',
      { 'lanes/a.yaml': LANE.replace('wg-arm64', '[x]') },
      ['lanes/a.yaml:6:9: found a list, expected text'],
    ],
    [
      'a wrong choice',
      { 'lanes/a.yaml': LANE.replace('active', 'activ') },
      ['lanes/a.yaml:2:8: found "activ", expected one of "active", "defined"; did you mean "active"?'],
    ],
    [
      'a wrong duration',
      { 'lanes/a.yaml': `${LANE}run: { timeout: 4 hours }\n` },
      ['lanes/a.yaml:7:17: found "4 hours", expected a duration such as 4h, 30m or 1m30s'],
    ],
    [
      'a number out of range',
      { 'lanes/a.yaml': `${LANE}run: { procs: 0 }\n` },
      ['lanes/a.yaml:7:15: found 0, expected at least 1'],
    ],
    [
      'a remote that would be an option of git',
      {
        'lanes/lanekeeper.yaml': `${SETTINGS}evidence: { kind: git-branch, remote: "--upload-pack=/tmp/x" }\npromotion: { remote: -x }\n`,
      },
      [
        expect.stringMatching(
          /^lanes\/lanekeeper\.yaml:\d+:39: .*expected the name or the URL of a git remote/,
        ),
        expect.stringMatching(
          /^lanes\/lanekeeper\.yaml:\d+:22: .*expected the name or the URL of a git remote/,
        ),
      ],
    ],
    [
      'a status document that lies elsewhere',
      { 'lanes/lanekeeper.yaml': `${SETTINGS}status:\n  d: { path: ../x.md, arch: arm64 }\n` },
      [expect.stringMatching(/^lanes\/lanekeeper\.yaml:\d+:14: found "\.\.\/x\.md", expected a path within/)],
    ],
    [
      'a status document about no architecture, of no suite',
      { 'lanes/lanekeeper.yaml': `${SETTINGS}status:\n  d: { path: x.md, suite: t }\n` },
      [
        expect.stringContaining('found no arch, expected the one that the document is about'),
        expect.stringContaining('found the unknown suite "t"'),
      ],
    ],
    [
      'a policy for an unknown architecture',
      { 'lanes/lanekeeper.yaml': `${SETTINGS}policy: { arches: { aarch64: {} } }\n` },
      [expect.stringContaining('"aarch64" is arm64 in Go’s terms')],
    ],
    [
      'a policy that asks for a share greater than 1',
      { 'lanes/lanekeeper.yaml': `${SETTINGS}policy: { promote: { passRatio: 95 } }\n` },
      [expect.stringContaining('found 95, expected at most 1')],
    ],
    ['an empty file', { 'lanes/a.yaml': '' }, ['lanes/a.yaml:1:1: found nothing, expected keys and values']],
    [
      'a missing name',
      { 'lanes/a.yaml': LANE.replace('name: a\n', '') },
      ['lanes/a.yaml:1:1: the key "name" is missing, expected text'],
    ],
    [
      'a name that is a path',
      { 'lanes/a.yaml': LANE.replace('name: a', 'name: ../x') },
      ['lanes/a.yaml:1:7: found "../x", expected a name: a letter, then letters, digits, ".", "_" or "-"'],
    ],
    [
      'a value that nobody gives',
      { 'lanes/a.yaml': LANE.replace('node: n\n', '') },
      ['lanes/a.yaml:1:1: the key "node" is missing, in the lane and in what it extends'],
    ],
    [
      'an exclusion without a reason',
      { 'lanes/a.yaml': `${LANE}exclude:\n  - rule: acpi\n` },
      ['lanes/a.yaml:8:5: the key "because" is missing, expected text'],
    ],
    [
      'an exclusion of nothing',
      { 'lanes/a.yaml': `${LANE}exclude:\n  - because: so\n` },
      ['lanes/a.yaml:8:5: found an exclusion with both or neither, expected either "rule" or "filter"'],
    ],
    [
      'a date that is none',
      { 'lanes/a.yaml': `${LANE}exclude: [{ rule: acpi, because: so, until: soon }]\n` },
      ['lanes/a.yaml:7:45: found "soon", expected a date such as 2027-03-31'],
    ],
    [
      'an unknown rule',
      { 'lanes/a.yaml': `${LANE}exclude: [{ rule: acpy, because: so }]\n` },
      ['lanes/a.yaml:7:19: found the unknown rule "acpy", expected one of acpi, slots; did you mean "acpi"?'],
    ],
    [
      'an unknown suite',
      { 'lanes/a.yaml': LANE.replace('suite: s', 'suite: t') },
      ['lanes/a.yaml:3:8: found the unknown suite "t", expected one of s; did you mean "s"?'],
    ],
    [
      'a name of the kernel for an arch',
      { 'lanes/a.yaml': LANE.replace('arch: arm64', 'arch: aarch64') },
      [
        'lanes/a.yaml:4:7: found the unknown arch "aarch64", expected one of amd64, arm64, s390x, riscv64, ppc64le, loong64; "aarch64" is arm64 in Go’s terms',
        'lanes/a.yaml:4:7: found the arch aarch64, but the node "n" is arm64: name another node or arch',
      ],
    ],
    [
      'an arch that the node does not have',
      { 'lanes/a.yaml': LANE.replace('arch: arm64', 'arch: s390x') },
      ['lanes/a.yaml:4:7: found the arch s390x, but the node "n" is arm64: name another node or arch'],
    ],
    [
      'a filter with an error',
      { 'lanes/a.yaml': LANE.replace('wg-arm64', 'wg-arm64 && (x') },
      ["lanes/a.yaml:6:21: label filter \"wg-arm64 && (x\" at column 13: found '(' without a matching ')'"],
    ],
    [
      'a filter with an error in quotes',
      { 'lanes/a.yaml': LANE.replace('wg-arm64', '"wg-arm64 & x"') },
      [
        "lanes/a.yaml:6:19: label filter \"wg-arm64 & x\" at column 10: found a single '&', expected '&&' between two labels",
      ],
    ],
    [
      'a filter of an exclusion with an error',
      { 'lanes/a.yaml': `${LANE}exclude: [{ filter: "a b c |", because: so }]\n` },
      [
        "lanes/a.yaml:7:28: label filter \"a b c |\" at column 7: found a single '|', expected '||' between two labels",
      ],
    ],
    [
      'a cycle',
      { 'lanes/a.yaml': `${LANE}extends: b\n`, 'lanes/b.yaml': 'name: b\nextends: a\n' },
      [
        'lanes/b.yaml:2:10: found a cycle in "extends": a → b → a; remove one of them',
        'lanes/a.yaml:7:10: found a cycle in "extends": b → a → b; remove one of them',
      ],
    ],
    [
      'an unknown parent',
      { 'lanes/b.yaml': 'name: b\nextends: aa\n' },
      ['lanes/b.yaml:2:10: found the unknown lane "aa", expected one of a, b; did you mean "a"?'],
    ],
    [
      'a lane twice',
      { 'lanes/b.yaml': LANE },
      [
        'lanes/b.yaml:1:7: found the lane "a" a second time, expected each name once: it is in lanes/a.yaml, rename one',
      ],
    ],
    [
      'a capability that no rule needs',
      { 'lanes/lanekeeper.yaml': SETTINGS.replace('slots: 1', 'slot: 1') },
      ['lanes/lanekeeper.yaml:4:62: found the capability "slot", which no rule needs; did you mean "slots"?'],
    ],
    [
      'a rule with a name of ours',
      { 'lanes/lanekeeper.yaml': SETTINGS.replace('  acpi: { labels', '  select: { labels') },
      [
        'lanes/lanekeeper.yaml:6:11: found a rule called "select", which is our word for something else: rename it',
      ],
    ],
    [
      'a label that Ginkgo refuses',
      { 'lanes/lanekeeper.yaml': SETTINGS.replace('[ACPI]', '["A||B"]') },
      [
        'lanes/lanekeeper.yaml:6:20: found the label "A||B", expected one without & | ! , ( ) / and spaces around it',
      ],
    ],
    [
      'YAML that is none',
      { 'lanes/a.yaml': `${LANE}run: { procs: 1\n` },
      [
        'lanes/a.yaml:8:1: not valid YAML: Flow map in block collection must be sufficiently indented and end with a }',
      ],
    ],
    [
      'a key twice',
      { 'lanes/a.yaml': `${LANE}node: n\n` },
      ['lanes/a.yaml:7:1: not valid YAML: Map keys must be unique'],
    ],
    [
      'several faults in several files',
      { 'lanes/a.yaml': `${LANE}x: 1\ny: 2\n`, 'lanes/b.yaml': 'name: 5\n' },
      [
        expect.stringContaining('lanes/a.yaml:7:1: found the unknown key "x"'),
        expect.stringContaining('lanes/a.yaml:8:1: found the unknown key "y"'),
        'lanes/b.yaml:1:7: found 5, expected text',
      ],
    ],
  ])('with %s is told', (_, files, expected) => {
    expect(problemsOf(files)).toEqual(expected);
  });

  it('that would unfold to a billion values is refused', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) =>
        `l${level}: &l${level} [${Array(9)
          .fill(level === 0 ? 'lol' : `*l${level - 1}`)
          .join(', ')}]`,
    );
    expect(problemsOf({ 'lanes/a.yaml': `${levels.join('\n')}\n` })).toEqual([
      expect.stringMatching(/^lanes\/a.yaml:1:1: not valid YAML: Excessive alias count/),
    ]);
  });

  it('is looked for in the folders above, up to the repository', () => {
    const folder = temporaryFolder({
      'lanes/lanekeeper.yaml': SETTINGS,
      'lanes/a.yaml': LANE,
      'deep/er/.keep': '',
      'repo/.git/HEAD': '',
    });
    expect(loadConfig(`${folder}/deep/er`).root).toBe(folder);
    expect(() => loadConfig(`${folder}/repo`)).toThrow(
      /found no lanes\/lanekeeper.yaml in .* lanekeeper init writes one; or name it with --config/,
    );
    expect(loadConfig(`${folder}/repo`, '../lanes/lanekeeper.yaml').root).toBe(folder);
    expect(() => loadConfig(folder, 'nowhere.yaml')).toThrow('nowhere.yaml: no such file');
  });
});
