import { withoutMarks } from './citations.js';
import {
  asArray,
  asObject,
  asText,
  asTextOrNull,
  asTexts,
  asTime,
  fingerprint,
  isObject,
  type ImportedMessage,
  type ImportFormat,
  type Json,
  type LeftOut,
} from './imported.js';
import { composed, joined, type Part } from './parts.js';
import { fenced } from './tool-note.js';

/** ChatGPT's `conversations.json`: a list of conversations, each a `mapping` of nodes with parents, or children. */
export const chatGptFormat: ImportFormat = {
  knows: (conversation) => isObject(conversation.mapping),
  read: (conversation, left) => {
    const all = Object.entries(asObject(conversation.mapping));
    const nodes = all.filter((entry): entry is [string, Json] => isObject(entry[1]));
    left.messages += all.length - nodes.length;
    const id = asTextOrNull(conversation.conversation_id) ?? asTextOrNull(conversation.id) ?? fingerprint(conversation);
    const model = asTextOrNull(conversation.model_slug) ?? asTextOrNull(conversation.default_model_slug);
    return {
      key: `chatgpt:${id.slice(0, 200)}`,
      title: asText(conversation.title),
      system_prompt: instructionsIn(nodes),
      archived: conversation.is_archived === true,
      pinned: conversation.is_starred === true || typeof conversation.pinned_time === 'number',
      created_at: asTime(conversation.create_time),
      updated_at: asTime(conversation.update_time),
      active: asTextOrNull(conversation.current_node),
      messages: nodes.map(([nodeId, node]) => message(nodeId, node, model, left)),
    };
  },
};

function message(id: string, node: Json, modelOfAll: string | null, left: LeftOut): ImportedMessage {
  const raw = asObject(node.message);
  const author = asText(asObject(raw.author).role);
  const metadata = asObject(raw.metadata);
  const role = author === 'user' ? 'user' : 'assistant';
  const isHidden =
    metadata.is_visually_hidden_from_conversation === true || !['user', 'assistant', 'tool'].includes(author);
  const recipient = asText(raw.recipient) || 'all';
  const isStep = role === 'assistant' && (author === 'tool' || recipient !== 'all' || isThought(raw));
  const parts = isHidden ? [] : partsOf(raw, author, recipient, left);
  const { content, thinking, images } = composed(parts, role, left);
  return {
    id,
    parent: asTextOrNull(node.parent),
    children: asTexts(node.children),
    role,
    content: role === 'assistant' ? withoutMarks(content, metadata, left) : content,
    thinking,
    images,
    model: asTextOrNull(metadata.model_slug) ?? (role === 'assistant' ? modelOfAll : null),
    created_at: asTime(raw.create_time),
    isStep,
    more: endOf(raw),
  };
}

const isThought = (raw: Json): boolean =>
  ['thoughts', 'reasoning_recap'].includes(asText(asObject(raw.content).content_type));

function partsOf(raw: Json, author: string, recipient: string, left: LeftOut): Part[] {
  const content = asObject(raw.content);
  const type = asText(content.content_type);
  if (type === 'thoughts')
    return asArray(content.thoughts)
      .map(asObject)
      .map(({ summary, content: thought }) => ({ thinking: joined([asText(summary), asText(thought)]) ?? '' }));
  // Says only how long the thoughts before it took.
  if (type === 'reasoning_recap') return [];
  if (author === 'tool') return resultOf(raw, content);
  const said = saidIn(content, left);
  if (author === 'assistant' && recipient !== 'all') return callOf(recipient, textOf(said));
  if (type === 'code') return [{ text: fenced(asText(content.text), languageOf(content)) }];
  return [...said, ...attachmentsOf(raw)];
}

/** Text, pictures and recordings, in their order. */
function saidIn(content: Json, left: LeftOut): Part[] {
  const { parts, text, content_type: type } = content;
  if (!Array.isArray(parts)) {
    if (asText(text) === '' && type !== undefined && type !== 'text' && type !== 'code') left.messages++;
    return [{ text: asText(text) }];
  }
  return parts.map((part): Part => {
    if (typeof part === 'string') return { text: part };
    const { content_type: kind, asset_pointer: pointer, text: words } = asObject(part);
    if (/image/.test(asText(kind))) return { picture: pointer };
    if (asText(words) !== '') return { text: asText(words) };
    return /audio|video|asset/.test(asText(kind)) ? { file: 'recording' } : { text: '' };
  });
}

const textOf = (parts: Part[]): string => parts.map((part) => ('text' in part ? part.text : '')).join('\n\n');

const languageOf = ({ language }: Json): string => (asText(language) === 'unknown' ? '' : asText(language));

/** A tool's call. A document that was written beside the chat is the answer itself. */
function callOf(tool: string, input: string): Part[] {
  const document = tool.startsWith('canmore.') ? documentIn(input) : undefined;
  return [document ? { text: document } : { tool: { name: tool, input } }];
}

function documentIn(text: string): string | undefined {
  try {
    const { name, type, content } = asObject(JSON.parse(text));
    if (typeof content !== 'string' || typeof name !== 'string') return undefined;
    const language = /^code\/(\w+)/.exec(asText(type))?.[1];
    return `**${name}**\n\n${language === undefined ? content : fenced(content, language)}`;
  } catch {
    return undefined;
  }
}

function resultOf(raw: Json, content: Json): Part[] {
  const name = asText(asObject(raw.author).name);
  const parts = asArray(content.parts);
  const pictures = parts.filter((part) => /image/.test(asText(asObject(part).content_type)));
  const words = [
    content.title,
    content.url,
    content.text,
    content.result,
    ...parts.filter((part) => typeof part === 'string'),
  ];
  const result = words.map(asText).filter(Boolean).join('\n');
  const isError = content.content_type === 'system_error';
  return [
    ...(result === '' ? [] : [{ tool: { name, result, isError } }]),
    ...pictures.map((part): Part => ({ picture: asObject(part).asset_pointer })),
  ];
}

/** Attached documents. Pictures among them are in the text already. */
const attachmentsOf = (raw: Json): Part[] =>
  asArray(asObject(raw.metadata).attachments)
    .map(asObject)
    .filter(({ mime_type: type }) => !asText(type).startsWith('image/'))
    .map(({ name }) => ({ file: asText(name) }));

/** The person's own instructions, which the model read as a system prompt. */
function instructionsIn(nodes: [string, Json][]): string | null {
  for (const [, node] of nodes) {
    const content = asObject(asObject(node.message).content);
    if (content.content_type === 'user_editable_context')
      return joined([asText(content.user_profile), asText(content.user_instructions)]);
  }
  return null;
}

/** How an answer ended, if not by itself. */
function endOf(raw: Json): Record<string, unknown> {
  const type = asText(asObject(asObject(raw.metadata).finish_details).type);
  if (type === 'interrupted' || raw.status === 'in_progress') return { status: 'stopped', finish_reason: 'stopped' };
  return type === 'max_tokens' ? { finish_reason: 'length' } : {};
}
