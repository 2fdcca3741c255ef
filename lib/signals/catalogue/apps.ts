import { declare } from '../declare.ts';
import { duration, failure, flag, number, text } from './fields.ts';

const app = { appName: text, version: text } as const;
const appFailed = { appName: text, ...failure, ...duration } as const;
const job = { jobId: text, appName: text } as const;

/** What happens to data apps, and to the jobs that run them. */
export const apps = {
  'app.before_package': declare('An app is about to be packaged.', {
    appName: text,
    appDirectory: text,
    version: text,
    targetPlatform: text,
    mergePlatformConfig: flag,
  }),
  'app.after_package': declare('An app was packaged.', {
    ...app,
    kdaFile: text,
    kdaSizeBytes: number,
    targetPlatform: text,
    ...duration,
  }),
  'app.package_failed': declare('An app could not be packaged.', appFailed),
  'app.before_deploy': declare('An app is about to be deployed.', {
    ...app,
    kdaFile: text,
    targetEnvironment: text,
  }),
  'app.after_deploy': declare('An app was deployed.', {
    ...app,
    deployPath: text,
    targetEnvironment: text,
    fileCount: number,
    ...duration,
  }),
  'app.deploy_failed': declare('An app could not be deployed.', appFailed),
  'app.before_run': declare('An app is about to run.', app),
  'app.after_run': declare('An app has run.', { ...app, ...duration }),
  'app.run_failed': declare('An app ended because of a failure.', appFailed),
  'app.installed': declare('An app was installed.', app),
  'app.uninstalled': declare('An app was taken away.', { appName: text }),
  'job.before_run': declare('A job is about to run.', job),
  'job.after_run': declare('A job has run.', { ...job, ...duration }),
  'job.run_failed': declare('A job ended because of a failure.', { ...job, ...failure }),
  'job.cancelled': declare('A job was cancelled.', job),
};
