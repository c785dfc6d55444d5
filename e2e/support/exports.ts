import { type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { call, PASSWORD } from './people.js';

interface Chat {
  title: string;
  question: string;
  answer: string;
  pinned?: boolean;
  archived?: boolean;
  /** Days since its last use. */
  age?: number;
}

/** An export file of this product. */
export function ownFile(chats: Chat[]) {
  const threads = chats.map(({ title, question, answer, pinned = false, archived = false, age = 0 }) => {
    const [asked, answered] = [randomUUID(), randomUUID()];
    const at = new Date(Date.now() - age * 86_400_000).toISOString();
    const message = { status: 'complete', created_at: at };
    return {
      import_key: `pocket-llm:${randomUUID()}`,
      title,
      title_is_manual: true,
      pinned,
      archived,
      created_at: at,
      updated_at: at,
      active_leaf_id: answered,
      messages: [
        { id: asked, parent_id: null, role: 'user', content: question, ...message },
        { id: answered, parent_id: asked, role: 'assistant', content: answer, model: 'gemma2:2b', ...message },
      ],
    };
  });
  return { format: 'pocket-llm', version: 1, threads };
}

/** Imports chats into an account through the API, not the page. */
export async function haveChats(page: Page, name: string, chats: Chat[]): Promise<void> {
  const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  await call(page, 'POST', '/api/chat/import', ownFile(chats), token);
}

/** ChatGPT's `conversations.json`, reduced to the fields we read. */
export const chatGptFile = (title: string) => [
  {
    title,
    create_time: 1_760_000_000.5,
    update_time: 1_760_000_100.5,
    conversation_id: randomUUID(),
    current_node: 'c',
    mapping: {
      a: { id: 'a', parent: null, children: ['b'], message: null },
      b: {
        id: 'b',
        parent: 'a',
        children: ['c'],
        message: {
          author: { role: 'user' },
          create_time: 1_760_000_001,
          content: { content_type: 'text', parts: ['What eats a walrus?'] },
        },
      },
      c: {
        id: 'c',
        parent: 'b',
        children: [],
        message: {
          author: { role: 'assistant' },
          create_time: 1_760_000_002,
          content: { content_type: 'text', parts: ['Polar bears and orcas.'] },
          metadata: { model_slug: 'gpt-4o' },
        },
      },
    },
  },
];

/** Open WebUI's "Export chats". */
export const openWebUiFile = (title: string) => [
  {
    id: randomUUID(),
    title,
    created_at: 1_760_000_000,
    updated_at: 1_760_000_100,
    chat: {
      title,
      models: ['llama3.2:3b'],
      history: {
        currentId: 'q2',
        messages: {
          q1: {
            id: 'q1',
            parentId: null,
            childrenIds: ['q2'],
            role: 'user',
            content: 'Name a marsupial.',
            timestamp: 1_760_000_001,
          },
          q2: {
            id: 'q2',
            parentId: 'q1',
            childrenIds: [],
            role: 'assistant',
            content: 'The quokka.',
            model: 'llama3.2:3b',
            timestamp: 1_760_000_002,
          },
        },
      },
    },
  },
];
