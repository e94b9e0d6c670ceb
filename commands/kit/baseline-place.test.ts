import { expect, it } from 'vitest';
import { readBaseline } from './baseline-place.js';

it('takes a URL of this machine or of a host that was named, and else a command', () => {
  expect(readBaseline('http://127.0.0.1:3000/', [])).toEqual({ url: 'http://127.0.0.1:3000' });
  expect(readBaseline('https://base.example', ['base.example'])).toEqual({
    url: 'https://base.example',
  });
  expect(readBaseline('npm start', [])).toEqual({ command: 'npm start' });
});

it.each([
  ['http://base.example', '--baseline: base.example is not this machine'],
  ['http://:hidden@127.0.0.1', '--baseline: the URL given is not a plain URL'],
  ['', '--baseline: name the URL'],
  ['  ', '--baseline: name the URL'],
])('refuses "%s"', (text, reason) => {
  expect(() => readBaseline(text, [])).toThrow(
    expect.objectContaining({ code: 'usage-invalid', message: expect.stringContaining(reason) }),
  );
});
