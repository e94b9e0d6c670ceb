import * as z from 'zod';

/** A place in a picture; all values are shares of its width and height. */
const boundingBox = z.object({
  Width: z.number(),
  Height: z.number(),
  Left: z.number(),
  Top: z.number(),
});

/** Confidences go from 0 to 100. */
const confidence = z.number().min(0).max(100);

const label = z.object({
  Name: z.string(),
  Confidence: confidence,
  Instances: z.array(z.object({ BoundingBox: boundingBox, Confidence: confidence })),
  Parents: z.array(z.object({ Name: z.string() })),
});

const moderationLabel = z.object({
  Name: z.string(),
  Confidence: confidence,
  ParentName: z.string(),
});

/** One line of text that a machine can read. */
const textLine = z.object({
  DetectedText: z.string(),
  Confidence: confidence,
  BoundingBox: boundingBox,
});

const face = z.object({ Confidence: confidence, BoundingBox: boundingBox });

/** What was found in one picture, or in one frame of one that moves; most confident first. */
const findings = z.object({
  labels: z.array(label),
  moderationLabels: z.array(moderationLabel),
  text: z.array(textLine),
  faces: z.array(face),
});

/** Why a picture is not fit, or may not be. */
const reason = z.object({
  code: z.enum(['no-cat', 'moderation', 'face', 'text']),
  /** It is certain, as far as the analyser can be; otherwise somebody has to look. */
  certain: z.boolean(),
  /** One sentence, for people. */
  says: z.string(),
});

/**
 * What an analyser found in an uploaded picture, and what follows from it. Of a picture that moves a
 * few frames are looked at, and the worst of them decides.
 */
export const imageEvidenceSchema = z.object({
  schema: z.literal('catops.image-evidence/v1'),
  analyser: z.enum(['embedded', 'rekognition']),
  verdict: z.enum(['fit', 'unsure', 'unfit']),
  reasons: z.array(reason),
  /** How sure it is of the cat, from 0 to 1, in the frame that decides. */
  score: z.number().min(0).max(1),
  /** The frames that were looked at, counted from 0. */
  frames: z.array(z.number().int()),
  /** The one of them that decides. */
  worst: z.number().int(),
  /** What was found in that one. */
  findings,
});

export type BoundingBox = z.infer<typeof boundingBox>;
export type FoundLabel = z.infer<typeof label>;
export type FoundFace = z.infer<typeof face>;
export type Findings = z.infer<typeof findings>;
export type VerdictReason = z.infer<typeof reason>;
export type ImageEvidence = z.infer<typeof imageEvidenceSchema>;
