import { parseBucketLocation, parseObjectLocation } from '../src/contracts/object-location.js';
import { serverEnv } from '../src/contracts/server-env.js';
import { mailSettings } from '../src/platform/mail-settings.js';
import { parseMailbox } from '../src/platform/mailbox.js';
import { type Settings, setting } from '../src/platform/settings.js';
import { parseEndpoint } from './endpoint-url.js';
import { parseProxies } from './http/trusted-proxies.js';
import { parsePublicUrl } from './public-address.js';
import { parseQueueUrl } from './queue-url.js';

function yesOrNo(text: string): 'yes' | 'no' {
  if (text === 'yes' || text === 'no') return text;
  throw new RangeError(`"${text}" is neither yes nor no`);
}

function checkedMailbox(text: string): string {
  parseMailbox(text);
  return text;
}

/** Settings of the API processes, from the environment. */
export const apiSettings = {
  service: setting.text({
    env: 'CATOPS_SERVICE',
    fallback: 'catops',
    doc: 'Name of the service that the precious state and the metrics in the cloud belong to',
  }),
  dataDir: setting.text({
    env: serverEnv.dataDir,
    fallback: '.catops',
    doc: 'Directory of the embedded database, the picture files and the access log',
  }),
  databaseUrl: setting.secret({
    env: serverEnv.databaseUrl,
    doc: 'MariaDB to use instead of the embedded database: `mysql://user:password@host:3306/database`, or `?socket=/path` after it',
  }),
  databasePassword: setting.secret({
    env: 'CATOPS_DATABASE_PASSWORD',
    doc: 'Its password, and that of its replicas, when an address has none',
  }),
  databaseReplicaUrls: setting.secret({
    env: 'CATOPS_DATABASE_REPLICA_URLS',
    doc: 'Replicas of it to read from, addresses separated by commas; the user must be granted `replica monitor`',
  }),
  databaseReplicaLagSeconds: setting.integer({
    env: 'CATOPS_DATABASE_REPLICA_LAG_SECONDS',
    fallback: 5,
    min: 0,
    max: 3600,
    doc: 'A replica further behind than this is not read from',
  }),
  databaseTls: setting.parsed({
    env: 'CATOPS_DATABASE_TLS',
    parse: onOrOff,
    doc: 'Encrypted, with the certificate checked: `on` or `off` (default: on, and off on this machine)',
  }),
  databaseCa: setting.text({
    env: 'CATOPS_DATABASE_CA',
    doc: 'PEM file of the authority that signed its certificate; those Node knows when not set',
  }),
  databaseConnections: setting.integer({
    env: 'CATOPS_DATABASE_CONNECTIONS',
    fallback: 10,
    min: 1,
    max: 500,
    doc: 'Connections to it that one API process makes at most',
  }),
  databaseConnectMs: setting.integer({
    env: 'CATOPS_DATABASE_CONNECT_MS',
    fallback: 3000,
    min: 10,
    max: 60_000,
    doc: 'How long a query waits for a connection, a new one included',
  }),
  databaseQueryMs: setting.integer({
    env: 'CATOPS_DATABASE_QUERY_MS',
    fallback: 5000,
    min: 10,
    max: 600_000,
    doc: 'How long one query may take; the server ends it then',
  }),
  redisUrl: setting.secret({
    env: serverEnv.redisUrl,
    doc: 'Redis (6.2 or newer) that all API processes share as second level of the cache and to count rate limits: `rediss://user:password@host:6379`; none when not set',
  }),
  redisPassword: setting.secret({
    env: 'CATOPS_REDIS_PASSWORD',
    doc: 'Its password, when the address has none',
  }),
  redisTls: setting.parsed({
    env: 'CATOPS_REDIS_TLS',
    parse: onOrOff,
    doc: 'Encrypted, with the certificate checked: `on` or `off` (default: on, and off on this machine)',
  }),
  redisCa: setting.text({
    env: 'CATOPS_REDIS_CA',
    doc: 'PEM file of the authority that signed its certificate; those Node knows when not set',
  }),
  redisAnswerMs: setting.integer({
    env: 'CATOPS_REDIS_ANSWER_MS',
    fallback: 50,
    min: 5,
    max: 5000,
    doc: 'How long a request waits for an answer of Redis, before it is done without',
  }),
  host: setting.text({
    env: serverEnv.host,
    fallback: '127.0.0.1',
    doc: 'Address the public port listens on',
  }),
  port: setting.integer({
    env: serverEnv.port,
    fallback: 3000,
    min: 0,
    max: 65_535,
    doc: 'Public port; 0 takes a free one',
  }),
  privatePort: setting.integer({
    env: serverEnv.privatePort,
    fallback: 0,
    min: 0,
    max: 65_535,
    doc: 'Port of /metrics, on the loopback address only; 0 takes a free one',
  }),
  emf: setting.text({
    env: 'CATOPS_EMF',
    doc: 'Where metrics go in Embedded Metric Format, every minute: `stdout`, or a file that the CloudWatch agent reads (default: nowhere)',
  }),
  workers: setting.integer({
    env: 'CATOPS_WORKERS',
    fallback: 1,
    min: 1,
    max: 64,
    doc: 'API processes behind the public port',
  }),
  jobWorkers: setting.integer({
    env: 'CATOPS_JOB_WORKERS',
    fallback: 1,
    min: 1,
    max: 16,
    doc: 'Processes that do what is queued, at lower priority than the API; each does a few jobs of each kind at once',
  }),
  connections: setting.integer({
    env: 'CATOPS_CONNECTIONS',
    fallback: 10_000,
    min: 10,
    max: 1_000_000,
    doc: 'Connections that one API process keeps open at once; those beyond it are closed',
  }),
  drainMs: setting.integer({
    env: 'CATOPS_DRAIN_MS',
    fallback: 35_000,
    min: 0,
    max: 600_000,
    doc: 'How long an API process that a restart replaced may go on with what was begun; by default longer than any request takes',
  }),
  deployWatchMs: setting.integer({
    env: 'CATOPS_DEPLOY_WATCH_MS',
    fallback: 10_000,
    min: 0,
    max: 600_000,
    doc: 'How long the answers of a release are watched that was just deployed: one that answers wrongly in that time is taken back',
  }),
  publicUrl: setting.parsed({
    env: 'CATOPS_PUBLIC_URL',
    parse: parsePublicUrl,
    doc: 'Base URL in the addresses of pictures; the address listened on when not set',
  }),
  trustedProxies: setting.parsed({
    env: 'CATOPS_TRUSTED_PROXIES',
    fallback: [] as readonly string[],
    parse: parseProxies,
    doc: 'Addresses and networks of load balancers whose `X-Forwarded-For` says who asks, separated by commas: `10.0.0.0/8,fd00::/8` (default: none, and the header is not read)',
  }),
  diagnosticsToken: setting.secret({
    env: serverEnv.diagnosticsToken,
    doc: 'Who sends it in x-catops-diagnostics is told cache outcome and query count',
  }),
  keyedLimit: setting.integer({
    env: 'CATOPS_LIMIT_KEYED',
    fallback: 120,
    min: 1,
    max: 1_000_000,
    doc: 'Requests a key may make on one route in 60 seconds: counted by each API process, or by all together with Redis',
  }),
  keylessLimit: setting.integer({
    env: 'CATOPS_LIMIT_KEYLESS',
    fallback: 60,
    min: 1,
    max: 1_000_000,
    doc: 'Requests an address (of IPv6, its /64) without a key may make on one route in 60 seconds: counted by each API process, or by all together with Redis',
  }),
  searchLimitKeyed: setting.integer({
    env: 'CATOPS_SEARCH_LIMIT_KEYED',
    fallback: 100,
    min: 1,
    max: 1000,
    doc: 'Most pictures in one answer to a key; who asks for more is given so many',
  }),
  searchLimitKeyless: setting.integer({
    env: 'CATOPS_SEARCH_LIMIT_KEYLESS',
    fallback: 10,
    min: 1,
    max: 1000,
    doc: 'Most pictures in one answer without a key',
  }),
  listLimit: setting.integer({
    env: 'CATOPS_LIST_LIMIT',
    fallback: 1000,
    min: 1,
    max: 1000,
    doc: 'Most votes or favourites on one page',
  }),
  errorForm: setting.parsed({
    env: 'CATOPS_ERRORS',
    fallback: 'text',
    parse: parseErrorForm,
    doc: '`text`: errors are bare text; `json`: `{"message", "status", "level"}`, as clients of the first years read them',
  }),
  cacheBytes: setting.integer({
    env: 'CATOPS_CACHE_BYTES',
    fallback: 67_108_864,
    min: 1_048_576,
    max: 17_179_869_184,
    doc: 'Upper bound of the replies kept in memory by one process',
  }),
  uploadBytes: setting.integer({
    env: 'CATOPS_UPLOAD_BYTES',
    fallback: 10_485_760,
    min: 1024,
    max: 104_857_600,
    doc: 'Largest file that may be uploaded; each API process takes in 8 at once, in memory',
  }),
  uploadPixels: setting.integer({
    env: 'CATOPS_UPLOAD_PIXELS',
    fallback: 40_000_000,
    min: 10_000,
    max: 250_000_000,
    doc: 'Most pixels of an uploaded picture; it takes up to four bytes of memory for each',
  }),
  uploadApproval: setting.parsed({
    env: 'CATOPS_UPLOAD_APPROVAL',
    fallback: 'by-hand',
    parse: parseApproval,
    doc: '`by-hand`: only its owner sees an upload until `catops images approve`; `at-once`: everybody',
  }),
  analysis: setting.parsed({
    env: 'CATOPS_ANALYSIS',
    fallback: 'embedded',
    parse: parseAnalysis,
    doc: 'Who looks at uploads before people do: `embedded` models, which give hints (`catops analysis install`); AWS `rekognition`, which decides what it is certain of; or `off`',
  }),
  purgeDays: setting.integer({
    env: 'CATOPS_PURGE_DAYS',
    fallback: 30,
    min: 0,
    max: 3650,
    doc: 'Days after which a rejected picture is removed for good, with its files',
  }),
  cloudFrontDistribution: setting.text({
    env: 'CATOPS_CLOUDFRONT_DISTRIBUTION',
    doc: 'Id of the CloudFront distribution before the API, such as `E1EXAMPLE`: it is told to forget pictures that the public may not see any more (default: none)',
  }),
  pictures: setting.parsed({
    env: serverEnv.pictures,
    parse: parseBucketLocation,
    doc: 'Bucket that keeps what people upload, `s3://bucket/prefix` (default: files in the data directory)',
  }),
  objects: setting.parsed({
    env: serverEnv.objects,
    parse: parseObjectLocation,
    doc: 'Where finished access logs go: a directory or `s3://bucket/prefix` (default `objects` of the data directory)',
  }),
  s3Endpoint: setting.parsed({
    env: 'AWS_ENDPOINT_URL_S3',
    parse: parseEndpoint,
    doc: 'Where S3 is, when it is another speaker of its protocol: `https`, or `http` on this machine; read by the AWS SDK',
  }),
  seedPictures: setting.integer({
    env: serverEnv.seedPictures,
    fallback: 360,
    min: 100,
    max: 360,
    doc: 'How many of the pictures that come with it the store is filled with, the picture of each breed first; one that has more keeps them',
  }),
  queue: setting.parsed({
    env: serverEnv.queue,
    fallback: 'database' as const,
    parse: parseQueueKind,
    doc: 'Where jobs wait: `database`, or `sqs`, to which what is queued in the database is moved',
  }),
  sqsUrgent: setting.parsed({
    env: 'CATOPS_SQS_URGENT',
    parse: parseQueueUrl,
    doc: 'URL of the standard queue in SQS for what somebody waits for; it needs a dead-letter queue',
  }),
  sqsUsual: setting.parsed({
    env: 'CATOPS_SQS_USUAL',
    parse: parseQueueUrl,
    doc: 'URL of the standard queue in SQS for all other jobs; it needs a dead-letter queue',
  }),
  sqsWorkers: setting.parsed({
    env: 'CATOPS_SQS_WORKERS',
    fallback: 'here' as const,
    parse: parseSqsWorkers,
    doc: 'Who does what waits in SQS: `here`, this server too, or `lambda`, functions alone',
  }),
  mailFrom: setting.parsed({
    env: 'CATOPS_MAIL_FROM',
    fallback: 'catops <catops@localhost>',
    parse: checkedMailbox,
    doc: 'Sender of mail, such as `catops <catops@example.com>`',
  }),
  ...mailSettings,
  webhooksToPrivate: setting.parsed({
    env: 'CATOPS_WEBHOOKS_TO_PRIVATE',
    fallback: 'no' as 'yes' | 'no',
    parse: yesOrNo,
    doc: 'Whether webhooks may be delivered to private and loopback addresses: `yes` or `no`',
  }),
  accessLogFileBytes: setting.integer({
    env: 'CATOPS_ACCESS_LOG_FILE_BYTES',
    fallback: 67_108_864,
    min: 4096,
    max: 268_435_456,
    doc: 'From this size on, before compression, an access log file is finished within its hour',
  }),
  accessLogWaitingBytes: setting.integer({
    env: 'CATOPS_ACCESS_LOG_WAITING_BYTES',
    fallback: 2_147_483_648,
    min: 1_048_576,
    max: 1_099_511_627_776,
    doc: 'Access log files that may wait for their storage, before compression; beyond it the oldest are dropped and counted',
  }),
} as const;

function onOrOff(text: string): 'on' | 'off' {
  if (text === 'on' || text === 'off') return text;
  throw new TypeError(`"${text}" is neither on nor off`);
}

function parseQueueKind(text: string): 'database' | 'sqs' {
  if (text === 'database' || text === 'sqs') return text;
  throw new TypeError(`"${text}" is neither database nor sqs`);
}

function parseSqsWorkers(text: string): 'here' | 'lambda' {
  if (text === 'here' || text === 'lambda') return text;
  throw new TypeError(`"${text}" is neither here nor lambda`);
}

/** How errors are sent whose route does not say it. */
export type ErrorForm = 'text' | 'json';

function parseErrorForm(text: string): ErrorForm {
  if (text === 'text' || text === 'json') return text;
  throw new TypeError(`"${text}" is neither text nor json`);
}

export type ApiConfig = Settings<typeof apiSettings>;

/** Whether somebody looks at a picture before the public does. */
export type UploadApproval = 'by-hand' | 'at-once';

/** Who analyses uploads. */
export type AnalysisChoice = 'embedded' | 'rekognition' | 'off';

function parseAnalysis(text: string): AnalysisChoice {
  if (text === 'embedded' || text === 'rekognition' || text === 'off') return text;
  throw new TypeError(`"${text}" is none of embedded, rekognition, off`);
}

function parseApproval(text: string): UploadApproval {
  if (text === 'by-hand' || text === 'at-once') return text;
  throw new TypeError(`"${text}" is neither by-hand nor at-once`);
}
