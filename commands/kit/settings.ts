import { serverEnv } from '../../src/contracts/server-env.js';
import { type Settings, setting } from '../../src/platform/settings.js';
import { alarmSettings } from './alarm-settings.js';
import { environmentSettings } from './environment-settings.js';
import { incidentSettings } from './incident-settings.js';
import { rollupSettings } from './rollup-settings.js';
import { scheduleSettings } from './schedule-settings.js';

/** Settings of the command line. The README's table is generated from this one. */
export const cliSettings = {
  service: setting.text({
    env: 'CATOPS_SERVICE',
    key: 'service',
    fallback: 'catops',
    doc: 'Name of the service that the precious state and the metrics in the cloud belong to',
  }),
  dataDir: setting.text({
    env: serverEnv.dataDir,
    flag: 'dataDir',
    key: 'dataDir',
    doc: 'What can be rebuilt: embedded database, pictures, logs (default `.catops` of the project)',
  }),
  stateDir: setting.text({
    env: 'CATOPS_STATE_DIR',
    key: 'stateDir',
    doc: 'What is precious (default `$XDG_STATE_HOME/catops/<service>`)',
  }),
  ...incidentSettings,
  ...rollupSettings,
  ...scheduleSettings,
  ...alarmSettings,
  ...environmentSettings,
  port: setting.integer({
    env: serverEnv.port,
    flag: 'port',
    key: 'port',
    fallback: 3000,
    min: 0,
    max: 65_535,
    doc: 'Port of `catops up`; 0 takes a free one',
  }),
  loadKeys: setting.secret({
    env: 'CATOPS_LOADTEST_KEYS',
    doc: 'API keys for `catops loadtest --target`, separated by commas',
  }),
  loadHosts: setting.list({
    env: 'CATOPS_LOADTEST_HOSTS',
    key: 'loadtest.allowHosts',
    fallback: [],
    doc: 'Hosts beside this machine that `catops loadtest --target` may put under load',
  }),
  diagnosticsToken: setting.secret({
    env: serverEnv.diagnosticsToken,
    doc: 'Token by which the API under `--target` tells cache outcome and query count',
  }),
  metricsUrl: setting.text({
    env: 'CATOPS_METRICS_URL',
    key: 'metricsUrl',
    doc: 'Where the API under `--target` publishes its metrics, base URL such as `http://127.0.0.1:9100`',
  }),
} as const;

export type CliSettings = Settings<typeof cliSettings>;
