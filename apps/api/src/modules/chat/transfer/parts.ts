import type { ImportedMessage, LeftOut } from './imported.js';
import { pictureIn } from './pictures.js';
import { toolNote, type ToolUse } from './tool-note.js';

/** A piece of a message as its source tells it. */
export type Part =
  { text: string } | { thinking: string } | { tool: ToolUse } | { picture: unknown } | { file: string };

/** Thinking that a backend left in the text. */
const THINK = /^\s*<(think|thinking|thought|antThinking)>([^]*?)(?:<\/\1>|$)/;

/** Puts pieces together: text, notes and names of files as the content, thinking and pictures in their own places. */
export function composed(
  parts: readonly Part[],
  role: ImportedMessage['role'],
  left: LeftOut,
): Pick<ImportedMessage, 'content' | 'thinking' | 'images'> {
  const content: string[] = [];
  const thinking: string[] = [];
  const images: string[] = [];
  for (const part of parts) {
    if ('thinking' in part) thinking.push(part.thinking.trim());
    else if ('tool' in part) content.push(toolNote(part.tool, left));
    else if ('file' in part) {
      left.files++;
      content.push(`[file${part.file ? `: ${part.file}` : ''}]`);
    } else if ('picture' in part) {
      const picture = pictureIn(part.picture);
      if (picture === undefined) {
        left.pictures++;
        content.push('[image]');
      } else images.push(picture);
    } else {
      const thought = role === 'assistant' ? THINK.exec(part.text) : null;
      if (thought) thinking.push(thought[2]!.trim());
      content.push(thought ? part.text.slice(thought[0].length).trimStart() : part.text);
    }
  }
  return {
    content: joined(content) ?? '',
    thinking: joined(thinking),
    images: images.length > 0 ? images : null,
  };
}

/** Paragraphs, without the empty ones; `null` if nothing is left. */
export const joined = (texts: readonly (string | null | undefined)[]): string | null =>
  texts.filter((text) => text && text.trim() !== '').join('\n\n') || null;
