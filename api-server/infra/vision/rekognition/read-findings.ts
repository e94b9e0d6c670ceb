import type {
  DetectFacesResponse,
  DetectLabelsResponse,
  DetectModerationLabelsResponse,
  DetectTextResponse,
} from '@aws-sdk/client-rekognition';
import type { BoundingBox, Findings } from '../../../../src/contracts/image-evidence.js';

/** What Rekognition answered to its four questions. */
export interface RekognitionAnswers {
  readonly labels: DetectLabelsResponse;
  readonly moderation: DetectModerationLabelsResponse;
  readonly text: DetectTextResponse;
  readonly faces: DetectFacesResponse;
}

/** Its answers as findings. Every member of an answer is optional; what has none of ours is left out. */
export function readFindings({ labels, moderation, text, faces }: RekognitionAnswers): Findings {
  return {
    labels: (labels.Labels ?? []).map(({ Name = '', Confidence, Instances, Parents }) => ({
      ...{ Name, Confidence: sure(Confidence) },
      Instances: (Instances ?? []).map((each) => ({
        ...{ BoundingBox: box(each.BoundingBox), Confidence: sure(each.Confidence) },
      })),
      Parents: (Parents ?? []).map((parent) => ({ Name: parent.Name ?? '' })),
    })),
    moderationLabels: (moderation.ModerationLabels ?? []).map((each) => ({
      ...{ Name: each.Name ?? '', Confidence: sure(each.Confidence) },
      ParentName: each.ParentName ?? '',
    })),
    // Every word comes once by itself and once in its line.
    text: (text.TextDetections ?? [])
      .filter(({ Type }) => Type === 'LINE')
      .map(({ DetectedText = '', Confidence, Geometry }) => ({
        ...{ DetectedText, Confidence: sure(Confidence) },
        BoundingBox: box(Geometry?.BoundingBox),
      })),
    faces: (faces.FaceDetails ?? []).map((each) => ({
      ...{ Confidence: sure(each.Confidence), BoundingBox: box(each.BoundingBox) },
    })),
  };
}

type Given = { readonly [K in keyof BoundingBox]?: number | undefined };

function box(given: Given | undefined): BoundingBox {
  const { Width = 0, Height = 0, Left = 0, Top = 0 } = given ?? {};
  return { Width, Height, Left, Top };
}

/** Without a confidence it is none that anything follows from. */
const sure = (confidence: number | undefined): number =>
  Math.min(100, Math.max(0, confidence ?? 0));
