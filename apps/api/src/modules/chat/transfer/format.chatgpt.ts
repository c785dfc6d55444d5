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

/** ChatGPT's `conversations.json`: a list of conversations, each a `mapping` of nodes with parents. */
export const chatGptFormat: ImportFormat = {
  knows: (conversation) => isObject(conversation.mapping),
  read: (conversation) => {
    const nodes = Object.entries(asObject(conversation.mapping)).filter((entry): entry is [string, Json] =>
      isObject(entry[1]),
    );
    const id = asTextOrNull(conversation.conversation_id) ?? asTextOrNull(conversation.id) ?? fingerprint(conversation);
    return {
      key: `chatgpt:${id.slice(0, 200)}`,
      title: asText(conversation.title),
      archived: conversation.is_archived === true,
      pinned: conversation.is_starred === true,
      created_at: asTime(conversation.create_time),
      updated_at: asTime(conversation.update_time),
      active: asTextOrNull(conversation.current_node),
      messages: nodes.map(([nodeId, node]) => message(nodeId, node)),
    };
  },
};

/** System and tool nodes get no text, so `assemble` leaves them out. */
function message(id: string, node: Json): ImportedMessage {
  const raw = asObject(node.message);
  const role = asText(asObject(raw.author).role);
  const spoken =
    (role === 'user' || role === 'assistant') &&
    asText(raw.recipient || 'all') === 'all' &&
    asObject(raw.metadata).is_visually_hidden_from_conversation !== true;
  return {
    id,
    parent: asTextOrNull(node.parent),
    role: role === 'assistant' ? 'assistant' : 'user',
    content: spoken ? textOf(asObject(raw.content)) : '',
    model: asTextOrNull(asObject(raw.metadata).model_slug),
    created_at: asTime(raw.create_time),
  };
}

function textOf({ content_type: type, parts, text }: Json): string {
  if (type === 'code') return `\`\`\`\n${asText(text)}\n\`\`\``;
  if (type !== 'text' && type !== 'multimodal_text') return '';
  return asArray(parts)
    .map((part) =>
      typeof part === 'string'
        ? part
        : /image/.test(asText(asObject(part).content_type))
          ? '[image]'
          : asText(asObject(part).text),
    )
    .filter(Boolean)
    .join('\n\n');
}
