import { describe, expect, test } from 'vitest';
import { listedIn } from '../../../src/app/dependencies/manifest';

const names = (language: 'node' | 'python', text: string) =>
  listedIn(language, text).map(({ name, offset, length }) => [name, text.slice(offset, offset + length)]);

describe('what a package.json lists', () => {
  test('is its dependencies, not what building takes', () => {
    const text =
      '{\n  "devDependencies": {"a": "1"},\n  "dependencies": {"left-pad": "^1", "@of/it": "file:../x"}\n}';
    expect(names('node', text)).toEqual([
      ['left-pad', '"left-pad"'],
      ['@of/it', '"@of/it"'],
    ]);
  });

  test.each(['', '[]', '{"dependencies": []}', '{"dependencies": "all"}', 'null', '{"depend'])(
    'is nothing in %s',
    (text) => expect(names('node', text)).toEqual([]),
  );
});

describe('what a requirements.txt lists', () => {
  test.each([
    ['requests', 'requests', 'requests'],
    ['  Flask_Login >= 2 , < 3  # why', 'Flask_Login', 'Flask_Login >= 2 , < 3'],
    ['oss2[all]==2.18.*', 'oss2', 'oss2[all]==2.18.*'],
    ['name @ https://example.test/a.whl', 'name', 'name @ https://example.test/a.whl'],
    ['./wheels/hello_words-1.0-py3-none-any.whl', 'hello_words', './wheels/hello_words-1.0-py3-none-any.whl'],
    ['six==1.16 --hash=sha256:abc', 'six', 'six==1.16'],
  ])('%s', (line, name, marked) => {
    expect(names('python', `# first\r\n${line}\r\nlast\n`)).toEqual([
      [name, marked],
      ['last', 'last'],
    ]);
  });

  test.each([
    ...['', '# requests', '-r other.txt', '--index-url https://example.test', '-e ./here', './folder'],
    ...['git+https://example.test/a.git', 'enum34; python_version < "3.4"', 'https://example.test/a.tar.gz'],
  ])('nothing can be told of: %s', (line) => expect(names('python', line)).toEqual([]));

  test('a line that goes on is one requirement', () => {
    expect(
      names('python', 'six==1.16 \\\n  --hash=sha256:abc \\\n  --hash=sha256:def\nlast').map(
        ([name]) => name,
      ),
    ).toEqual(['six', 'last']);
  });
});
