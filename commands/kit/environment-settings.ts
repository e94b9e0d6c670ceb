import { setting } from '../../src/platform/settings.js';

/** Settings of environments: where the API runs, and what is production. */
export const environmentSettings = {
  environments: setting.parsed({
    env: 'CATOPS_ENVIRONMENTS',
    key: 'environments.kind',
    fallback: 'local' as const,
    parse: (text): 'local' | 'beanstalk' => {
      if (text === 'local' || text === 'beanstalk') return text;
      throw new RangeError(`"${text}" is none of local, beanstalk`);
    },
    doc: 'Where the API runs: `local` under `catops up`, `beanstalk` on Elastic Beanstalk',
  }),
  environment: setting.text({
    env: 'CATOPS_ENVIRONMENT',
    key: 'environments.default',
    doc: 'Environment that `catops env` means when none is named (on this machine `local`)',
  }),
  production: setting.list({
    env: 'CATOPS_PRODUCTION',
    key: 'environments.production',
    doc: 'Names of production, which is changed only by consent with its name (default: all that are not on this machine)',
  }),
  beanstalkApplication: setting.text({
    env: 'CATOPS_BEANSTALK_APPLICATION',
    key: 'beanstalk.application',
    fallback: 'catops',
    doc: 'Application of Elastic Beanstalk whose environments and versions these are',
  }),
} as const;
