import { pythonLiteral, scriptLiteral, shellWord, textLiteral } from '../parts/literals';

export type SnippetLanguage = 'curl' | 'python' | 'javascript';

/** A package that some examples need. */
export type SnippetPackage = 'openai' | 'anthropic' | 'ollama';

export interface Snippet {
  id: string;
  language: SnippetLanguage;
  /** The package to install. */
  needs?: SnippetPackage;
  code: string;
}

/** The values in the examples. */
export interface SnippetPlace {
  /** Base URL of the portal, without a trailing slash. */
  base: string;
  /** Name of a chat model. */
  model: string;
  key: string;
  /** Name of an embedding model. */
  embeddingModel?: string;
}

/** One example in three languages. */
export function inLanguages(id: string, code: Record<SnippetLanguage, string>, needs?: SnippetPackage): Snippet[] {
  return [
    { id, language: 'curl', code: code.curl },
    { id, language: 'python', code: code.python, ...(needs && { needs }) },
    { id, language: 'javascript', code: code.javascript, ...(needs && { needs }) },
  ];
}

interface CurlRequest {
  url: string;
  body?: unknown;
  flags?: string;
  headers?: string[];
}

/** A curl request as shell lines; the caller may continue the last line. */
export function curlOf({ url, body, flags = '-sS', headers = [] }: CurlRequest): string {
  const lines = [`curl ${flags} ${url.includes('$') ? `"${url}"` : url}`];
  for (const header of headers) lines.push(`-H ${shellWord(header)}`);
  if (body !== undefined) lines.push(`-H 'Content-Type: application/json'`, `-d ${shellWord(JSON.stringify(body))}`);
  return lines.join(' \\\n  ');
}

const indented = (text: string, pad: string): string => text.replaceAll('\n', `\n${pad}`);

/** A `Request(…)` of Python's standard library. */
export function pythonRequest({
  url,
  body,
  key,
  stream,
}: {
  url: string;
  body?: unknown;
  key: string;
  stream?: boolean;
}): string {
  const lines = [textLiteral(url)];
  if (body !== undefined) lines.push(`data=json.dumps(${indented(pythonLiteral(body), '    ')}).encode()`);
  const headers = [
    `"X-API-Key": ${textLiteral(key)}`,
    ...(body === undefined ? [] : ['"Content-Type": "application/json"']),
    ...(stream ? ['"Accept": "text/event-stream"'] : []),
  ];
  lines.push(`headers={${headers.join(', ')}}`);
  return `Request(\n${lines.map((line) => `    ${line},\n`).join('')})`;
}

/** A `fetch(…)` call in JavaScript. */
export function fetchCall({ url, body, key }: { url: string; body?: unknown; key: string }): string {
  if (body === undefined) return `fetch(${textLiteral(url)}, { headers: { 'X-API-Key': ${textLiteral(key)} } })`;
  return [
    `fetch(${textLiteral(url)}, {`,
    `  method: 'POST',`,
    `  headers: { 'X-API-Key': ${textLiteral(key)}, 'Content-Type': 'application/json' },`,
    `  body: JSON.stringify(${indented(scriptLiteral(body), '  ')}),`,
    `})`,
  ].join('\n');
}
