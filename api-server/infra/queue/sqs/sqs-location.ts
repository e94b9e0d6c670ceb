import { CatopsError } from '../../../../src/platform/errors.js';
import type { ApiConfig } from '../../../config.js';
import type { Priority } from '../../../jobs/jobs.js';

/** Where the queues are. */
export interface SqsLocation {
  readonly urls: Readonly<Record<Priority, string>>;
  /** `https://sqs.eu-west-1.amazonaws.com`, of both. */
  readonly endpoint: string;
  /** Of the address; undefined where it names none, as that of a VPC endpoint of one's own may. */
  readonly region: string | undefined;
}

/** The queues of the settings; undefined where jobs stay in the database. */
export function sqsLocation(
  config: Pick<ApiConfig, 'queue' | 'sqsUrgent' | 'sqsUsual'>,
): SqsLocation | undefined {
  if (config.queue === 'database') return undefined;
  const { sqsUrgent: urgent, sqsUsual: usual } = config;
  if (urgent === undefined || usual === undefined)
    throw unusable('CATOPS_QUEUE=sqs needs CATOPS_SQS_URGENT and CATOPS_SQS_USUAL');
  if (urgent === usual) throw unusable('CATOPS_SQS_URGENT and CATOPS_SQS_USUAL are the same queue');
  const endpoint = new URL(urgent).origin;
  if (new URL(usual).origin !== endpoint)
    throw unusable('CATOPS_SQS_URGENT and CATOPS_SQS_USUAL are of different regions');
  const region = /[/.]sqs[.]([a-z0-9-]+)[.](?:vpce[.])?amazonaws[.]com/.exec(endpoint)?.[1];
  return { urls: { urgent, usual }, endpoint, region };
}

function unusable(message: string): CatopsError {
  return new CatopsError('config-invalid', `${message}.`, { hint: 'catops config explain' });
}
