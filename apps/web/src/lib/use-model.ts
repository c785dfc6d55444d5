import { type Model, type ThreadDetail } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { type TFunction } from 'i18next';
import { useMemo } from 'react';
import { create } from 'zustand';
import { setPrefs, usePrefs } from './prefs';
import { modelsQuery, threadQuery } from './queries';
import { queryClient } from './query-client';
import { currentUser, onForget, useUser } from './session';

/**
 * Whether a model can chat; others only make embeddings. A model whose backend lists no capabilities counts as able to
 * chat.
 */
export const canChat = ({ capabilities }: Model): boolean =>
  capabilities.length === 0 || capabilities.includes('completion');

/** The built-in model that only shows how things work. */
const DEMO = 'pocket-demo';

/** Whether it can answer questions in earnest at the moment. */
export const isUseful = (model: Model): boolean => model.available && canChat(model) && model.name !== DEMO;

/** Whether a backend has the model at the moment. */
export const isReady = (model: Model): boolean => model.available;

/** Whether the model's server answers and does not have it: only a pull helps, and only administrators can do that. */
export const isUnpulled = (model: Model): boolean => model.unavailable_code === 'model.not-pulled';

/** Stands for a model that is not in the person's list any more: it keeps its name, and nothing else is known of it. */
const missing = (name: string): Model => ({
  id: '',
  name,
  display_name: name,
  provider: 'ollama',
  is_enabled: false,
  is_default: false,
  available: false,
  loaded: false,
  context_length: null,
  context_window: null,
  chars_per_token: 0,
  load_ms: null,
  capabilities: [],
  size_bytes: null,
  parameter_size: null,
  quantization: null,
  tokens_per_second: null,
  created_at: '',
});

/** The model of this name, whether it can answer or not; without a name the default. No other takes its place. */
export function chooseModel(models: readonly Model[], name: string | undefined): Model | undefined {
  if (name === undefined) return models.find(({ is_default }) => is_default) ?? models[0];
  return models.find((model) => model.name === name) ?? missing(name);
}

/** Why a model cannot answer, for the person who sees it. The server's sentence is for administrators. */
export function unavailableReason(model: Model, t: TFunction<'models'>, isAdmin: boolean): string {
  if (model.id === '') return t('why.gone');
  if (isUnpulled(model)) return t('why.notPulled');
  return (isAdmin && model.unavailable_reason) || t('why.down');
}

type ThreadModel = Pick<ThreadDetail, 'model_used' | 'imported'>;

interface Choice {
  name: string;
  /** The thread's model at that time: once another has answered there, from any tab, the choice is over. */
  over: string | null | undefined;
}

/** Models chosen in threads and not asked yet. */
const useChoices = create<Readonly<Record<string, Choice>>>(() => ({}));
onForget(() => useChoices.setState({}, true));

/** Chooses the model of a thread's next question. Without a thread, of this and later new chats. */
export function setModel(name: string, threadId: string | undefined): void {
  if (threadId === undefined) return setPrefs({ model: name, modelOf: currentUser()?.id });
  const over = queryClient.getQueryData(threadQuery(threadId).queryKey)?.model_used;
  useChoices.setState({ [threadId]: { name, over } });
}

/** The name that a thread says, as far as it is loaded; `null` for the default. */
function nameIn(
  thread: ThreadModel | undefined,
  choice: Choice | undefined,
  models: readonly Model[],
): string | null | undefined {
  if (choice && (!thread || thread.model_used === choice.over)) return choice.name;
  if (!thread) return undefined;
  const { model_used: used, imported } = thread;
  // An imported chat goes on with what is here, as the server does it.
  return imported && !models.some(({ name }) => name === used) ? null : used;
}

const partOf = ({ model_used, imported }: ThreadDetail): ThreadModel => ({ model_used, imported });

/**
 * The models, and the one that answers next: in a thread the thread's own, in a new chat the person's last choice or
 * the default. `model` is undefined while that is not known yet; it may be one that cannot answer.
 */
export function useModels(threadId?: string) {
  const query = useQuery(modelsQuery);
  const thread = useQuery({ ...threadQuery(threadId ?? ''), enabled: threadId !== undefined, select: partOf }).data;
  const user = useUser()?.id;
  const pref = usePrefs(({ model, modelOf }) => (modelOf === undefined || modelOf === user ? model : undefined));
  const choice = useChoices((choices) => (threadId === undefined ? undefined : choices[threadId]));
  const { data } = query;
  const models = useMemo(() => (data ?? []).filter(canChat), [data]);
  const name = threadId === undefined ? (pref ?? null) : nameIn(thread, choice, models);
  const model = useMemo(
    () => (data && name !== undefined ? chooseModel(models, name ?? undefined) : undefined),
    [data, models, name],
  );
  return { query, models, model, name: name ?? undefined, none: query.isSuccess && models.length === 0 };
}
