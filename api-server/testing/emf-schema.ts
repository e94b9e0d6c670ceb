// What AWS says an event in Embedded Metric Format must be ("Specification: Embedded metric format"), as
// a JSON schema. Stricter than theirs where the text is: no other members in what it defines.

const units = [
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'Count/Second', 'None'],
  ...['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'],
];
const name = { type: 'string', minLength: 1, maxLength: 255 };

/** "MetricDefinition object". */
const metric = {
  type: 'object',
  required: ['Name'],
  additionalProperties: false,
  properties: {
    Name: name,
    Unit: { enum: units },
    StorageResolution: { enum: [1, 60] },
  },
};

/** "MetricDirective object": at most 100 metrics; "a DimensionSet MAY be empty", and has 30 at most. */
const directive = {
  type: 'object',
  required: ['Namespace', 'Dimensions', 'Metrics'],
  additionalProperties: false,
  properties: {
    Namespace: name,
    Dimensions: {
      type: 'array',
      minItems: 1,
      items: { type: 'array', maxItems: 30, uniqueItems: true, items: name },
    },
    Metrics: { type: 'array', minItems: 1, maxItems: 100, items: metric },
  },
};

export const emfSchema = {
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      required: ['Timestamp', 'CloudWatchMetrics'],
      additionalProperties: false,
      properties: {
        Timestamp: { type: 'integer', minimum: 0 },
        CloudWatchMetrics: { type: 'array', minItems: 1, items: directive },
      },
    },
  },
};
