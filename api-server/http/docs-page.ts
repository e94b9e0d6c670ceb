import { escapeHtml } from '../../src/platform/escape-html.js';
import type { Json, OpenApiDocument, Operation } from './openapi.js';

const style = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  overflow-wrap: anywhere; }
h2 { border-top: 1px solid #8886; padding-top: 1.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #8886; padding: .3rem .5rem; text-align: left; vertical-align: top; }
th, td:not(:nth-child(3)) { overflow-wrap: normal; }
/* No table fits on a telephone: each row is a list of what it says. */
@media (max-width: 40rem) {
  thead { display: none; }
  tr { display: block; border: 1px solid #8886; }
  td:nth-child(n) { display: block; border: 0; overflow-wrap: anywhere; }
  td:empty { display: none; }
  td[data-title]::before { content: attr(data-title) ": "; font-weight: bold; }
}
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
  const paragraphs = document.info.description
    .split('\n\n')
    .map((text) => `<p>${escapeHtml(text)}</p>`);
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
${paragraphs.join('\n')}
<p>The same as data: <a href="/openapi.json">/openapi.json</a>.</p>
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
    const words = Array.isArray(schema['enum']) ? `; one of ${schema['enum'].join(', ')}` : '';
    const fallback = schema['default'] === undefined ? '' : shown(schema['default']);
    return [name, place, `${description ?? ''}${words}`, shown(example), fallback];
  });
  return table(['Parameter', 'In', 'Meaning', 'Example', 'Default'], rows);
}

/** The parts of a form, which no example can show. */
function formTable({ properties = {}, required = [] }: Form): string {
  const rows = Object.entries(properties).map(([name, { description, example }]) => {
    const needed = required.includes(name) ? 'yes' : 'no';
    return [name, needed, String(description ?? ''), example === undefined ? '' : shown(example)];
  });
  return table(['Part', 'Needed', 'Meaning', 'Example'], rows);
}

interface Form {
  readonly properties?: Readonly<Record<string, Json>>;
  readonly required?: readonly string[];
}

/** The first cell of a row is a name. An empty one says nothing, also where it has no column. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = titles.map((title) => `<th scope="col">${title}</th>`).join('');
  const body = rows.map(([name = '', ...rest]) => {
    const cells = rest.map((cell, i) => {
      const title = cell === '' ? '' : ` data-title="${titles[i + 1]}"`;
      return `<td${title}>${escapeHtml(cell)}</td>`;
    });
    return `<tr><td><code>${escapeHtml(name)}</code></td>${cells.join('')}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

function contents(content: Operation['responses'][string]['content']): string[] {
  return Object.entries(content ?? {}).flatMap(([type, { example, schema }]) => [
    `<p><code>${escapeHtml(type)}</code></p>`,
    ...(type === 'multipart/form-data' ? [formTable(schema as Form)] : []),
    ...(example === undefined ? [] : [`<pre><code>${escapeHtml(shown(example))}</code></pre>`]),
  ]);
}

/** An example as somebody would write it. */
function shown(value: Json[string]): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');
}
