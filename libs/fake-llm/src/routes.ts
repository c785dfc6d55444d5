import { speech, transcriptions } from './audio.js';
import { embed, embeddings, openaiEmbeddings } from './embeddings.js';
import { TYPE, type Exchange } from './exchange.js';
import { chat, generate } from './ollama-answers.js';
import { copy, ps, pull, remove, show, tags } from './ollama-models.js';
import { Refused, type OllamaBody } from './ollama-validation.js';
import { chatCompletions, completions, getModel, listModels, openaiError } from './openai.js';
import type { FakeState } from './state.js';

type Handler = (state: FakeState, exchange: Exchange, body: OllamaBody) => void | Promise<void>;

export const VERSION = '0.33.0';
const running: Handler = (_, exchange) => exchange.send(200, TYPE.text, 'Ollama is running');

const ROUTES: Record<string, Record<string, Handler>> = {
  '/': { GET: running, HEAD: running },
  '/api/version': { GET: (_, exchange) => exchange.json(200, { version: VERSION }) },
  '/api/status': { GET: (_, exchange) => exchange.json(200, { cloud: { disabled: true, source: 'env' } }) },
  '/api/tags': { GET: tags },
  '/api/ps': { GET: ps },
  '/api/show': { POST: show },
  '/api/chat': { POST: chat },
  '/api/generate': { POST: generate },
  '/api/embed': { POST: embed },
  '/api/embeddings': { POST: embeddings },
  '/api/pull': { POST: pull },
  '/api/delete': { DELETE: remove },
  '/api/copy': { POST: copy },
  '/v1/models': { GET: listModels },
  '/v1/chat/completions': { POST: chatCompletions },
  '/v1/completions': { POST: completions },
  '/v1/embeddings': { POST: openaiEmbeddings },
  '/v1/audio/speech': { POST: speech },
  '/v1/audio/transcriptions': { POST: transcriptions },
  '/v1/audio/translations': { POST: transcriptions },
};

const LOCAL_HOST = /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])(:\d+)?$/i;
const LOCAL_ORIGIN = /^(https?:\/\/(localhost|127\.0\.0\.1|0\.0\.0\.0)(:\d+)?|(app|file|tauri|vscode-\w+):\/\/.*)$/i;

/** A server on loopback refuses foreign hosts and origins, so a proxy must not forward its caller's headers. */
export function isForeign(exchange: Exchange): boolean {
  const { host, origin } = exchange.request.headers;
  return (
    (typeof host === 'string' && !LOCAL_HOST.test(host)) || (typeof origin === 'string' && !LOCAL_ORIGIN.test(origin))
  );
}

export async function route(state: FakeState, exchange: Exchange): Promise<void> {
  const { method, path, rawBody, body } = exchange.request;
  if (isForeign(exchange)) return exchange.send(403, undefined);
  const openai = path.startsWith('/v1/');
  try {
    if (openai && state.options.apiKey && exchange.request.headers.authorization !== `Bearer ${state.options.apiKey}`) {
      throw new Refused(401, 'Incorrect API key provided');
    }
    const model = /^\/v1\/models\/(.+)$/.exec(path)?.[1];
    if (model && method === 'GET') return getModel(state, exchange, decodeURIComponent(model));
    const handlers = ROUTES[path];
    if (!handlers) return exchange.send(404, TYPE.text, '404 page not found');
    const handler = handlers[method];
    if (!handler) return exchange.send(405, TYPE.text, '405 method not allowed');
    if (method !== 'GET' && method !== 'HEAD') {
      if (!rawBody) throw new Refused(400, 'missing request body');
      const isForm = String(exchange.request.headers['content-type']).startsWith('multipart/form-data');
      if (!body && !isForm) throw new Refused(400, 'unexpected EOF');
    }
    await handler(state, exchange, (body ?? {}) as OllamaBody);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // Ollama's OpenAI routes send most errors with the shorter content type, its native routes with the longer one.
    const type = error.folded || (openai && error.status !== 400) ? TYPE.folded : TYPE.direct;
    exchange.json(error.status, openai ? openaiError(error.status, error.message) : { error: error.message }, type);
  }
}
