import type { ChatMessage, Citation } from '../threads/message.entity.js';
import type { ChatThread } from '../threads/thread.entity.js';

/** A branch of a thread as Markdown, with one heading per turn. */
export function toMarkdown(thread: ChatThread, path: ChatMessage[]): string {
  const turns = path.map(({ role, content, model, created_at, images, files, citations, error }) => {
    const who = role === 'user' ? 'You' : `Assistant${model ? ` (${model})` : ''}`;
    const notes = [
      images?.length ? `*${images.length} image(s), not part of this file*` : '',
      files?.length ? `*Files: ${files.map(({ name }) => name).join(', ')}*` : '',
      citations?.length ? sourcesOf(citations) : '',
      error ? `*${error.detail}*` : '',
    ].filter(Boolean);
    return [`## ${who}`, `*${created_at.toISOString()}*`, content, ...notes].filter(Boolean).join('\n\n');
  });
  const system = thread.system_prompt ? [`> System prompt: ${thread.system_prompt.replaceAll('\n', '\n> ')}`] : [];
  return `${[`# ${thread.title}`, ...system, ...turns].join('\n\n')}\n`;
}

/** What the marks of an answer stand for, one a line. */
const sourcesOf = (citations: readonly Citation[]): string =>
  ['Sources:', ...citations.map(({ mark, name, page }) => `- [${mark}] ${name}, page ${page}`)].join('\n');
