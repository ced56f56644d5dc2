import { expect, test } from 'vitest';
import { ConfigError, didYouMean, EXIT } from './errors.ts';

test.each([
  ['selct', '; did you mean "select"?'],
  ['SELECT', '; did you mean "select"?'],
  ['slect', '; did you mean "select"?'],
  ['something', ''],
  ['x', ''],
])('for %s we guess %j', (found, expected) => {
  expect(didYouMean(found, ['select', 'exclude'])).toBe(expected);
});

test('problems of the configuration are told together, each at its place', () => {
  const error = new ConfigError([
    { file: 'lanes/a.yaml', line: 3, column: 5, message: 'found x' },
    { file: 'lanes/b.yaml', message: 'too large' },
  ]);
  expect(error.message).toBe('lanes/a.yaml:3:5: found x\nlanes/b.yaml: too large');
  expect(error.exitCode).toBe(EXIT.usage);
});
