import { asArray, asObject, asText, isObject, type LeftOut } from './imported.js';

/** Longer results of tools are shortened, in characters: scraped pages would fill the model's context. */
const MAX_RESULT = 2000;
/** Values up to this length stay on the line of the note. */
const MAX_INLINE = 200;

export interface ToolUse {
  name: string;
  input?: unknown;
  result?: unknown;
  isError?: boolean;
}

/** A tool's call, its result, or both, as a note in the text of an answer: our own answers know no calls. */
export function toolNote({ name, input, result, isError }: ToolUse, left: LeftOut): string {
  const called = `\`${name.replaceAll('`', '') || 'tool'}\``;
  const lines: string[] = [];
  const given = textOf(input, left);
  if (input !== undefined || result === undefined) lines.push(labelled(`**Tool call:** ${called}`, given));
  if (result !== undefined) {
    const label = isError ? 'Error' : 'Result';
    const text = shortened(textOf(result, left), left);
    lines.push(labelled(input === undefined ? `**${label} of** ${called}` : `**${label}:**`, text));
  }
  return lines.join('\n\n').replace(/^/gm, '> ').replace(/ +$/gm, '');
}

function labelled(label: string, text: string): string {
  if (text.trim() === '') return label;
  if (text.length <= MAX_INLINE && !/[\n`]/.test(text)) return `${label} \`${text.trim()}\``;
  return `${label}\n\n${fenced(text)}`;
}

/** A code block whose fence is longer than any in the text. */
export function fenced(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}

function shortened(text: string, left: LeftOut): string {
  if (text.length <= MAX_RESULT) return text;
  left.tool_results++;
  return `${text.slice(0, MAX_RESULT).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** The text of a value: parts of content are joined, JSON in a string is unwrapped, the rest is written as JSON. */
function textOf(value: unknown, left: LeftOut): string {
  const inner = unwrapped(value);
  if (inner === undefined || inner === null) return '';
  if (typeof inner === 'string') return inner;
  const parts = asArray(inner);
  if (parts.length === 0 || !parts.every((part) => isObject(part) && typeof part.type === 'string'))
    return JSON.stringify(inner);
  return parts
    .map(asObject)
    .map((part) => {
      if (/image/.test(asText(part.type))) left.pictures++;
      return asText(part.text);
    })
    .filter(Boolean)
    .join('\n');
}

/** Some sources write JSON as a string of JSON as a string. */
function unwrapped(value: unknown): unknown {
  let inner = value;
  for (let i = 0; i < 2 && typeof inner === 'string' && /^\s*"/.test(inner); i++)
    try {
      inner = JSON.parse(inner) as unknown;
    } catch {
      return inner;
    }
  return inner;
}
