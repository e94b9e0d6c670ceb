import { expect } from 'vitest';
import { type LoadtestMatchers, loadtestMatchers } from './matchers.js';

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: a declaration that is merged has the same parameter
  interface Matchers<T = any> extends LoadtestMatchers {}
}

expect.extend(loadtestMatchers);
