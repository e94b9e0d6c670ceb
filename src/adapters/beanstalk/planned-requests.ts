import type { PlannedRequest, PlannedStep } from '../../environments/ports.js';
import type { AwsAccess } from '../../platform/aws.js';
import { type BeanstalkCall, createBeanstalkRecorder } from './client.js';
import { keyOf, versionInput } from './publish.js';
import { updateInput } from './update.js';

/** Stands for what only an answer tells. */
const bucket = '(the bucket that CreateStorageLocation names)';

/** What a step would send, as the client of Elastic Beanstalk writes it. Nothing is sent. */
export async function plannedRequests(
  access: AwsAccess & { readonly application: string },
  step: PlannedStep,
  signal: AbortSignal,
): Promise<readonly PlannedRequest[]> {
  const { call, requests } = createBeanstalkRecorder(access);
  switch (step.kind) {
    case 'publish':
      return publishing(access.application, step.bundle, { call, requests }, signal);
    case 'update':
      await call(signal, (client, sdk) =>
        client.send(new sdk.UpdateEnvironmentCommand(updateInput(step.name, step.change))),
      );
      return requests;
    case 'abort':
      await call(signal, (client, sdk) =>
        client.send(new sdk.AbortEnvironmentUpdateCommand({ EnvironmentName: step.name })),
      );
      return requests;
  }
}

async function publishing(
  application: string,
  bundle: Extract<PlannedStep, { kind: 'publish' }>['bundle'],
  {
    call,
    requests,
  }: { readonly call: BeanstalkCall; readonly requests: readonly PlannedRequest[] },
  signal: AbortSignal,
): Promise<readonly PlannedRequest[]> {
  await call(signal, (client, sdk) => client.send(new sdk.CreateStorageLocationCommand({})));
  await call(signal, (client, sdk) =>
    client.send(new sdk.CreateApplicationVersionCommand(versionInput(application, bundle, bucket))),
  );
  const url = `s3://${bucket}/${keyOf(application, bundle.version)}`;
  const put = { target: 'S3', does: 'PutObject', method: 'PUT', url, body: `(${bundle.file})` };
  const [location, version] = requests;
  return [location, put, version].flatMap((request) => request ?? []);
}
