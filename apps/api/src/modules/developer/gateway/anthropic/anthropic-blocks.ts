import type { ChatMessage, ToolCall } from '../../../../llm/index.js';
import { isObject, isText, refuse, textAt, type Json } from '../fields.js';
import { isToolChange } from './anthropic-tools.js';
import { base64Of, documentBlock, documentText } from '../media.js';

/** A text, or blocks whose texts are joined. */
export function textOf(content: unknown): string {
  if (isText(content)) return content;
  return Array.isArray(content)
    ? content.flatMap((block: unknown) => (isObject(block) && isText(block.text) ? [block.text] : [])).join('\n')
    : '';
}

/** Thoughts that only another service can read. */
export const hasRedactedThinking = (messages: unknown[]): boolean =>
  messages.some(
    (message) =>
      isObject(message) &&
      Array.isArray(message.content) &&
      message.content.some((block: unknown) => isObject(block) && block.type === 'redacted_thinking'),
  );

/** What one of their messages consists of. */
class Parts {
  readonly texts: string[] = [];
  readonly images: string[] = [];
  readonly calls: ToolCall[] = [];
  readonly results: ChatMessage[] = [];
  readonly thoughts: string[] = [];
}

/**
 * One of their messages may become several of ours: here each tool result is a message of its own.
 * @throws DomainError `request.invalid` with the block
 */
export function readMessage(raw: unknown, i: number): ChatMessage[] {
  const at = `messages.${i}`;
  if (!isObject(raw) || (raw.role !== 'user' && raw.role !== 'assistant' && raw.role !== 'system'))
    throw refuse(`${at}.role`, 'must be user, assistant or system');
  const { role, content } = raw;
  if (isText(content)) return [{ role, content }];
  if (!Array.isArray(content)) throw refuse(`${at}.content`, 'must be a text or a list of blocks');
  if (content.length > 0 && content.every(isToolChange)) return [];
  const parts = new Parts();
  for (const [j, block] of content.entries()) readBlock(block, `${at}.content.${j}`, parts);
  const { texts, images, calls, results, thoughts } = parts;
  const own: ChatMessage = {
    role,
    content: texts.join('\n'),
    ...(role === 'assistant' && thoughts.length > 0 && { thinking: thoughts.join('\n') }),
    ...(images.length > 0 && { images }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  const isEmpty = !own.content && !own.images && !own.tool_calls;
  return [...results, ...(isEmpty && results.length > 0 ? [] : [own])];
}

function readBlock(block: unknown, at: string, parts: Parts): void {
  if (!isObject(block)) throw refuse(at, 'must be a block');
  switch (block.type) {
    case 'tool_use':
      parts.calls.push({
        id: textAt(block, 'id', at),
        name: textAt(block, 'name', at),
        arguments: isObject(block.input) ? block.input : {},
      });
      return;
    case 'tool_result':
      parts.results.push(readResult(block, at));
      return;
    case 'thinking':
      if (isText(block.thinking)) parts.thoughts.push(block.thinking);
      return;
    case 'redacted_thinking': // Only the service that made it can read it.
    case 'tool_addition':
    case 'tool_removal':
      return;
    default:
      readMedia(block, at, parts);
  }
}

/** What both a message and a tool's result may contain. */
function readMedia(block: Json, at: string, { texts, images }: Pick<Parts, 'texts' | 'images'>): void {
  if (block.type === 'text' && isText(block.text)) texts.push(block.text);
  else if (block.type === 'image') images.push(readImage(block, at));
  else if (block.type === 'document') texts.push(readDocument(block, at));
  else if (block.type === 'search_result')
    texts.push(documentBlock(isText(block.title) ? block.title : undefined, textOf(block.content)));
  else
    throw refuse(`${at}.type`, `must be a block that this server has: ${JSON.stringify(block.type ?? null)} is none`);
}

function readResult(block: Json, at: string): ChatMessage {
  const { content, is_error } = block;
  const texts: string[] = [];
  const images: string[] = [];
  if (isText(content)) texts.push(content);
  else if (Array.isArray(content))
    for (const [k, part] of content.entries()) {
      if (!isObject(part)) throw refuse(`${at}.content.${k}`, 'must be a block');
      if (part.type === 'tool_reference')
        texts.push(`Found the tool ${textAt(part, 'tool_name', `${at}.content.${k}`)}.`);
      else readMedia(part, `${at}.content.${k}`, { texts, images });
    }
  // No backend's protocol has a mark for it, so the model reads it.
  if (is_error === true) texts.unshift('Error:');
  return {
    role: 'tool',
    tool_call_id: textAt(block, 'tool_use_id', at),
    content: texts.join('\n'),
    ...(images.length > 0 && { images }),
  };
}

function readImage({ source }: Json, at: string): string {
  if (!isObject(source) || source.type !== 'base64' || !isText(source.data))
    throw refuse(`${at}.source`, 'must be of type base64; addresses and files are not fetched');
  return base64Of(source.data, `${at}.source.data`);
}

function readDocument({ source, title }: Json, at: string): string {
  const name = isText(title) ? title : undefined;
  if (!isObject(source)) throw refuse(`${at}.source`, 'must be an object');
  if (source.type === 'text' && isText(source.data)) return documentBlock(name, source.data);
  if (source.type === 'content') return documentBlock(name, textOf(source.content));
  if (source.type !== 'base64' || !isText(source.data))
    throw refuse(`${at}.source`, 'must be text, content or base64; addresses and files are not fetched');
  const type = isText(source.media_type) ? source.media_type : '';
  return documentBlock(name, documentText(type, base64Of(source.data, `${at}.source.data`), `${at}.source`));
}
