import type { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { awsError } from '../../../src/platform/aws.js';
import { type AwsCall, type AwsService, createAwsCall } from '../../../src/platform/aws-call.js';
import { blamed } from '../../failures/dependency.js';
import type { Cdn } from '../../ports.js';

type Sdk = typeof import('@aws-sdk/client-cloudfront');

const cloudFront: AwsService<CloudFrontClient, Sdk> = {
  name: 'CloudFront',
  callMs: 20_000,
  load: () => import('@aws-sdk/client-cloudfront'),
  open: (sdk, options) => new sdk.CloudFrontClient(options),
  named: (error) => blamed(awsError('CloudFront', error, 'cdn-refused'), 'cdn'),
};

/**
 * A distribution of CloudFront. Credentials come from where the AWS CLI finds them too; they need
 * `cloudfront:CreateInvalidation` on it. The package is loaded by the first call.
 */
export function createCloudFrontCdn(DistributionId: string): Cdn {
  // It is one service of the whole world, which signs for this region.
  const call: AwsCall<CloudFrontClient, Sdk> = createAwsCall(cloudFront, { region: 'us-east-1' });
  return {
    async forget(paths, name, signal) {
      // "Whenever you create a new invalidation request, CallerReference must be unique; the same one
      // with the same paths answers the invalidation that was made before."
      const InvalidationBatch = {
        CallerReference: name,
        Paths: { Quantity: paths.length, Items: [...paths] },
      };
      await call(signal, (client, { CreateInvalidationCommand }, abortSignal) =>
        client.send(new CreateInvalidationCommand({ DistributionId, InvalidationBatch }), {
          abortSignal,
        }),
      );
    },
  };
}
