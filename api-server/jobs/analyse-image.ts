import type { Clock } from '../../src/platform/host.js';
import { blamed, blaming } from '../failures/dependency.js';
import {
  type Analyser,
  bounded,
  decisionOf,
  describe,
  type FrameSource,
  judge,
} from '../features/analysis/index.js';
import type { AnalysisStore } from '../features/analysis/store.js';
import type { Log, ObjectStore } from '../ports.js';
import { Hopeless, type JobHandlers } from './work-off.js';

/** What looking at uploads needs. */
export interface AnalyseDeps {
  readonly store: AnalysisStore;
  readonly objects: Pick<ObjectStore, 'read'>;
  readonly frames: FrameSource;
  /** Who looks; undefined while nobody does. */
  readonly analyser: () => Promise<Analyser | undefined>;
  readonly log: Pick<Log, 'info'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Finds out what an upload shows. Evidence, analysis and decision are one step at the end, which does
 * nothing when it was done before. While nobody looks, or whoever looks is ill, the picture waits for
 * people; nothing is ever shown because it could not be looked at.
 */
export function createImageAnalysis({
  store,
  objects,
  frames,
  analyser: findAnalyser,
  log,
  clock,
}: AnalyseDeps) {
  let saidNobody = false;
  const analyse: JobHandlers['image.analyse'] = async ({ imageId }, { signal }) => {
    const image = await store.unseen(imageId);
    if (!image) return;
    const analyser = await findAnalyser();
    if (!analyser) {
      if (!saidNobody) log.info('nobody-analyses', { says: nobodyLooks });
      saidNobody = true;
      return;
    }
    saidNobody = false;
    const bytes = await objects.read(`${image.id}.${image.extension}`);
    if (!bytes) throw blamed(new Hopeless('no-picture-file'), 'objects');
    const seen = [];
    for (const frame of await frames.framesOf(bytes)) {
      signal.throwIfAborted();
      const findings = await blaming('analyser', () => analyser.look(frame, signal));
      seen.push({ frame: frame.frame, findings: bounded(findings) });
    }
    const now = clock.now();
    const evidence = judge(analyser.name, seen);
    const document = describe({ id: imageId, analysedAt: now }, analyser.vendor, seen);
    const decision = decisionOf(analyser, evidence);
    await store.keep({ imageId, evidence, document, decision }, now);
  };
  return analyse;
}

const nobodyLooks =
  'Uploads are not analysed and wait for people. To have them looked at first: catops analysis install.';
