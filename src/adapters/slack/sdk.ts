// Named here, it is one file of the build, which is read in half the time.
export { WebClient } from '@slack/web-api';
