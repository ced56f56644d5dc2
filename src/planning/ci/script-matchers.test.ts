import { describe, expect, it } from 'vitest';
import { findMatchers, judgeMatchers } from './script-matchers.ts';

const SCRIPT = `
case "$TARGET" in
  *windows*)
    echo "not a pattern)"
    ;;
  *migrations-wg-arm64* | *both*)
    case "$OTHER" in
      *inner*) ;;
      *)
        ;;
    esac
    ;;
  *migrations*)
    ;;
  *wg-arm64*)
    ;;
  *)
    ;;
esac
if [[ $TARGET =~ alone ]]; then
  :
fi
  if [[ $TARGET =~ windows.* ]]; then
    if [[ $TARGET =~ deeper ]]; then
      :
    fi
  elif [[ $TARGET =~ wg-arm64 ]]; then
    :
  elif [[ \${TARGET} =~ migrations ]]; then
    :
  else
    :
  fi
`;

describe('the matchers of a script', () => {
  const matchers = findMatchers(SCRIPT, 'TARGET');

  it('are its case statements and chains of conditions, with their lines', () => {
    expect(matchers.map(({ line, clauses }) => [line, clauses.map(({ pattern }) => pattern)])).toEqual([
      [2, ['*windows*', '*migrations-wg-arm64* | *both*', '*migrations*', '*wg-arm64*', '*']],
      [23, ['windows.*', 'wg-arm64', 'migrations']],
    ]);
    expect(findMatchers(SCRIPT, 'NOTHING')).toEqual([]);
  });

  it('disagree where one takes a value for something else than the other', () => {
    const found = judgeMatchers(
      matchers,
      new Map([
        ['a', 'kind-migrations-wg-arm64'],
        ['b', 'k8s-migrations'],
      ]),
    );
    expect(found.filter(({ kind }) => kind === 'disagreeing-matchers')).toEqual([
      {
        kind: 'disagreeing-matchers',
        line: 27,
        message:
          'TARGET kind-migrations-wg-arm64 of the job a is taken for *migrations-wg-arm64* | *both* in line 6, and for wg-arm64 in line 27, where migrations would match, too',
      },
    ]);
  });

  it('have branches that no job takes', () => {
    const found = judgeMatchers(
      matchers,
      new Map([
        ['a', 'windows-1'],
        ['b', 'kind-wg-arm64'],
      ]),
    );
    expect(found.map(({ kind, line }) => [kind, line])).toEqual([
      ['clause-never-fires', 6],
      ['clause-never-fires', 13],
      ['clause-never-fires', 17],
      ['clause-never-fires', 29],
    ]);
  });
});
