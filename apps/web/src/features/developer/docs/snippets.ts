// No React or browser code here or in the imports: a test runs every example against a portal.
import { batchSnippets } from './snippets-batches';
import { chatSnippets } from './snippets-chat';
import { dialectSnippets } from './snippets-dialects';
import { openAiSnippets } from './snippets-openai';
import { runSnippets } from './snippets-runs';
import { type Snippet, type SnippetPlace } from './snippet';

export type { Snippet, SnippetLanguage, SnippetPackage, SnippetPlace } from './snippet';

/**
 * Every example of the docs, ready to run: curl in a POSIX shell, Python with its standard library, JavaScript as a
 * Node 20 module.
 * Examples with `needs` require that package.
 */
export const snippets = (place: SnippetPlace): Snippet[] => [
  ...chatSnippets(place),
  ...runSnippets(place),
  ...openAiSnippets(place),
  ...batchSnippets(place),
  ...dialectSnippets(place),
];
