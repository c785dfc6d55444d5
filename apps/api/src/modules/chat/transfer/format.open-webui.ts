import { partsOfText } from './details.js';
import {
  asArray,
  asMessages,
  asObject,
  asText,
  asTextOrNull,
  asTexts,
  asTime,
  fingerprint,
  inLine,
  isObject,
  type ImportedMessage,
  type ImportFormat,
  type Json,
  type LeftOut,
} from './imported.js';
import { knownOptions } from './options.js';
import { outputParts } from './open-webui-output.js';
import { composed, joined, type Part } from './parts.js';
import { withoutPictures } from './pictures.js';

const isChat = (chat: unknown): chat is Json =>
  isObject(chat) && (isObject(asObject(chat.history).messages) || Array.isArray(chat.messages));

/**
 * Open WebUI's export: a list of rows, each with the conversation under `chat`; its tree is under `history.messages`,
 * in old files it is a flat `messages`.
 */
export const openWebUiFormat: ImportFormat = {
  knows: ({ chat }) => isChat(chat),
  read: (row, left) => {
    const chat = asObject(row.chat);
    const history = asObject(chat.history);
    const id = asTextOrNull(row.id) ?? asTextOrNull(chat.id) ?? fingerprint(row);
    const tree = Object.entries(asObject(history.messages)).map(([key, raw]) =>
      isObject(raw) ? { ...raw, id: asText(raw.id) || key } : raw,
    );
    const all = asMessages(tree.length > 0 ? tree : asArray(chat.messages), left);
    const params = asObject(chat.params);
    const model = asTexts(chat.models)[0] ?? null;
    return {
      key: `open-webui:${id.slice(0, 200)}`,
      title: asText(row.title) || asText(chat.title),
      system_prompt:
        asTextOrNull(chat.system) ??
        asTextOrNull(params.system) ??
        joined(all.filter(({ role }) => role === 'system').map((raw) => asText(raw.content))),
      options: knownOptions(params),
      pinned: row.pinned === true,
      archived: row.archived === true,
      created_at: asTime(row.created_at) ?? asTime(chat.timestamp),
      updated_at: asTime(row.updated_at),
      active: asTextOrNull(history.currentId) ?? asTextOrNull(history.current_id),
      messages: inLine(all.map((raw) => message(raw, model, left))),
    };
  },
};

function message(raw: Json, modelOfAll: string | null, left: LeftOut): ImportedMessage {
  const role = raw.role === 'assistant' ? 'assistant' : 'user';
  const isSaid = raw.role === 'user' || raw.role === 'assistant';
  return {
    id: asText(raw.id),
    parent: asTextOrNull(raw.parentId),
    children: asTexts(raw.childrenIds),
    role,
    ...composed(isSaid ? partsOf(raw, role) : [], role, left),
    model: asTextOrNull(raw.model) ?? (role === 'assistant' ? modelOfAll : null),
    created_at: asTime(raw.timestamp),
    more: raw.done === false ? { status: 'stopped', finish_reason: 'stopped' } : {},
  };
}

function partsOf(raw: Json, role: ImportedMessage['role']): Part[] {
  const said =
    (role === 'assistant' ? outputParts(raw.output) : undefined) ??
    (Array.isArray(raw.content) ? raw.content.flatMap(blockParts) : textParts(asText(raw.content), role));
  const error = asText(raw.error) || asText(asObject(raw.error).content);
  return [...said, ...(error ? [{ text: `> ${error.replaceAll('\n', '\n> ')}` }] : []), ...filesOf(raw)];
}

const blockParts = (block: unknown): Part[] =>
  asObject(block).type === 'image_url'
    ? [{ picture: asObject(block).image_url }]
    : [{ text: asText(asObject(block).text) }];

function textParts(raw: string, role: ImportedMessage['role']): Part[] {
  const { text, pictures } = withoutPictures(raw);
  return [...(role === 'assistant' ? partsOfText(text) : [{ text }]), ...pictures.map((picture) => ({ picture }))];
}

const filesOf = (raw: Json): Part[] =>
  asArray(raw.files)
    .map(asObject)
    .map((file): Part => {
      const isPicture = file.type === 'image' || asText(file.content_type).startsWith('image/');
      return isPicture ? { picture: file.url } : { file: asText(file.name) };
    });
