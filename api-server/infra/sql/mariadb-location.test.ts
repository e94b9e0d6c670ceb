import { expect, it } from 'vitest';
import { isOnThisMachine, placeOf, readMariaDbLocation } from './mariadb-location.js';

it('reads the parts of an address', () => {
  const location = readMariaDbLocation('mysql://app:p%40ss@db.example:3307/cats', 'other');
  expect(location).toEqual({
    ...{ host: 'db.example', port: 3307, user: 'app', password: 'p@ss', database: 'cats' },
  });
  expect(placeOf(location)).toBe('db.example:3307, database cats');
  expect(isOnThisMachine(location)).toBe(false);
});

it('takes the password from elsewhere, and the usual port, when they are not in it', () => {
  const location = readMariaDbLocation('mariadb://app@[::1]/cats', 'apart');
  expect(location).toMatchObject({ host: '::1', port: 3306, password: 'apart' });
  expect(placeOf(location)).toBe('[::1]:3306, database cats');
  expect(isOnThisMachine(location)).toBe(true);
});

it('reads the path of a socket', () => {
  const location = readMariaDbLocation('mysql://app@localhost/cats?socket=/run/db.sock', undefined);
  expect(location).toMatchObject({ socketPath: '/run/db.sock', password: '' });
  expect(placeOf(location)).toBe('/run/db.sock, database cats');
});

it.each([
  ['no address', 'hunter2'],
  ['another protocol', 'postgres://app:hunter2@host/cats'],
  ['no database', 'mysql://app:hunter2@host/'],
  ['a database with a slash', 'mysql://app:hunter2@host/cats/hunter2'],
  ['no user', 'mysql://:hunter2@host/cats'],
  ['an option', 'mysql://app:hunter2@host/cats?hunter2=1'],
  ['a bad encoding', 'mysql://app:hunter2%zz@host/cats'],
])('refuses %s, and repeats nothing of it', (_, url) => {
  const read = () => readMariaDbLocation(url, undefined);
  expect(read).toThrow(TypeError);
  expect(read).not.toThrow(/hunter2/);
});
