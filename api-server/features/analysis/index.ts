export type { Analyser, Frame, FrameSource } from './analyser.js';
export { bounded, decisionOf, describe } from './describe.js';
export { judge } from './verdict.js';
