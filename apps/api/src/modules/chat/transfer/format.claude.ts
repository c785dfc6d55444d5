import {
  asArray,
  asMessages,
  asObject,
  asText,
  asTextOrNull,
  asTime,
  fingerprint,
  inLine,
  isObject,
  type ImportedMessage,
  type ImportFormat,
  type Json,
  type LeftOut,
} from './imported.js';
import { composed, type Part } from './parts.js';
import { fenced } from './tool-note.js';

/**
 * Claude's `conversations.json`: a list of conversations, each a list of messages of blocks. Newer files name each
 * message's parent; a first message has one that is in no file.
 */
export const claudeFormat: ImportFormat = {
  knows: (conversation) => Array.isArray(conversation.chat_messages),
  read: (conversation, left) => {
    const model = asTextOrNull(conversation.model);
    return {
      key: `claude:${(asTextOrNull(conversation.uuid) ?? fingerprint(conversation)).slice(0, 200)}`,
      title: asText(conversation.name),
      pinned: conversation.is_starred === true,
      created_at: asTime(conversation.created_at),
      updated_at: asTime(conversation.updated_at),
      active: asTextOrNull(conversation.current_leaf_message_uuid),
      messages: inLine(asMessages(asArray(conversation.chat_messages), left).map((raw) => message(raw, model, left))),
    };
  },
};

function message(raw: Json, modelOfAll: string | null, left: LeftOut): ImportedMessage {
  const role = raw.sender === 'assistant' ? 'assistant' : 'user';
  const blocks = asArray(raw.content).filter(isObject);
  const said = blocks.length > 0 ? blocks.flatMap((block) => partsOf(block)) : textParts(asText(raw.text));
  return {
    id: asText(raw.uuid),
    parent: asTextOrNull(raw.parent_message_uuid),
    role,
    ...composed([...said, ...attached(raw)], role, left),
    model: role === 'assistant' ? (asTextOrNull(raw.model) ?? modelOfAll) : null,
    created_at: asTime(raw.created_at),
    more: raw.stop_reason === 'max_tokens' ? { finish_reason: 'length' } : {},
  };
}

function partsOf(block: Json): Part[] {
  switch (block.type) {
    case 'text':
      return textParts(asText(block.text));
    case 'thinking':
      return [{ thinking: asText(block.thinking) }];
    case 'tool_use':
      return [artifactOf(block) ?? { tool: { name: asText(block.name), input: block.input ?? {} } }];
    case 'tool_result':
      return [{ tool: { name: asText(block.name), result: block.content ?? '', isError: block.is_error === true } }];
    case 'image':
      return [{ picture: dataOf(asObject(block.source)) }];
    default:
      return [];
  }
}

const dataOf = ({ media_type: type, data }: Json): string => `data:${asText(type)};base64,${asText(data)}`;

/** A document that Claude wrote beside the chat: the answer itself, not a mere call. */
function artifactOf({ name, input }: Json): Part | undefined {
  const { title, language, content, type } = asObject(input);
  if (name !== 'artifacts' || typeof content !== 'string') return undefined;
  return { text: artifact(asText(title), asText(type), asText(language), content) };
}

function artifact(title: string, type: string, language: string, content: string): string {
  const body = type === 'text/markdown' ? content : fenced(content, language || /\/(\w+)$/.exec(type)?.[1]);
  return title ? `**${title}**\n\n${body}` : body;
}

const ARTIFACT = /<antArtifact\b([^>]*)>([^]*?)<\/antArtifact>/g;
const THINKING = /<antThinking>[^]*?<\/antThinking>/g;

/** Older files have documents and thoughts as tags in the text. */
function textParts(text: string): Part[] {
  const thoughts = [...text.matchAll(THINKING)].map(([tag]) => ({ thinking: tag.replace(/<\/?antThinking>/g, '') }));
  const rest = text.replace(THINKING, '').replace(ARTIFACT, (_, attributes: string, content: string) => {
    const value = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    return artifact(value('title'), value('type'), value('language'), content.trim());
  });
  return [...thoughts, { text: rest.trim() }];
}

/** The file has the text of documents, but neither other documents nor pictures. */
function attached(raw: Json): Part[] {
  const documents = asArray(raw.attachments)
    .map(asObject)
    .map(({ file_name: name, extracted_content: text }): Part => {
      const title = asText(name);
      return asText(text) === '' ? { file: title } : { text: `${title && `**${title}**\n\n`}${fenced(asText(text))}` };
    });
  const files = [...asArray(raw.files_v2), ...asArray(raw.files)].map(asObject);
  const seen = new Set<string>();
  const others = files.flatMap((file): Part[] => {
    const name = asText(file.file_name);
    const id = asText(file.file_uuid) || name;
    if (seen.has(id)) return [];
    seen.add(id);
    const isPicture = file.file_kind === 'image' || /\.(png|jpe?g|gif|webp)$/i.test(name);
    return [isPicture ? { picture: undefined } : { file: name }];
  });
  return [...documents, ...others];
}
