import type { ConfigurationOptionSetting } from '@aws-sdk/client-elastic-beanstalk';
import type { Change } from '../../environments/ports.js';

/** What of an environment's settings is shown. */
export interface Settings {
  readonly min: number;
  readonly max: number;
  readonly instanceClass: string | null;
  readonly policy: string | null;
}

type Options = readonly ConfigurationOptionSetting[];

/** Reads them from the option settings ("General options for all environments"). */
export function readSettings(options: Options): Settings {
  const value = (namespace: string, name: string) =>
    options.find(
      (each) => each.Namespace === `aws:${namespace}` && each.OptionName === name && each.Value,
    )?.Value ?? null;
  // "EnvironmentType … SingleInstance": there is no group to be sized then.
  const single = value('elasticbeanstalk:environment', 'EnvironmentType') === 'SingleInstance';
  const size = (name: string) => Number(single ? 1 : (value('autoscaling:asg', name) ?? 1));
  // "InstanceTypes: a comma-separated list"; the first is what is launched. InstanceType is its past.
  const classes = value('ec2:instances', 'InstanceTypes');
  return {
    min: size('MinSize'),
    max: size('MaxSize'),
    instanceClass:
      classes?.split(',')[0]?.trim() ?? value('autoscaling:launchconfiguration', 'InstanceType'),
    policy: value('elasticbeanstalk:command', 'DeploymentPolicy'),
  };
}

/** A change of capacity as option settings; values are texts. */
export function optionsOf(
  change: Exclude<Change, { readonly version: string }>,
): ConfigurationOptionSetting[] {
  const option = (Namespace: string, OptionName: string, value: string | number | undefined) =>
    value === undefined ? [] : [{ Namespace, OptionName, Value: String(value) }];
  return [
    ...option('aws:autoscaling:asg', 'MinSize', change.min),
    ...option('aws:autoscaling:asg', 'MaxSize', change.max),
    ...option('aws:ec2:instances', 'InstanceTypes', change.instanceClass),
  ];
}
