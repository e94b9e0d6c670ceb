import { expect, it } from 'vitest';
import { alarmDefinitionsSchema, alarmsKey, measures } from '../src/contracts/alarm-definition.js';
import { alarms } from './alarms.js';
import { catalogue, openApiDocument } from './catalogue.js';

const problemsOf = (changed: unknown) =>
  alarmDefinitionsSchema.safeParse(changed).error?.issues.map(({ message }) => message) ?? [];

it('are published with the routes, as they are declared', () => {
  const document = openApiDocument(catalogue, { version: '1.2.3', alarms });
  const read = alarmDefinitionsSchema.parse(JSON.parse(JSON.stringify(document))[alarmsKey]);
  expect(read).toEqual(alarms);
});

it('look at everything that can be looked at', () => {
  const looked = alarms.flatMap((alarm) => (alarm.kind === 'metric' ? [alarm.measure] : []));
  expect(new Set(looked)).toEqual(new Set(measures));
});

it('have periods that CloudWatch takes', () => {
  const periods = alarms.flatMap((alarm) => (alarm.kind === 'metric' ? [alarm.periodSeconds] : []));
  expect(periods.filter((each) => ![10, 20, 30].includes(each) && each % 60 !== 0)).toEqual([]);
});

it('are refused as a whole where one of them makes no sense', () => {
  const [first, ...rest] = alarms;
  expect(problemsOf([first, ...rest])).toEqual([]);
  expect(problemsOf([first, first])).toEqual(['there are two alarms called api-down']);
  expect(problemsOf([{ ...first, threshold: 'budget' }])).toEqual([
    'api-down takes its threshold from a budget, and only routes have one',
  ]);
  expect(problemsOf([{ ...first, datapointsToAlarm: 4 }])).toEqual([
    'datapointsToAlarm is more than evaluationPeriods',
  ]);
  const composite = { ...alarms.at(-1), any: ['api-unusable'] };
  expect(problemsOf([first, composite])).toEqual([
    'api-unusable names api-unusable, which is no metric alarm',
  ]);
});
