import { escapeHtml } from '../../src/platform/escape-html.js';
import type { Json, OpenApiDocument, Operation } from './openapi.js';

const style = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  overflow-wrap: anywhere; }
h2 { border-top: 1px solid #8886; padding-top: 1.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #8886; padding: .3rem .5rem; text-align: left; vertical-align: top; }
pre { overflow-x: auto; padding: .5rem; background: #8882; }
`;

/** What holds a browser to it: the page runs nothing and asks nobody for anything. */
export const docsPolicy = "default-src 'none'; style-src 'unsafe-inline'";

/** The document as one HTML page, for reading without a script. */
export function docsPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...{ operation, name: `${method.toUpperCase()} ${path}` },
    })),
  );
  const title = escapeHtml(`${document.info.title} ${document.info.version}`);
  const links = operations.map(({ name, operation }) => {
    const { operationId, summary } = operation;
    return `<li><a href="#${escapeHtml(operationId)}">${escapeHtml(name)}</a> ${escapeHtml(summary)}</li>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
<p>Send your key as the header <code>x-api-key</code>, or as the parameter <code>api_key</code>.
The same as data: <a href="/openapi.json">/openapi.json</a>.</p>
<ul>
${links.join('\n')}
</ul>
${operations.map(({ name, operation }) => section(name, operation)).join('\n')}
</body>
</html>
`;
}

function section(name: string, operation: Operation): string {
  const { operationId, summary, security, parameters, requestBody, responses } = operation;
  const isOpen = security?.some((needed) => Object.keys(needed).length === 0) ?? true;
  const key = security === undefined ? 'No key is needed.' : 'A key changes the answer.';
  return [
    `<section id="${escapeHtml(operationId)}">`,
    `<h2><code>${escapeHtml(name)}</code></h2>`,
    `<p>${escapeHtml(summary)} ${isOpen ? key : 'A key is needed.'}</p>`,
    ...(parameters.length > 0 ? [parameterTable(parameters)] : []),
    ...(requestBody ? ['<h3>Body</h3>', ...contents(requestBody.content)] : []),
    ...Object.entries(responses).flatMap(([status, { description, content }]) => [
      `<h3>${escapeHtml(status)}</h3>`,
      `<p>${escapeHtml(description)}</p>`,
      ...contents(content),
    ]),
    '</section>',
  ].join('\n');
}

function parameterTable(parameters: Operation['parameters']): string {
  const rows = parameters.map(({ name, in: place, description, example, schema }) => {
    const fallback = schema['default'] === undefined ? '' : shown(schema['default']);
    const cells = [`<code>${escapeHtml(name)}</code>`, escapeHtml(place)];
    const rest = [String(description ?? ''), shown(example), fallback].map(escapeHtml);
    return `<tr>${[...cells, ...rest].map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const titles = ['Parameter', 'In', 'Meaning', 'Example', 'Default'];
  const head = titles.map((title) => `<th scope="col">${title}</th>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function contents(content: Operation['responses'][string]['content']): string[] {
  return Object.entries(content ?? {}).flatMap(([type, { example }]) => [
    `<p><code>${escapeHtml(type)}</code></p>`,
    ...(example === undefined ? [] : [`<pre><code>${escapeHtml(shown(example))}</code></pre>`]),
  ]);
}

/** An example as somebody would write it. */
function shown(value: Json[string]): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');
}
