import {
  asArray,
  asObject,
  asText,
  asTextOrNull,
  asTime,
  inLine,
  isObject,
  type ImportedMessage,
  type ImportFormat,
  type Json,
  type LeftOut,
} from './imported.js';
import { withoutMarks } from './citations.js';
import { knownOptions } from './options.js';
import { composed, type Part } from './parts.js';
import { withoutPictures } from './pictures.js';

const listOf = ({ messagesTree, messages }: Json): unknown[] =>
  Array.isArray(messagesTree) ? messagesTree : asArray(messages);

/** LibreChat's export of one conversation: a list of messages with parents, or each with its answers in `children`. */
export const libreChatFormat: ImportFormat = {
  knows: ({ conversationId, messagesTree, messages }) =>
    typeof conversationId === 'string' && (Array.isArray(messagesTree) || Array.isArray(messages)),
  read: (conversation, left) => {
    const settings = asObject(conversation.options);
    const model = asTextOrNull(settings.model);
    return {
      key: `librechat:${asText(conversation.conversationId).slice(0, 200)}`,
      title: asText(conversation.title) || asText(settings.title),
      system_prompt: asTextOrNull(settings.promptPrefix) ?? asTextOrNull(settings.system),
      options: knownOptions(settings),
      messages: inLine(flattened(listOf(conversation), left).map(({ raw, above }) => message(raw, above, model, left))),
    };
  },
};

interface Found {
  raw: Json;
  above: string | null;
}

/** Not recursive: a conversation can be ten thousand messages deep. */
function flattened(list: unknown[], left: LeftOut): Found[] {
  const found: Found[] = [];
  const waiting = list.map((raw) => ({ raw, above: null as string | null })).reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { raw, above } = next;
    if (!isObject(raw)) {
      left.messages++;
      continue;
    }
    found.push({ raw, above });
    const below = asArray(raw.children).map((child) => ({ raw: child, above: asTextOrNull(raw.messageId) }));
    waiting.push(...below.reverse());
  }
  return found;
}

function message(raw: Json, above: string | null, modelOfAll: string | null, left: LeftOut): ImportedMessage {
  const role = raw.isCreatedByUser === true || asText(raw.sender).toLowerCase() === 'user' ? 'user' : 'assistant';
  const blocks = asArray(raw.content).filter(isObject);
  const said = blocks.length > 0 ? blocks.flatMap((block) => partsOf(block)) : textParts(asText(raw.text));
  const { content, ...rest } = composed([...said, ...filesOf(raw)], role, left);
  return {
    id: asText(raw.messageId),
    parent: asTextOrNull(raw.parentMessageId) ?? above,
    role,
    content: role === 'assistant' ? withoutMarks(content, {}, left) : content,
    ...rest,
    model: role === 'assistant' ? (asTextOrNull(raw.model) ?? modelOfAll) : null,
    created_at: asTime(raw.createdAt),
    more: endOf(raw),
  };
}

function partsOf(block: Json): Part[] {
  switch (block.type) {
    case 'text':
      return textParts(asText(block.text) || asText(asObject(block.text).value));
    case 'think':
      return [{ thinking: asText(block.think) || asText(asObject(block.think).value) }];
    case 'tool_call': {
      const { name, args, output } = asObject(block.tool_call);
      return [{ tool: { name: asText(name), input: args ?? '', result: output ?? undefined } }];
    }
    case 'image_url':
      return [{ picture: block.image_url }];
    case 'image_file':
      return [{ picture: undefined }];
    case 'error':
      return [{ text: asText(block.error) }];
    default:
      return [];
  }
}

const THINKING = /:::thinking\n([^]*?)\n:::(?:\n|$)/g;

function textParts(text: string): Part[] {
  const { text: rest, pictures } = withoutPictures(text);
  return [
    ...[...rest.matchAll(THINKING)].map(([, thought]) => ({ thinking: thought! })),
    { text: rest.replace(THINKING, '') },
    ...pictures.map((picture) => ({ picture })),
  ];
}

/** Files lie beside LibreChat's database, only their names are in the export. */
const filesOf = (raw: Json): Part[] =>
  [...asArray(raw.files), ...asArray(raw.attachments)]
    .map(asObject)
    .filter(({ filepath, file_id: id }) => filepath !== undefined || id !== undefined)
    .map(({ type, filename, filepath }) =>
      asText(type).startsWith('image/') ? { picture: filepath } : { file: asText(filename) },
    );

function endOf({ unfinished, error, finish_reason: reason }: Json): Record<string, unknown> {
  if (unfinished === true || error === true) return { status: 'stopped', finish_reason: 'stopped' };
  return reason === 'length' || reason === 'max_tokens' ? { finish_reason: 'length' } : {};
}
