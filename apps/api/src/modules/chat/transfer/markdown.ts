import type { ChatMessage } from '../threads/message.entity.js';
import type { ChatThread } from '../threads/thread.entity.js';

/** A branch of a thread as Markdown, with one heading per turn. */
export function toMarkdown(thread: ChatThread, path: ChatMessage[]): string {
  const turns = path.map(({ role, content, model, created_at, images, error }) => {
    const who = role === 'user' ? 'You' : `Assistant${model ? ` (${model})` : ''}`;
    const notes = [
      images?.length ? `*${images.length} image(s), not part of this file*` : '',
      error ? `*${error.detail}*` : '',
    ].filter(Boolean);
    return [`## ${who}`, `*${created_at.toISOString()}*`, content, ...notes].filter(Boolean).join('\n\n');
  });
  const system = thread.system_prompt ? [`> System prompt: ${thread.system_prompt.replaceAll('\n', '\n> ')}`] : [];
  return `${[`# ${thread.title}`, ...system, ...turns].join('\n\n')}\n`;
}
