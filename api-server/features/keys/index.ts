export { KeyIndex } from './key-index.js';
