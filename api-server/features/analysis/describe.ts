import type { Findings, FoundLabel, ImageEvidence } from '../../../src/contracts/image-evidence.js';
import type { Analyser } from './analyser.js';
import type { Analysis } from './store.js';
import type { FrameFindings } from './verdict.js';

/** More is in no answer: the widest one of these is far below what a column of the database takes. */
const mostLabels = 20;
const mostInstances = 4;

/** The analysis as it is served: of all frames together each label once, as sure as it ever was. */
export function describe(
  picture: { readonly id: string; readonly analysedAt: number },
  vendor: string,
  frames: readonly FrameFindings[],
): object {
  const { labels, moderationLabels } = together(frames.map(({ findings }) => findings));
  return {
    ...{ labels, moderation_labels: moderationLabels, vendor, image_id: picture.id },
    created_at: new Date(picture.analysedAt).toISOString(),
  };
}

/** Findings without what nobody will read: a picture of a crowd has hundreds. */
export function bounded({ labels, moderationLabels, text, faces }: Findings): Findings {
  return {
    labels: labels.slice(0, mostLabels).map(withFewInstances),
    moderationLabels: moderationLabels.slice(0, 10),
    text: text
      .slice(0, 20)
      .map((line) => ({ ...line, DetectedText: line.DetectedText.slice(0, 100) })),
    faces: faces.slice(0, 10),
  };
}

/**
 * What an analyser that decides does about a picture: what it is certain of. Whatever it is not
 * certain of is for people, and all of it when the analyser only gives hints.
 */
export function decisionOf(
  { decides }: Pick<Analyser, 'decides'>,
  { verdict, reasons }: ImageEvidence,
): Analysis['decision'] {
  if (!decides || verdict === 'unsure') return null;
  if (verdict === 'fit') return { verdict: 'approved', reason: null };
  const certain = reasons.filter((reason) => reason.certain).map(({ says }) => says);
  return { verdict: 'rejected', reason: certain.join('; ').slice(0, 255) };
}

function together(all: readonly Findings[]): Pick<Findings, 'labels' | 'moderationLabels'> {
  return {
    labels: surest(all.flatMap(({ labels }) => labels)).map(withFewInstances),
    moderationLabels: surest(all.flatMap(({ moderationLabels }) => moderationLabels)),
  };
}

function surest<Label extends { readonly Name: string; readonly Confidence: number }>(
  labels: readonly Label[],
): Label[] {
  const sorted = labels.toSorted((one, other) => other.Confidence - one.Confidence);
  const names = new Set<string>();
  return sorted.filter(({ Name }) => !names.has(Name) && names.add(Name)).slice(0, mostLabels);
}

function withFewInstances(label: FoundLabel): FoundLabel {
  return { ...label, Instances: label.Instances.slice(0, mostInstances) };
}
