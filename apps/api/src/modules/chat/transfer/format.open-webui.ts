import {
  asArray,
  asObject,
  asText,
  asTextOrNull,
  asTime,
  fingerprint,
  isObject,
  type ImportedMessage,
  type ImportFormat,
  type Json,
} from './imported.js';

/**
 * Open WebUI's export: a list of rows, each with the conversation under `chat`; its tree is under `history.messages`,
 * in old files it is a flat `messages`.
 */
export const openWebUiFormat: ImportFormat = {
  knows: ({ chat }) => isObject(chat) && (isObject(asObject(chat.history).messages) || Array.isArray(chat.messages)),
  read: (row) => {
    const chat = asObject(row.chat);
    const history = asObject(chat.history);
    const id = asTextOrNull(row.id) ?? asTextOrNull(chat.id) ?? fingerprint(row);
    const tree = Object.values(asObject(history.messages)).filter(isObject);
    return {
      key: `open-webui:${id.slice(0, 200)}`,
      title: asText(row.title) || asText(chat.title),
      system_prompt: asTextOrNull(chat.system) ?? asTextOrNull(asObject(chat.params).system),
      pinned: row.pinned === true,
      archived: row.archived === true,
      created_at: asTime(row.created_at) ?? asTime(chat.timestamp),
      updated_at: asTime(row.updated_at),
      active: asTextOrNull(history.currentId),
      messages:
        tree.length > 0
          ? tree.map((raw) => message(raw, asTextOrNull(raw.parentId)))
          : flat(asArray(chat.messages).filter(isObject)),
    };
  },
};

/** A list without parents: each message follows the one before. */
function flat(list: Json[]): ImportedMessage[] {
  const named = list.map((raw, i): Json => ({ ...raw, id: asText(raw.id) || String(i) }));
  return named.map((raw, i) => message(raw, i === 0 ? null : asText(named[i - 1]!.id)));
}

function message(raw: Json, parent: string | null): ImportedMessage {
  const spoken = raw.role === 'user' || raw.role === 'assistant';
  const parts = Array.isArray(raw.content)
    ? raw.content.map((part) => asText(asObject(part).text)).join('\n\n')
    : asText(raw.content);
  return {
    id: asText(raw.id),
    parent,
    role: raw.role === 'assistant' ? 'assistant' : 'user',
    content: spoken ? parts : '',
    model: asTextOrNull(raw.model),
    created_at: asTime(raw.timestamp),
  };
}
