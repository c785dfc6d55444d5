import type { ChatMessage, ToolCall } from '../../../../llm/index.js';
import { isObject, isText, refuse, type Json } from '../fields.js';
import { dataOf, documentBlock, documentText } from '../media.js';

const ROLES = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
} as const;

/** A conversation in OpenAI's form, as its SDKs and their users send it. @throws DomainError `request.invalid` */
export function readMessages(messages: unknown): ChatMessage[] {
  if (!Array.isArray(messages) || messages.length === 0)
    throw refuse('messages', 'must be a list with at least one message');
  /** The older form of a call has no id, and its result is told by its place. */
  let unnamedCall = '';
  return messages.map((raw: unknown, i) => {
    const message = readMessage(raw, i);
    if (isObject(raw) && isObject(raw.function_call) && message.tool_calls) unnamedCall = message.tool_calls[0]!.id;
    if (isObject(raw) && raw.role === 'function') return { ...message, tool_call_id: unnamedCall || undefined };
    return message;
  });
}

function readMessage(raw: unknown, i: number): ChatMessage {
  const at = `messages.${i}`;
  if (!isObject(raw)) throw refuse(at, 'must be an object');
  const role = isText(raw.role) && Object.hasOwn(ROLES, raw.role) ? ROLES[raw.role as keyof typeof ROLES] : undefined;
  if (!role) throw refuse(`${at}.role`, `must be one of ${Object.keys(ROLES).join(', ')}`);
  const calls = [
    ...(Array.isArray(raw.tool_calls) ? raw.tool_calls.filter(isObject).map(readCall) : []),
    ...(isObject(raw.function_call) ? [readCall({ id: `call_${i}`, function: raw.function_call })] : []),
  ];
  const thinking = [raw.reasoning_content, raw.reasoning].find(isText);
  return {
    role,
    ...readContent(raw.content, `${at}.content`),
    ...(role === 'assistant' && thinking && { thinking }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(isText(raw.tool_call_id) && { tool_call_id: raw.tool_call_id }),
    ...(role === 'tool' && isText(raw.name) && { tool_name: raw.name }),
  };
}

function readCall({ id, function: called }: Json): ToolCall {
  const fn = isObject(called) ? called : {};
  return {
    id: isText(id) ? id : '',
    name: isText(fn.name) ? fn.name : '',
    arguments: readArguments(fn.arguments),
  };
}

/** The arguments of a past call: an object, or its JSON text. A text that is none stays as the model wrote it. */
export function readArguments(args: unknown): ToolCall['arguments'] {
  if (isObject(args)) return args;
  if (!isText(args) || args.trim() === '') return {};
  try {
    const parsed: unknown = JSON.parse(args);
    return isObject(parsed) ? parsed : { _raw: args };
  } catch {
    return { _raw: args };
  }
}

/** A text, nothing, or parts: texts, pictures and text files. */
export function readContent(content: unknown, at: string): Pick<ChatMessage, 'content' | 'images'> {
  if (isText(content)) return { content };
  // History has it for calls without a text, and for results that are nothing.
  if (content === null || content === undefined) return { content: '' };
  if (!Array.isArray(content)) throw refuse(at, 'must be a text or a list of parts');
  const texts: string[] = [];
  const images: string[] = [];
  for (const [i, part] of content.entries()) readPart(part, `${at}.${i}`, texts, images);
  return { content: texts.join('\n'), ...(images.length > 0 && { images }) };
}

function readPart(part: unknown, at: string, texts: string[], images: string[]): void {
  if (!isObject(part)) throw refuse(at, 'must be a part with a type');
  if (part.type === 'image_url' || part.type === 'input_image') {
    const url = isObject(part.image_url) ? part.image_url.url : part.image_url;
    images.push(dataOf(url, `${at}.image_url`).data);
  } else if (part.type === 'file' || part.type === 'input_file') texts.push(readFile(part, at));
  else if (isText(part.text)) texts.push(part.text);
  else if (isText(part.refusal)) texts.push(part.refusal);
  else throw refuse(at, `must be a text, an image or a file, not ${JSON.stringify(part.type ?? null)}`);
}

function readFile(part: Json, at: string): string {
  const file = isObject(part.file) ? part.file : part;
  const { type, data } = dataOf(file.file_data, `${at}.file_data`);
  return documentBlock(isText(file.filename) ? file.filename : undefined, documentText(type, data, `${at}.file_data`));
}
