import { accountErase } from './account/erase.js';
import { alarmsApply } from './alarms/apply.js';
import { alarmsCheck } from './alarms/check.js';
import { alarmsHistory } from './alarms/history.js';
import { alarmsList } from './alarms/list.js';
import { alarmsTail } from './alarms/tail.js';
import { alarmsTest } from './alarms/test.js';
import { alarmsWarn } from './alarms/warn.js';
import { alarmsWatch } from './alarms/watch.js';
import { analysisInstall } from './analysis/install.js';
import { analysisStatus } from './analysis/status.js';
import { completion } from './completion.js';
import { configExplain } from './config/explain.js';
import { dbMigrate } from './db/migrate.js';
import { diagnose } from './diagnose.js';
import { doctor } from './doctor.js';
import { envAbort } from './env/abort.js';
import { envBundle } from './env/bundle.js';
import { envDeploy } from './env/deploy.js';
import { envEvents } from './env/events.js';
import { envList } from './env/list.js';
import { envRollback } from './env/rollback.js';
import { envScale } from './env/scale.js';
import { envStatus } from './env/status.js';
import { envWait } from './env/wait.js';
import { imagesAnalyse } from './images/analyse.js';
import { imagesApprove } from './images/approve.js';
import { imagesList } from './images/list.js';
import { imagesReject } from './images/reject.js';
import { imagesResting } from './images/resting.js';
import { imagesReview } from './images/review.js';
import { imagesWake } from './images/wake.js';
import { incidentAck } from './incident/ack.js';
import { incidentAction } from './incident/action.js';
import { incidentAssign } from './incident/assign.js';
import { incidentCancel } from './incident/cancel.js';
import { incidentClose } from './incident/close.js';
import { incidentEscalate } from './incident/escalate.js';
import { incidentExec } from './incident/exec.js';
import { incidentList } from './incident/list.js';
import { incidentMilestone } from './incident/milestone.js';
import { incidentNote } from './incident/note.js';
import { incidentOpen } from './incident/open.js';
import { incidentPublish } from './incident/publish.js';
import { incidentRemind } from './incident/remind.js';
import { incidentReopen } from './incident/reopen.js';
import { incidentReport } from './incident/report.js';
import { incidentResolve } from './incident/resolve.js';
import { incidentSeverity } from './incident/severity.js';
import { incidentShow } from './incident/show.js';
import { incidentSync } from './incident/sync.js';
import { incidentTimeline } from './incident/timeline.js';
import { incidentUpdate } from './incident/update.js';
import { jobsDrop } from './jobs/drop.js';
import { jobsList } from './jobs/list.js';
import { jobsRetry } from './jobs/retry.js';
import { jobsShow } from './jobs/show.js';
import { jobsStats } from './jobs/stats.js';
import { jobsWatch } from './jobs/watch.js';
import { keyCreate } from './key/create.js';
import { keyList } from './key/list.js';
import { keyRevoke } from './key/revoke.js';
import type { Command } from './kit/command.js';
import { loadtestCalibrate } from './loadtest/calibrate.js';
import { loadtestCompare } from './loadtest/compare.js';
import { loadtestInit } from './loadtest/init.js';
import { loadtestMerge } from './loadtest/merge.js';
import { loadtestValidate } from './loadtest/validate.js';
import { loadtest } from './loadtest.js';
import { mail } from './mail.js';
import { oncall } from './oncall.js';
import { page } from './page.js';
import { rollupCompact } from './rollup/compact.js';
import { rollupInit } from './rollup/init.js';
import { rollupPurge } from './rollup/purge.js';
import { rollupSchedule } from './rollup/schedule.js';
import { rollup } from './rollup.js';
import { runbookList } from './runbook/list.js';
import { runbookRun } from './runbook/run.js';
import { runbookShow } from './runbook/show.js';
import { todayPost } from './today/post.js';
import { today } from './today.js';
import { up } from './up.js';

/** Every command, in the order of `--help`. */
export const commands: readonly Command[] = [
  up,
  loadtest,
  loadtestInit,
  loadtestValidate,
  loadtestMerge,
  loadtestCompare,
  loadtestCalibrate,
  rollup,
  rollupInit,
  rollupCompact,
  rollupPurge,
  rollupSchedule,
  today,
  todayPost,
  alarmsList,
  alarmsHistory,
  alarmsTail,
  alarmsWatch,
  alarmsCheck,
  alarmsWarn,
  alarmsTest,
  alarmsApply,
  incidentOpen,
  incidentNote,
  incidentUpdate,
  incidentAck,
  incidentEscalate,
  incidentSeverity,
  incidentAssign,
  incidentMilestone,
  incidentExec,
  incidentAction,
  incidentRemind,
  incidentResolve,
  incidentReopen,
  incidentCancel,
  incidentClose,
  incidentTimeline,
  incidentReport,
  incidentPublish,
  incidentSync,
  incidentList,
  incidentShow,
  runbookList,
  runbookShow,
  runbookRun,
  page,
  oncall,
  mail,
  diagnose,
  doctor,
  envList,
  envStatus,
  envEvents,
  envDeploy,
  envRollback,
  envScale,
  envAbort,
  envWait,
  envBundle,
  dbMigrate,
  accountErase,
  jobsList,
  jobsShow,
  jobsStats,
  jobsWatch,
  jobsRetry,
  jobsDrop,
  imagesList,
  imagesReview,
  imagesApprove,
  imagesReject,
  imagesAnalyse,
  imagesResting,
  imagesWake,
  analysisInstall,
  analysisStatus,
  keyCreate,
  keyList,
  keyRevoke,
  configExplain,
  completion,
] as readonly unknown[] as readonly Command[];
