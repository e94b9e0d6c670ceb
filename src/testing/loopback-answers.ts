import type { ServerResponse } from 'node:http';
import type { PlannedFault } from './loopback-faults.js';
import type { VendorAnswer, VendorRequest, VendorRules } from './loopback-vendor.js';

/** Sends an answer: an object as JSON, a string as plain text, bytes as they are. */
export function send(response: ServerResponse, { status, body, headers = {} }: VendorAnswer): void {
  if (body instanceof Buffer) {
    response.writeHead(status, headers).end(body);
    return;
  }
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(text);
}

/** Does the wrong thing with the answer to a request. */
export function misbehave(
  response: ServerResponse,
  planned: PlannedFault,
  rules: VendorRules,
  request: VendorRequest,
): void {
  switch (planned.fault) {
    case 'hang':
    case 'hang-after-work':
      break;
    case 'reset':
    case 'reset-after-work':
      response.socket?.resetAndDestroy();
      break;
    case 'stall-after-work':
      // The head and a part of the body, then nothing: a time-out must cover the body too.
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"ok"');
      break;
    case 'cut-after-work':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"ok"', () => response.destroy());
      break;
    default:
      send(response, wrongAnswer(planned, rules, request));
  }
}

const page = '<!DOCTYPE html><html><body><h1>Sorry, something went wrong</h1></body></html>';
const html = { 'content-type': 'text/html; charset=utf-8' };

function wrongAnswer(
  { fault, retryAfter = 1 }: PlannedFault,
  rules: VendorRules,
  request: VendorRequest,
): VendorAnswer {
  switch (fault) {
    case 'rate-limit':
      return rules.rateLimited(retryAfter, request.route);
    case 'rate-limit-unsaid':
      return rules.rateLimited(null, request.route);
    case 'html':
    case 'html-after-work':
      return { status: 502, body: page, headers: html };
    case 'html-ok':
    case 'html-ok-after-work':
      return { status: 200, body: page, headers: html };
    case 'echo': {
      // Some proxies repeat the request in their error pages, credentials and all.
      const message = `${JSON.stringify(request.headers)} ${request.body.toString('utf8')}`;
      return { status: 400, body: { message, error: { message } } };
    }
    default:
      return rules.failed();
  }
}
