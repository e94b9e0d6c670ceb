import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import type { Findings } from '../../../../src/contracts/image-evidence.js';
import { type AwsAccess, awsError } from '../../../../src/platform/aws.js';
import { type AwsService, createAwsCall } from '../../../../src/platform/aws-call.js';
import type { Analyser } from '../../../features/analysis/index.js';
import { readFindings } from './read-findings.js';

type Sdk = typeof import('@aws-sdk/client-rekognition');

const rekognition: AwsService<RekognitionClient, Sdk> = {
  name: 'Rekognition',
  callMs: 30_000,
  load: () => import('@aws-sdk/client-rekognition'),
  open: (sdk, options) => new sdk.RekognitionClient(options),
  named: (error) => awsError('Rekognition', error, 'picture-refused'),
};

/** Below it nothing is told: what is less certain changes no verdict. */
const leastConfidence = 50;
const mostLabels = 50;

/**
 * AWS Rekognition, four calls for each frame. Region and credentials come from where every AWS SDK
 * looks for them; the SDK is loaded with the first picture. What it is certain of is done.
 */
export function createRekognitionAnalyser(access: AwsAccess = {}): Analyser {
  const call = createAwsCall(rekognition, access);
  return {
    ...{ name: 'rekognition', vendor: 'AWS Rekognition', decides: true },
    look({ jpeg }, signal): Promise<Findings> {
      const Image = { Bytes: jpeg };
      return call(signal, async (client, sdk, abortSignal) => {
        const abort = { abortSignal };
        const [labels, moderation, text, faces] = await Promise.all([
          client.send(
            new sdk.DetectLabelsCommand({
              ...{ Image, MaxLabels: mostLabels, MinConfidence: leastConfidence },
            }),
            abort,
          ),
          client.send(
            new sdk.DetectModerationLabelsCommand({ Image, MinConfidence: leastConfidence }),
            abort,
          ),
          client.send(new sdk.DetectTextCommand({ Image }), abort),
          client.send(new sdk.DetectFacesCommand({ Image, Attributes: ['DEFAULT'] }), abort),
        ]);
        return readFindings({ labels, moderation, text, faces });
      });
    },
  };
}
