const queueUrl = /^https?:\/\/[^/?#@\s]+\/\d{12}\/[A-Za-z0-9_-]{1,80}$/;

/** Reads the URL of a standard queue, as `aws sqs get-queue-url` prints it. */
export function parseQueueUrl(text: string): string {
  if (queueUrl.test(text)) return text;
  throw new TypeError(
    `"${text}" is no URL of a standard queue, such as https://sqs.eu-west-1.amazonaws.com/123456789012/cats-urgent`,
  );
}
