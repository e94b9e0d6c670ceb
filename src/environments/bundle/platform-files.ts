import type { BundleFile } from './bundle.js';

/** Outside the directory that every deployment replaces. */
const dataDir = '/var/lib/catops';

/**
 * What the Node.js platform of Elastic Beanstalk (Amazon Linux 2023) is told beside the Procfile:
 * its nginx asks on port 8080, and its hooks run as root before the application does. Settings of
 * the environment itself go above these.
 */
export const platformFiles: readonly BundleFile[] = [
  {
    path: '.ebextensions/catops.config',
    content: `option_settings:
  aws:elasticbeanstalk:application:environment:
    CATOPS_PORT: "8080"
    CATOPS_DATA_DIR: ${dataDir}
  aws:elasticbeanstalk:environment:process:default:
    HealthCheckPath: /health/ready
`,
  },
  {
    path: '.platform/hooks/predeploy/01_data_directory.sh',
    content: `#!/bin/sh
set -eu
install -d -m 0700 -o webapp -g webapp ${dataDir}
`,
    runs: true,
  },
];
