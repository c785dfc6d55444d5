import { newId } from '../src/common/http/ids.js';
import type { Portal } from './portal.js';

/** A document that was read, as rows. @param pages each becomes one page, and its paragraphs become passages */
export async function aDocument(
  portal: Portal,
  ownerId: string,
  pages: readonly string[],
  { name = 'handbook.pdf', state = 'ready' } = {},
): Promise<string> {
  const id = newId();
  const characters = pages.reduce((sum, { length }) => sum + length, 0);
  await portal.sql(
    `INSERT INTO files (id, user_id, name, media_type, kind, state, pages, pages_done, characters, language)
     VALUES ($1, $2, $3, 'application/pdf', 'document', $4, $5, $5, $6, 'english')`,
    [id, ownerId, name, state, pages.length, characters],
  );
  let position = 0;
  for (const [i, text] of pages.entries()) {
    await portal.sql('INSERT INTO file_pages (file_id, page, text) VALUES ($1, $2, $3)', [id, i + 1, text]);
    for (const { 0: paragraph, index } of text.matchAll(/\S(?:(?!\n\n)[^])*/g))
      await portal.sql(
        `INSERT INTO file_passages (file_id, position, page, start_at, end_at, words)
         VALUES ($1, $2, $3, $4, $5, to_tsvector('english', $6))`,
        [id, position++, i + 1, index, index + paragraph.length, paragraph],
      );
  }
  return id;
}
