import {
  SAMPLING_FIELDS,
  type BackendModel,
  type Capability,
  type ChatOptions,
  type ChatRequest,
  type LlmBackend,
  type OptionalField,
  type Thinking,
} from '../../llm/index.js';

/** What an administrator sets for all answers of a model; a request can override each. */
export interface ModelOptions extends ChatOptions {
  /** Seconds, or a duration such as `10m`; -1: forever. */
  keep_alive?: string | number;
  think?: Thinking;
}

/** The options as the beginning of a request. */
export function defaultsOf({ keep_alive, think, ...options }: ModelOptions): Omit<ChatRequest, 'model' | 'messages'> {
  return { options, ...(keep_alive !== undefined && { keep_alive }), ...(think !== undefined && { think }) };
}

/** Whether a model is known not to have an ability: where abilities are guessed from a name, the backend decides. */
export const lacksAbility = (
  ability: Capability,
  { provider }: Pick<LlmBackend, 'provider'>,
  { capabilities }: Pick<BackendModel, 'capabilities'>,
): boolean => provider !== 'openai' && capabilities.length > 0 && !capabilities.includes(ability);

/** Whether a model is known not to think. Where its abilities are guessed from a name, its backend decides. */
export const cannotThink = (backend: Pick<LlmBackend, 'provider'>, info: Pick<BackendModel, 'capabilities'>): boolean =>
  lacksAbility('thinking', backend, info);

/**
 * The options that not every backend has, by the field that says whether it does. The context length is none of them:
 * it also decides how much of a conversation is sent.
 */
const OPTIONAL: readonly OptionalField[] = ['keep_alive', ...SAMPLING_FIELDS];
const nameOf = (field: string): string => field.slice(field.indexOf('.') + 1);

/** Names of the options that have no effect on a model, so that its form can say so. */
export const optionsWithoutEffect = (
  backend: Pick<LlmBackend, 'provider' | 'honours'>,
  info: Pick<BackendModel, 'capabilities'>,
): string[] => [
  ...OPTIONAL.filter((field) => !backend.honours.has(field)).map(nameOf),
  ...(cannotThink(backend, info) ? ['think'] : []),
];

/** The request without what the options of its model ask and its backend lacks: a model may move between backends. */
export function withoutUnknownOptions(
  { backend, info }: { backend: LlmBackend; info: BackendModel },
  request: ChatRequest,
): ChatRequest {
  const { options = {}, keep_alive, think } = request;
  const gone = optionsWithoutEffect(backend, info);
  const asked: object = {
    ...options,
    ...(keep_alive !== undefined && { keep_alive }),
    ...(think !== undefined && { think }),
  };
  if (!gone.some((name) => name in asked)) return request;
  return {
    ...request,
    options: Object.fromEntries(Object.entries(options).filter(([name]) => !gone.includes(name))),
    ...(gone.includes('keep_alive') && { keep_alive: undefined }),
    ...(gone.includes('think') && { think: undefined }),
  };
}
