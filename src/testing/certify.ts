import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Makes a certificate for a name that is its own authority, at `path.cert`, and its key beside it. */
export async function certify(path: string, name: string): Promise<void> {
  const made = ['-keyout', `${path}.key`, '-out', `${path}.cert`];
  const named = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await promisify(execFile)('openssl', ['req', '-x509', '-days', '2', ...key, ...named, ...made]);
}
