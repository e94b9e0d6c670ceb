import type { CreateApplicationVersionCommandInput } from '@aws-sdk/client-elastic-beanstalk';
import { CatopsError } from '../../platform/errors.js';
import type { BeanstalkCall } from './client.js';

/** Puts a file of this machine into a bucket. */
export type Upload = (
  object: { readonly bucket: string; readonly key: string; readonly file: string },
  signal: AbortSignal,
) => Promise<void>;

/** "Description … maximum length of 200". */
const longestDescription = 200;

/**
 * Makes an application version of a bundle, in the bucket that Elastic Beanstalk keeps for the
 * account. A version is made once: the same label is the same bytes.
 */
export async function publishBundle(
  call: BeanstalkCall,
  upload: Upload,
  application: string,
  bundle: { readonly file: string; readonly version: string; readonly description: string },
  signal: AbortSignal,
): Promise<void> {
  const { file, version } = bundle;
  // Before the upload: the bytes of a version that is there are never replaced.
  if (await isThere(call, application, version, signal)) return;
  const bucket = await call(signal, async (client, sdk, abortSignal) => {
    const command = new sdk.CreateStorageLocationCommand({});
    return (await client.send(command, { abortSignal })).S3Bucket;
  });
  if (bucket === undefined)
    throw new CatopsError('change-refused', 'Elastic Beanstalk names no bucket for bundles.');
  const key = keyOf(application, version);
  await upload({ bucket, key, file }, signal);
  try {
    await call(signal, (client, sdk, abortSignal) => {
      const command = new sdk.CreateApplicationVersionCommand(
        versionInput(application, bundle, bucket),
      );
      return client.send(command, { abortSignal });
    });
  } catch (error) {
    if (!(error instanceof CatopsError && /already exists/.test(error.message))) throw error;
  }
}

export function keyOf(application: string, version: string): string {
  return `catops/${application}/${version}.zip`;
}

export function versionInput(
  application: string,
  { version, description }: { readonly version: string; readonly description: string },
  bucket: string,
): CreateApplicationVersionCommandInput {
  return {
    ApplicationName: application,
    VersionLabel: version,
    Description: description.slice(0, longestDescription),
    SourceBundle: { S3Bucket: bucket, S3Key: keyOf(application, version) },
  };
}

export async function isThere(
  call: BeanstalkCall,
  application: string,
  version: string,
  signal: AbortSignal,
): Promise<boolean> {
  return call(signal, async (client, sdk, abortSignal) => {
    const command = new sdk.DescribeApplicationVersionsCommand({
      ApplicationName: application,
      VersionLabels: [version],
    });
    const { ApplicationVersions = [] } = await client.send(command, { abortSignal });
    return ApplicationVersions.length > 0;
  });
}
