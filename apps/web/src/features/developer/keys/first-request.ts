import { type Scope } from './key-draft';
import { shellWord } from '../parts/literals';

interface FirstRequest {
  base: string;
  key: string;
  scopes: readonly Scope[];
  model: string | undefined;
}

/** A first request for a terminal: a question if the key may chat, else something that it may read. */
export function firstRequest({ base, key, scopes, model }: FirstRequest): string {
  const header = `  -H ${shellWord(`X-API-Key: ${key}`)}`;
  const canOnlyReadThreads = scopes.includes('threads') && !scopes.includes('models');
  if (!scopes.includes('chat'))
    return `curl ${base}/api/${canOnlyReadThreads ? 'chat/threads' : 'models'} \\\n${header}`;
  return [
    `curl ${base}/api/chat \\`,
    `${header} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${shellWord(JSON.stringify({ model, prompt: 'Hello' }))}`,
  ].join('\n');
}
