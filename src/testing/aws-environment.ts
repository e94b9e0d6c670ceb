import { vi } from 'vitest';

/** Credentials that AWS itself uses as an example. */
export const testCredentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'eu-west-1',
} as const;

/** Where the SDK looks for credentials and addresses: nothing of this machine is left in it. */
export function stubAwsEnvironment(
  account: { accessKeyId: string; secretAccessKey: string; region: string } = testCredentials,
): void {
  for (const name of Object.keys(process.env))
    if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', account.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', account.secretAccessKey);
  vi.stubEnv('AWS_REGION', account.region);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/aws-config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/aws-credentials');
}
