import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { changedLines, documentSettings, rowChange, standingText } from '../../testing/status.ts';
import { editStatus } from '../edit.ts';
import { goMap } from './index.ts';

const SETTINGS = documentSettings({ path: 'active.go', format: 'go-map' });

const gofmt = (text: string): string => execFileSync('gofmt', { input: text, encoding: 'utf8' });

const inInit = (...statements: readonly string[]): string =>
  gofmt(`package featuregate\n\nfunc init() {\n${statements.join('\n')}\n}\n`);

const edit = (text: string, ...rows: readonly ReturnType<typeof rowChange>[]) =>
  editStatus(text, SETTINGS, { rows, lanes: [] });

const added = (before: string, after: string) =>
  changedLines(before, after)
    .filter((line) => line.startsWith('+'))
    .map((line) => line.slice(1).trim());

/** Name, registration, and the lines that a promotion of `A` on arm64 leaves, of each shape. */
const SHAPES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'on one line, without the field',
    'RegisterFeatureGate(FeatureGate{Name: A, State: Alpha})',
    [
      'RegisterFeatureGate(FeatureGate{Name: A, State: Alpha, SupportByArch: SupportByArch{ARM64: SUPPORTED}})',
    ],
  ],
  [
    'on one line, with the arch',
    'RegisterFeatureGate(FeatureGate{Name: A, State: Alpha, SupportByArch: SupportByArch{AMD64: SUPPORTED, ARM64: UNVERIFIED}})',
    [
      'RegisterFeatureGate(FeatureGate{Name: A, State: Alpha, SupportByArch: SupportByArch{AMD64: SUPPORTED, ARM64: SUPPORTED}})',
    ],
  ],
  [
    'on one line, without the arch',
    'RegisterFeatureGate(FeatureGate{Name: A, SupportByArch: SupportByArch{AMD64: SUPPORTED}})',
    [
      'RegisterFeatureGate(FeatureGate{Name: A, SupportByArch: SupportByArch{AMD64: SUPPORTED, ARM64: SUPPORTED}})',
    ],
  ],
  [
    'with an empty map',
    'RegisterFeatureGate(FeatureGate{Name: A, SupportByArch: SupportByArch{}})',
    ['RegisterFeatureGate(FeatureGate{Name: A, SupportByArch: SupportByArch{ARM64: SUPPORTED}})'],
  ],
  [
    'on several lines, without the field',
    'RegisterFeatureGate(FeatureGate{\nName: A,\nState: Beta,\n})',
    ['SupportByArch: SupportByArch{', 'ARM64: SUPPORTED,', '},'],
  ],
  [
    'on several lines, with the arch',
    'RegisterFeatureGate(\nFeatureGate{\nName: A,\nState: Beta,\nSupportByArch: SupportByArch{\nAMD64: SUPPORTED,\nARM64: UNVERIFIED,\nS390X: UNVERIFIED,\n},\n},\n)',
    ['ARM64: SUPPORTED,'],
  ],
  [
    'on several lines, without the arch',
    'RegisterFeatureGate(FeatureGate{\nName: A,\nSupportByArch: SupportByArch{\nAMD64: SUPPORTED,\n},\n})',
    ['ARM64: SUPPORTED,'],
  ],
  [
    'with a longer name among those of the map',
    'RegisterFeatureGate(FeatureGate{\nName: A,\nSupportByArch: SupportByArch{\nRISCV64: UNVERIFIED,\nAMD64: SUPPORTED,\n},\n})',
    ['ARM64:   SUPPORTED,'],
  ],
  [
    'whose architectures are in order',
    'RegisterFeatureGate(FeatureGate{Name: A, SupportByArch: SupportByArch{AMD64: SUPPORTED, S390X: PENDING}})',
    [
      'RegisterFeatureGate(FeatureGate{Name: A, SupportByArch: SupportByArch{AMD64: SUPPORTED, ARM64: SUPPORTED, S390X: PENDING}})',
    ],
  ],
  [
    'whose architectures are in order, on several lines',
    'RegisterFeatureGate(FeatureGate{Name: A, SupportByArch: SupportByArch{\nAMD64: SUPPORTED,\nS390X: PENDING, // soon\n}})',
    ['ARM64: SUPPORTED,'],
  ],
  [
    'whose next architecture has a comment',
    'RegisterFeatureGate(FeatureGate{Name: A, SupportByArch: SupportByArch{\nAMD64: SUPPORTED,\n// soon\nS390X: PENDING,\n}})',
    ['ARM64: SUPPORTED,'],
  ],
  [
    'with a call in it',
    'RegisterFeatureGate(FeatureGate{Name: A, State: Deprecated, Message: fmt.Sprintf("%s: {}, %v", A, map[string]int{"ARM64": 1}), VmiSpecUsed: func() bool { return true }})',
    [
      'RegisterFeatureGate(FeatureGate{Name: A, State: Deprecated, Message: fmt.Sprintf("%s: {}, %v", A, map[string]int{"ARM64": 1}), VmiSpecUsed: func() bool { return true }, SupportByArch: SupportByArch{ARM64: SUPPORTED}})',
    ],
  ],
  [
    'with comments',
    'RegisterFeatureGate(FeatureGate{\nName: A, // the name\nState: Beta,\nSupportByArch: SupportByArch{\n// tested\nAMD64: SUPPORTED, // by CI\nARM64: UNVERIFIED, // not yet\n},\n}) // end',
    ['AMD64: SUPPORTED, // by CI', 'ARM64: SUPPORTED, // not yet'],
  ],
  [
    'next to others with comments',
    'RegisterFeatureGate(FeatureGate{Name: A}) // first\nRegisterFeatureGate(FeatureGate{Name: B}) // second',
    [
      'RegisterFeatureGate(FeatureGate{Name: A, SupportByArch: SupportByArch{ARM64: SUPPORTED}}) // first',
      'RegisterFeatureGate(FeatureGate{Name: B})                                                 // second',
    ],
  ],
  [
    'of another package',
    'featuregate.RegisterFeatureGate(featuregate.FeatureGate{Name: A, State: featuregate.Alpha})',
    [
      'featuregate.RegisterFeatureGate(featuregate.FeatureGate{Name: A, State: featuregate.Alpha, SupportByArch: featuregate.SupportByArch{featuregate.ARM64: featuregate.SUPPORTED}})',
    ],
  ],
  [
    'with a name as a string',
    'RegisterFeatureGate(FeatureGate{Name: "A", State: GA})',
    [
      'RegisterFeatureGate(FeatureGate{Name: "A", State: GA, SupportByArch: SupportByArch{ARM64: SUPPORTED}})',
    ],
  ],
  [
    'of a pointer',
    'RegisterFeatureGate(&FeatureGate{Name: A})',
    ['RegisterFeatureGate(&FeatureGate{Name: A, SupportByArch: SupportByArch{ARM64: SUPPORTED}})'],
  ],
  [
    'whose last line holds several fields',
    'RegisterFeatureGate(FeatureGate{Name: A,\nState: Beta, Message: "x"})',
    ['State: Beta, Message: "x", SupportByArch: SupportByArch{ARM64: SUPPORTED}})'],
  ],
];

describe('a registration', () => {
  test.each(SHAPES)('%s is edited as gofmt would write it', async (_, registration, lines) => {
    const text = inInit(registration);
    const edited = await edit(text, rowChange('A', 'SUPPORTED'));
    expect(added(text, edited)).toEqual(lines);
    expect(gofmt(edited)).toBe(edited);
    expect(await edit(edited, rowChange('A', 'SUPPORTED'))).toBe(edited);
    expect(await edit(text)).toBe(text);
  });

  it('without the map has unspecified support', async () => {
    const { entries } = await goMap.read(
      inInit('RegisterFeatureGate(FeatureGate{Name: A, State: GA})'),
      SETTINGS,
    );
    expect(entries).toMatchObject([
      { feature: 'A', arch: 'arm64', status: null, graduation: 'GA', refusal: null },
    ]);
  });

  it('is held by a comment above, within or behind it', async () => {
    const hold = '// lanekeeper:hold until=2027-01-31 because="x"';
    const texts = [
      `${hold}\nRegisterFeatureGate(FeatureGate{Name: A})`,
      `RegisterFeatureGate(FeatureGate{\nName: A, ${hold}\n})`,
      `RegisterFeatureGate(FeatureGate{Name: A}) ${hold}`,
    ];
    for (const text of texts) {
      const { entries } = await goMap.read(
        inInit(
          'RegisterFeatureGate(FeatureGate{Name: Z}) // another',
          text,
          'RegisterFeatureGate(FeatureGate{Name: Y})',
        ),
        SETTINGS,
      );
      expect(entries.map((entry) => [entry.feature, entry.hold?.until ?? null])).toEqual([
        ['Z', null],
        ['A', '2027-01-31'],
        ['Y', null],
      ]);
    }
  });

  test.each([
    [
      'an arch without a constant',
      'RegisterFeatureGate(FeatureGate{Name: A})',
      { ...rowChange('A', 'SUPPORTED'), arch: 'riscv64' },
      /no constant is known for riscv64: declare it beside the others, such as RISCV64 Arch = "riscv64"/,
    ],
    [
      'a qualifier',
      'RegisterFeatureGate(FeatureGate{Name: A})',
      rowChange('A', 'SUPPORTED', 'virtio bus'),
      /can’t hold the qualifier "virtio bus"/,
    ],
    [
      'a gate that is registered twice',
      'RegisterFeatureGate(FeatureGate{Name: A})\nRegisterFeatureGate(FeatureGate{Name: A})',
      rowChange('A', 'SUPPORTED'),
      /found 2 registrations/,
    ],
  ])('refuses %s', async (_, text, change, message) => {
    await expect(edit(inInit(text), change)).rejects.toThrow(message);
  });

  test.each([
    [
      'a status that is none',
      'RegisterFeatureGate(FeatureGate{Name: A, SupportByArch: SupportByArch{ARM64: Maybe}})',
      /found "Maybe" for ARM64/,
    ],
    [
      'an arch that is none',
      'RegisterFeatureGate(FeatureGate{Name: A, SupportByArch: SupportByArch{VAX: SUPPORTED}})',
      /found the unknown arch constant VAX/,
    ],
    ['no literal', 'RegisterFeatureGate(gate)', /found no literal/],
    [
      'a map from elsewhere',
      'RegisterFeatureGate(FeatureGate{Name: A, SupportByArch: all})',
      /something else than a literal/,
    ],
  ])('with %s is a problem, with its place', async (_, text, message) => {
    const { problems } = await goMap.read(inInit(text), SETTINGS);
    expect(problems).toEqual([{ place: { line: 4, column: 2 }, message: expect.stringMatching(message) }]);
  });

  it('knows architectures that the file declares', async () => {
    const text = `${inInit('RegisterFeatureGate(FeatureGate{Name: A})')}\nconst RISCV64 Arch = "riscv64"\n`;
    const settings = documentSettings({ format: 'go-map', arch: 'riscv64' });
    const changes = { rows: [{ ...rowChange('A', 'UNVERIFIED'), arch: 'riscv64' }], lanes: [] };
    expect(await editStatus(text, settings, changes)).toContain('SupportByArch{RISCV64: UNVERIFIED}');
  });

  it('changes for one architecture only', async () => {
    const text = inInit(
      'RegisterFeatureGate(FeatureGate{Name: A, SupportByArch: SupportByArch{AMD64: PENDING, ARM64: UNVERIFIED, S390X: UNSUPPORTED}})',
    );
    const edited = await edit(text, rowChange('A', 'SUPPORTED'));
    expect(edited).toContain('SupportByArch{AMD64: PENDING, ARM64: SUPPORTED, S390X: UNSUPPORTED}');
    const all = (await goMap.read(edited, { path: 'x', format: 'go-map', vocabulary: 'plain' })).entries;
    expect(all.map(({ arch, status }) => [arch, status])).toEqual([
      ['amd64', 'PENDING'],
      ['arm64', 'SUPPORTED'],
      ['s390x', 'UNSUPPORTED'],
    ]);
  });

  it('changes alone, however many there are, and as gofmt writes it', async () => {
    const shape = fc.constantFrom(...SHAPES.map(([, registration]) => registration));
    const status = fc.constantFrom('SUPPORTED', 'PENDING', 'UNVERIFIED', 'UNSUPPORTED');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(shape, fc.option(status)), { minLength: 1, maxLength: 5 }),
        async (chosen) => {
          const named = chosen.map(([registration], index) =>
            registration
              .replaceAll('Name: B', `Name: Other${index}`)
              .replace(/Name: "?A"?/, `Name: Gate${index}`),
          );
          const text = inInit(...named);
          const before = (await goMap.read(text, SETTINGS)).entries;
          const rows = chosen.flatMap(([, to], index) =>
            to === null ? [] : [rowChange(`Gate${index}`, to as 'SUPPORTED')],
          );
          const edited = await edit(text, ...rows);
          expect(gofmt(edited)).toBe(edited);
          const after = (await goMap.read(edited, SETTINGS)).entries.map(
            (entry) => `${entry.feature} ${standingText(entry)}`,
          );
          expect(after).toEqual(
            before.map((entry) => {
              const change = rows.find(({ feature }) => feature === entry.feature);
              return `${entry.feature} ${standingText(change?.to ?? entry)}`;
            }),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});
