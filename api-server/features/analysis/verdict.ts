import type {
  BoundingBox,
  Findings,
  FoundFace,
  FoundLabel,
  ImageEvidence,
  VerdictReason,
} from '../../../src/contracts/image-evidence.js';

/** From `unsure` on somebody has to look, from `certain` on it is so. */
interface Threshold {
  readonly unsure: number;
  readonly certain: number;
}

/** How far the findings of an analyser are believed. Confidences from 0 to 100. */
export interface VerdictLimits {
  /** Of a cat: the other way round, below `unsure` there is certainly none. */
  readonly cat: Threshold;
  readonly moderation: Threshold;
  readonly face: Threshold;
  /** A face in the box of an animal that is at least this certain is the animal's. */
  readonly animal: number;
  /** Text below this confidence is none. */
  readonly text: number;
  /** Share of the picture that lines of text cover. */
  readonly textShare: Threshold;
}

/**
 * Of the embedded models: cat, face, animal, moderation and text confidence as they were measured
 * on photographs (`runbooks/proofs.md`). Of Rekognition: its documentation advises 80 and more where
 * a decision is automatic; what lies between that and its default minimum of 50 is for people. The
 * shares of text are ours: a name written on a picture covers less than a twentieth of it.
 */
export const verdictLimits: Readonly<Record<ImageEvidence['analyser'], VerdictLimits>> = {
  embedded: {
    cat: { unsure: 20, certain: 40 },
    moderation: { unsure: 50, certain: 70 },
    face: { unsure: 60, certain: 70 },
    animal: 25,
    text: 60,
    textShare: { unsure: 0.05, certain: 0.2 },
  },
  rekognition: {
    cat: { unsure: 50, certain: 80 },
    moderation: { unsure: 50, certain: 80 },
    face: { unsure: 80, certain: 95 },
    animal: 50,
    text: 80,
    textShare: { unsure: 0.05, certain: 0.2 },
  },
};

/** What follows from the findings in one frame. */
export interface FrameVerdict {
  readonly verdict: ImageEvidence['verdict'];
  readonly reasons: readonly VerdictReason[];
  /** From 0 to 1. */
  readonly score: number;
}

/** Judges one frame: whatever is certainly wrong decides, then whatever may be. */
export function judgeFrame(findings: Findings, limits: VerdictLimits): FrameVerdict {
  const cat = catConfidence(findings.labels);
  const reasons = [
    ofCat(cat, limits.cat),
    ofModeration(findings, limits.moderation),
    ofFaces(findings, limits),
    ofText(findings, limits),
  ].filter((reason) => reason !== undefined);
  const isUnfit = reasons.some(({ certain }) => certain);
  const verdict = isUnfit ? 'unfit' : reasons.length > 0 ? 'unsure' : 'fit';
  return { verdict, reasons, score: cat / 100 };
}

const badness = { fit: 0, unsure: 1, unfit: 2 } as const;

/** One frame that was looked at, counted from 0, and what was found in it. */
export interface FrameFindings {
  readonly frame: number;
  readonly findings: Findings;
}

/** Judges all frames that were looked at: the worst decides, of equal ones that with less of a cat. */
export function judge(
  analyser: ImageEvidence['analyser'],
  frames: readonly FrameFindings[],
): ImageEvidence {
  const [worst] = frames
    .map((each) => ({ ...each, ...judgeFrame(each.findings, verdictLimits[analyser]) }))
    .toSorted(
      (one, other) => badness[other.verdict] - badness[one.verdict] || one.score - other.score,
    );
  if (!worst) throw new RangeError('A picture has at least one frame.');
  const { verdict, reasons, score, findings } = worst;
  return {
    ...{ schema: 'catops.image-evidence/v1', analyser, verdict, reasons: [...reasons], score },
    ...{ frames: frames.map(({ frame }) => frame), worst: worst.frame, findings },
  };
}

function catConfidence(labels: readonly FoundLabel[]): number {
  const cats = labels.filter(
    ({ Name, Parents }) => Name === 'Cat' || Parents.some((parent) => parent.Name === 'Cat'),
  );
  return Math.max(0, ...cats.map(({ Confidence }) => Confidence));
}

function ofCat(confidence: number, { unsure, certain }: Threshold): VerdictReason | undefined {
  if (confidence >= certain) return undefined;
  const isNone = confidence < unsure;
  const says = isNone ? 'No cat was found' : `Maybe a cat (${percent(confidence)})`;
  return { code: 'no-cat', certain: isNone, says };
}

function ofModeration(
  { moderationLabels }: Findings,
  limits: Threshold,
): VerdictReason | undefined {
  const [top] = moderationLabels.toSorted((one, other) => other.Confidence - one.Confidence);
  if (!top || top.Confidence < limits.unsure) return undefined;
  return {
    ...{ code: 'moderation', certain: top.Confidence >= limits.certain },
    says: `${top.Name} (${percent(top.Confidence)})`,
  };
}

function ofFaces({ faces, labels }: Findings, limits: VerdictLimits): VerdictReason | undefined {
  const animals = labels
    .filter(({ Parents }) => Parents.some(({ Name }) => Name === 'Animal'))
    .flatMap(({ Instances }) => Instances)
    .filter(({ Confidence }) => Confidence >= limits.animal);
  const isAnimals = (face: FoundFace) =>
    animals.some(({ BoundingBox }) => hasCentre(BoundingBox, face.BoundingBox));
  const human = faces.filter((face) => !isAnimals(face)).map(({ Confidence }) => Confidence);
  const confidence = Math.max(0, ...human);
  if (confidence < limits.face.unsure) return undefined;
  return {
    ...{ code: 'face', certain: confidence >= limits.face.certain },
    says: `A human face (${percent(confidence)})`,
  };
}

function ofText({ text }: Findings, limits: VerdictLimits): VerdictReason | undefined {
  const lines = text.filter(({ Confidence }) => Confidence >= limits.text);
  const areas = lines.map(({ BoundingBox: { Width, Height } }) => Width * Height);
  const share = Math.min(
    1,
    areas.reduce((sum, area) => sum + area, 0),
  );
  if (share < limits.textShare.unsure) return undefined;
  return {
    ...{ code: 'text', certain: share >= limits.textShare.certain },
    says: `Text covers ${percent(share * 100)} of it`,
  };
}

function hasCentre(of: BoundingBox, inner: BoundingBox): boolean {
  const x = inner.Left + inner.Width / 2;
  const y = inner.Top + inner.Height / 2;
  return x >= of.Left && x <= of.Left + of.Width && y >= of.Top && y <= of.Top + of.Height;
}

const percent = (confidence: number): string => `${Math.round(confidence)} %`;
