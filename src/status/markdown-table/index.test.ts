import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { InputError } from '../../core/errors.ts';
import { STATUSES } from '../../lanes/status-schema.ts';
import { SHARED } from '../../testing/cli.ts';
import { changedLines, documentSettings, rowChange, standingText } from '../../testing/status.ts';
import { editStatus } from '../edit.ts';
import { markdownTable } from './index.ts';

const SETTINGS = documentSettings();
const REAL = join(SHARED, 'status');

const DOCUMENT = `# Devices

Current test lane:

1. **wg-arm64**: Basic tests

**Note**: The **migrations** lane is defined but is not yet configured to run in CI.

Device | Description | Status
-- | -- | --
Disks | SATA/virtio bus | SUPPORTED (virtio bus)
TPM | a \\| b \`c \\| d\` [link](https://example.org) | UNVERIFIED
Rng | <br> 🚦 | UNVERIFIED
Sound | ac97 | UNSUPPORTED

### Devices with CI Verification (SUPPORTED)

The following were tested:

- **Disks (virtio bus)**: Tested in storage tests

### Devices Planned for CI Verification

- **Rng**: soon

### Devices Expected to Work (UNVERIFIED)

- TPM (tpm-tis-device)
- other things
`;

const read = async (text: string, settings = SETTINGS) => (await markdownTable.read(text, settings)).entries;
const edit = (text: string, ...rows: readonly ReturnType<typeof rowChange>[]) =>
  editStatus(text, SETTINGS, { rows, lanes: [] });

describe.skipIf(!existsSync(REAL))('the real documents (skipped where they are absent)', () => {
  const userGuide = documentSettings({ vocabulary: 'user-guide' });
  test.each([
    ['device-status-arm64.md', SETTINGS, 19],
    ['feature-gate-status-arm64.md', SETTINGS, 59],
    ['user-guide/device_status_on_Arm64.md', userGuide, 19],
    ['user-guide/feature_gate_status_on_Arm64.md', userGuide, 25],
  ])('%s is read whole, and changes where it is told to only', async (file, settings, count) => {
    const text = readFileSync(join(REAL, file), 'utf8');
    const { entries, problems } = await markdownTable.read(text, settings);
    expect(entries).toHaveLength(count);
    expect(problems).toEqual([]);
    expect(await editStatus(text, settings, { rows: [], lanes: [] })).toBe(text);
    for (const { feature, status } of entries) {
      const to = status === 'UNVERIFIED' ? 'PENDING' : 'UNVERIFIED';
      const changes = { rows: [rowChange(feature, to)], lanes: [] };
      const edited = await editStatus(text, settings, changes);
      const prose = changedLines(text, edited).filter((line) => !/^[-+][^-*].*\|/.test(line));
      expect(changedLines(text, edited).length - prose.length).toBe(2);
      for (const line of prose) expect(line).toContain(feature);
      expect(await editStatus(edited, settings, changes)).toBe(edited);
    }
  });

  it('reads the words of the user guide', async () => {
    const text = readFileSync(join(REAL, 'user-guide/feature_gate_status_on_Arm64.md'), 'utf8');
    const said = new Map((await read(text, userGuide)).map((entry) => [entry.feature, standingText(entry)]));
    expect(said.get('CPUManager')).toBe('SUPPORTED');
    expect(said.get('NUMAFeatureGate')).toBe('PENDING');
    expect(said.get('HypervStrictCheckGate')).toBe('UNSUPPORTED');
    expect(said.get('GPUGate')).toBe('UNVERIFIED');
    expect(said.get('VMExportGate')).toBe('SUPPORTED (partially)');
    expect(said.get('DownwardMetricsFeatureGate')).toBe('UNVERIFIED (need more information)');
    const devices = readFileSync(join(REAL, 'user-guide/device_status_on_Arm64.md'), 'utf8');
    const changed = await editStatus(devices, userGuide, {
      rows: [rowChange('GPUs', 'SUPPORTED'), rowChange('TPM', 'SUPPORTED', 'tis')],
      lanes: [],
    });
    expect(changedLines(devices, changed).filter((line) => line.startsWith('+'))).toEqual([
      expect.stringMatching(/^\+GPUs .* \| supported$/),
      expect.stringMatching(/^\+TPM .* support tis$/),
    ]);
  });
});

describe('a table', () => {
  it('is read with qualifiers, escaped pipes, links and emoji', async () => {
    const entries = await read(DOCUMENT);
    expect(entries.map((entry) => [entry.feature, standingText(entry), entry.place.line])).toEqual([
      ['Disks', 'SUPPORTED (virtio bus)', 11],
      ['TPM', 'UNVERIFIED', 12],
      ['Rng', 'UNVERIFIED', 13],
      ['Sound', 'UNSUPPORTED', 14],
    ]);
  });

  test.each([
    ['without outer pipes', 'Device | Status\n-- | --\nA | UNVERIFIED\n', '+A | SUPPORTED'],
    ['with outer pipes', '| Device | Status |\n|--|--|\n| A | UNVERIFIED |\n', '+| A | SUPPORTED |'],
    ['without space', '|Device|Status|\n|-|-|\n|A|UNVERIFIED|\n', '+|A|SUPPORTED|'],
    ['of Windows', 'Device | Status\r\n-- | --\r\nA | UNVERIFIED\r\n', '+A | SUPPORTED\r'],
    ['without a last line end', 'Device | Status\n-- | --\nA | UNVERIFIED', '+A | SUPPORTED'],
    ['with a byte order mark', '\uFEFFDevice | Status\n-- | --\nA | UNVERIFIED\n', '+A | SUPPORTED'],
    ['in bold', 'Device | Status\n-- | --\n**A** | **UNVERIFIED**\n', '+**A** | **SUPPORTED**'],
    ['as code', 'Device | Status\n-- | --\n`A` | `UNVERIFIED`\n', '+`A` | `SUPPORTED`'],
    [
      'with a comment',
      'Device | Status\n-- | --\nA | UNVERIFIED <!-- todo -->\n',
      '+A | SUPPORTED <!-- todo -->',
    ],
    [
      'with more columns',
      'Device | x | Status | y\n-|-|-|-\nA | b | UNVERIFIED | c\n',
      '+A | b | SUPPORTED | c',
    ],
    ['of gates', 'FEATURE GATE | GRADUATION | STATUS\n-|-|-\nA | GA | unverified\n', '+A | GA | supported'],
  ])('%s keeps its form', async (_, text, line) => {
    expect(changedLines(text, await edit(text, rowChange('A', 'SUPPORTED')))).toEqual([
      expect.stringMatching(/^-/),
      line,
    ]);
  });

  test.each([
    ['a row with too few cells', 'Device | x | Status\n-|-|-\nA | b\n', 'A: found 2 cells, expected 3'],
    ['an empty status', 'Device | Status\n-|-\nA | \n', 'A: found 1 cells, expected 2'],
    ['an unknown word', 'Device | Status\n-|-\nA | maybe\n', 'A: found the status "maybe"'],
    [
      'a row that is there twice',
      'Device | Status\n-|-\nA | UNVERIFIED\nA | UNVERIFIED\n',
      'A: found A in 2 rows, first in line 3',
    ],
  ])('with %s refuses to be edited, with its place', async (_, text, message) => {
    await expect(edit(text, rowChange('A', 'SUPPORTED'))).rejects.toMatchObject({
      constructor: InputError,
      kind: 'status-document',
      message: expect.stringContaining(message) as string,
      place: { line: 3 },
    });
    expect((await markdownTable.read(text, SETTINGS)).problems).toHaveLength(1);
    expect(await edit(text)).toBe(text);
  });

  test.each([
    ['in a block of code', '```\nDevice | Status\n-|-\nA | UNVERIFIED\n```\n'],
    ['of something else', 'Name | State\n-|-\nA | UNVERIFIED\n'],
  ])('%s is none', async (_, text) => {
    expect(await read(text)).toEqual([]);
  });

  it('that is long is read as a short one is', async () => {
    const row = fc.tuple(
      fc.constantFrom('', '| ', '  '),
      fc.constantFrom('UNVERIFIED', 'SUPPORTED (a b)', '`PENDING`', 'x', 'UNSUPPORTED <!-- c -->'),
      fc.constantFrom('', ' |', ' |  '),
      fc.constantFrom('a \\| b', '`c`', '', '🚦', '[x](y)', '<br>'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 3, maxLength: 8 }),
        fc.boolean(),
        async (rows, hasFence) => {
          const lines = rows.map(
            ([before, status, after, text], i) => `${before}F${i} | ${text} | ${status}${after}`,
          );
          const long = Array.from({ length: 120 }, (_, i) => `L${i} | x | UNVERIFIED`);
          const fence = hasFence ? '```\n' : '';
          const document = (body: readonly string[]) =>
            `${fence}Device | x | Status\n-|-|-\n${body.join('\n')}\n${fence}\nend\n`;
          const alone = await read(document(lines));
          const within = (await read(document([...lines, ...long]))).slice(0, hasFence ? 0 : lines.length);
          const after = (await read(document([...long, ...lines]))).slice(hasFence ? 0 : long.length);
          const essence = (entries: typeof alone) => entries.map((entry) => ({ ...entry, place: null }));
          expect(essence(within)).toEqual(essence(alone));
          expect(essence(after)).toEqual(essence(alone));
        },
      ),
    );
  });
});

describe('an edit', () => {
  it('keeps the prose in step when a row becomes SUPPORTED', async () => {
    expect(
      changedLines(
        DOCUMENT,
        await edit(DOCUMENT, rowChange('TPM', 'SUPPORTED'), rowChange('Rng', 'SUPPORTED', 'x')),
      ),
    ).toMatchInlineSnapshot(`
      [
        "-TPM | a \\| b \`c \\| d\` [link](https://example.org) | UNVERIFIED",
        "-Rng | <br> 🚦 | UNVERIFIED",
        "-- **Rng**: soon",
        "-- TPM (tpm-tis-device)",
        "-",
        "+TPM | a \\| b \`c \\| d\` [link](https://example.org) | SUPPORTED",
        "+Rng | <br> 🚦 | SUPPORTED (x)",
        "+- **TPM**: because of its runs",
        "+- **Rng (x)**: because of its runs",
      ]
    `);
  });

  it('keeps the prose in step when a row is SUPPORTED no more, or in another way', async () => {
    expect(changedLines(DOCUMENT, await edit(DOCUMENT, rowChange('Disks', 'UNVERIFIED')))).toEqual([
      '-Disks | SATA/virtio bus | SUPPORTED (virtio bus)',
      '-- **Disks (virtio bus)**: Tested in storage tests',
      '-',
      '+Disks | SATA/virtio bus | UNVERIFIED',
      '+- **Disks**: because of its runs',
    ]);
    expect(changedLines(DOCUMENT, await edit(DOCUMENT, rowChange('Disks', 'SUPPORTED')))).toEqual([
      '-Disks | SATA/virtio bus | SUPPORTED (virtio bus)',
      '-- **Disks (virtio bus)**: Tested in storage tests',
      '+Disks | SATA/virtio bus | SUPPORTED',
      '+- **Disks**: Tested in storage tests',
    ]);
  });

  it('keeps the list of lanes in step, and the note on those that don’t run', async () => {
    const lanes = [
      { lane: 'migrations', to: 'active', description: 'Live migration' },
      { lane: 'wg-arm64', to: 'gone', description: '' },
    ] as const;
    const edited = await editStatus(DOCUMENT, SETTINGS, { rows: [], lanes });
    expect(changedLines(DOCUMENT, edited)).toEqual([
      '-1. **wg-arm64**: Basic tests',
      '-**Note**: The **migrations** lane is defined but is not yet configured to run in CI.',
      '-',
      '+1. **migrations**: Live migration',
    ]);
    expect(
      (await markdownTable.read(edited, SETTINGS)).lanes.map(({ lane, claimed }) => [lane, claimed]),
    ).toEqual([['migrations', 'active']]);
  });

  it('writes a qualifier so that the row keeps its cells', async () => {
    const edited = await edit(DOCUMENT, rowChange('TPM', 'SUPPORTED', 'a | b'));
    expect(edited).toContain('| SUPPORTED (a \\| b)\n');
  });

  it('changes exactly the rows that it is told to, whatever the document looks like', async () => {
    const feature = fc.stringMatching(/^[A-Z][A-Za-z]{2,6}$/);
    const standing = fc.tuple(
      fc.constantFrom(...STATUSES),
      fc.option(fc.constantFrom('virtio bus', 'emulated: pass')),
    );
    const filler = fc.constantFrom('', 'x', 'a \\| b', '`c`', '<br>', '🚦', '[l](u)', '<!-- c -->');
    const documents = fc.record({
      rows: fc.uniqueArray(fc.tuple(feature, standing, filler), {
        minLength: 1,
        maxLength: 8,
        selector: ([name]) => name,
      }),
      lineEnd: fc.constantFrom('\n', '\r\n'),
      outer: fc.boolean(),
      sections: fc.boolean(),
      lastLineEnd: fc.boolean(),
    });
    const picks = fc.array(fc.option(standing), { minLength: 8, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(documents, picks, async ({ rows, lineEnd, outer, sections, lastLineEnd }, chosen) => {
        const wrap = (line: string) => (outer ? `| ${line} |` : line);
        const supported = rows.filter(([, [status]]) => status === 'SUPPORTED');
        const lines = [
          '# Title',
          '',
          wrap('Device | About | Status'),
          wrap('-- | -- | --'),
          ...rows.map(([name, [status, qualifier], text]) =>
            wrap(`${name} | ${text} | ${standingText({ status, qualifier })}`),
          ),
          '',
          ...(sections
            ? [
                '## Devices with CI Verification (SUPPORTED)',
                '',
                ...supported.map(([name]) => `* **${name}**: ok`),
                '',
                '## Devices Expected to Work (UNVERIFIED)',
                '',
                ...rows.filter(([, [status]]) => status === 'UNVERIFIED').map(([name]) => `* ${name}`),
              ]
            : ['end']),
        ];
        const text = lines.join(lineEnd) + (lastLineEnd ? lineEnd : '');
        const changes = {
          rows: rows.flatMap(([name], index) => {
            const to = chosen[index];
            return to === null || to === undefined ? [] : [rowChange(name, ...to)];
          }),
          lanes: [],
        };
        const edited = await editStatus(text, SETTINGS, changes);
        const expected = rows.map(([name, [status, qualifier]], index) => {
          const to = chosen[index] ?? [status, qualifier];
          return `${name}: ${standingText({ status: to[0], qualifier: to[1] })}`;
        });
        expect((await read(edited)).map((entry) => `${entry.feature}: ${standingText(entry)}`)).toEqual(
          expected,
        );
        expect(await editStatus(edited, SETTINGS, changes)).toBe(edited);
        if (changes.rows.length === 0) expect(edited).toBe(text);
        const { prose } = await markdownTable.read(edited, SETTINGS);
        for (const { to, feature: name } of changes.rows.filter(
          (row) => row.to.status === 'SUPPORTED' && sections,
        ))
          expect(prose.filter((claim) => claim.feature === name)).toEqual([
            expect.objectContaining({ section: 'verified', ...(to.qualifier === null ? {} : {}) }),
          ]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a hold', () => {
  const held = async (text: string) => (await read(text)).map(({ hold }) => hold?.until ?? null);
  const table = (comment = '') => `Device | Status\n-|-\nA | UNVERIFIED ${comment}\nB | UNVERIFIED\n`;

  test.each([
    ['in a row', table('<!-- lanekeeper:hold until=2027-01-31 because="a \\| b" -->'), ['2027-01-31', null]],
    [
      'for a feature',
      `<!-- lanekeeper:hold feature="B" until=2027-01-31 because="x" -->\n\n${table()}`,
      [null, '2027-01-31'],
    ],
    [
      'for the document',
      `<!-- lanekeeper:hold until=2027-01-31 because="x" -->\n\n${table()}`,
      ['2027-01-31', '2027-01-31'],
    ],
    ['that can’t be read', table('<!-- lanekeeper:hold until=soon -->'), ['9999-12-31', null]],
  ])('%s is found', async (_, text, expected) => {
    expect(await held(text)).toEqual(expected);
  });

  it('that can’t be read is a problem, with its place', async () => {
    const { problems } = await markdownTable.read(
      table('<!-- lanekeeper:hold until=2027-01-31 -->'),
      SETTINGS,
    );
    expect(problems).toEqual([
      { place: { line: 3, column: 16 }, message: expect.stringContaining('found a hold without a reason') },
    ]);
  });
});
