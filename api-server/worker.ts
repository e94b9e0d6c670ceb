import { catalogue } from './catalogue.js';
import { runWorker } from './worker-process.js';

// Entry of an API process, with every lesson switched on.
await runWorker({ catalogue });
