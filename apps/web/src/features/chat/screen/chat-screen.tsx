import { type Model } from '@pocket-llm/api-client';
import { type ReactNode, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcut } from '@/lib/shortcuts';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { isReady } from '@/lib/use-model';
import { useDocumentTitle } from '@/lib/use-document-title';
import { isTouch } from '@/lib/use-media';
import { useExtras } from '../extras';
import { Composer, type ComposerHandle } from '../composer/composer';
import { type ComposerPrefill } from '../composer/prefill';
import { useTypeToFocus } from '../composer/use-type-to-focus';
import { ChatHeader } from '../header/chat-header';
import { withContext } from '../params/use-estimate';
import { useParams } from '../params/use-params';
import { type NewChatOptions } from '../run/run-request';
import { useRunStatus } from '../run/use-run-status';
import { forgetPosition } from '../transcript/positions';
import { useAutoscroll } from '../transcript/use-autoscroll';
import { ChatBody } from './chat-body';
import { Suggestions } from './empty-chat';
import { SkipLinks } from './skip-links';
import { useBranchChoice, useChatActions } from './use-chat-actions';
import { type Conversation, useConversation } from './use-conversation';

const loadBar = importWithTexts('compare', () => import('../compare/compare-bar'));
const CompareBar = lateComponent(() => loadBar().then((module) => module.CompareBar));
const loadNotes = importWithTexts('chat-late', () => import('./model-notes'));
const loadNext = importWithTexts(
  'queue',
  importWithTexts('chat-late', () => import('../queue/next-messages')),
);
const NextMessages = lateComponent(() => loadNext().then((module) => module.NextMessages));

const ModelNote = lateComponent(() => loadNotes().then((module) => module.ModelNote));

/** Whether there is something to say about a model before it is asked: it is out of reach, or a demonstration. */
const hasModelNote = (model: Model | undefined): boolean =>
  model !== undefined && (!isReady(model) || model.provider === 'embedded');

interface ChatScreenProps {
  threadId: string | undefined;
  /** The message to scroll to, from the address. */
  messageId?: string;
  /** Called when a new chat has become a thread. */
  onThread: (threadId: string) => void;
  onNewChat: () => void;
  model: Model | undefined;
  /** Its name, also while the list of models has not come. */
  modelName: string | undefined;
  noModels: boolean;
  /** Text for the composer, from the address. */
  prefill?: string;
  /** Whether pictures that another app shared wait for the composer. */
  shared?: boolean;
  /** Called when it was given, to take it out of the address. */
  onPrefilled: (what: 'q' | 'shared') => void;
  /** The settings of a new chat. */
  newChat?: NewChatOptions;
  picker: ReactNode;
  sidebarButton: ReactNode;
}

/** A thread or a new chat. One component for both, so that the composer keeps its focus and text. */
export function ChatScreen(props: ChatScreenProps) {
  const { threadId, messageId, model, modelName, noModels, newChat, picker, sidebarButton } = props;
  const { t } = useTranslation('chat');
  const chat = useConversation(threadId, messageId, props.onThread);
  const { data, path, turns, conversation, running } = chat;
  const params = useParams(threadId);
  const modelWithContext = useMemo(() => model && withContext(model, params), [model, params]);
  const composer = useRef<ComposerHandle>(null);
  const [emptyField, setEmptyField] = useState(true);
  const scroll = useAutoscroll(conversation);
  const onVersion = useBranchChoice(threadId, messageId, chat);
  const onGiveBack = useCallback<ComposerHandle['add']>((...what) => composer.current?.add(...what), []);
  const { onSubmit, onStop, onEditLast } = useChatActions({
    threadId,
    chat,
    modelName,
    newChat,
    onSent: scroll.onSend,
    onGiveBack,
  });
  const focusComposer = useCallback(() => composer.current?.focus(), []);
  const onPrefill = useCallback((prefill: ComposerPrefill) => composer.current?.fill(prefill), []);
  useRunStatus(chat.runKey);
  useTypeToFocus(composer);
  useDocumentTitle(data?.title);
  useShortcut('stop', onStop);
  useShortcut('focusComposer', focusComposer);

  useOpening(props, conversation, focusComposer);
  useGivenText(props, composer);

  const empty = turns.length === 0 && (threadId === undefined || (data !== undefined && !chat.isEndBefore));
  const missing = chat.thread.isError && turns.length === 0;
  return (
    <div className="relative flex h-full min-h-0 min-w-0 flex-1 flex-col">
      <SkipLinks toLatest={turns.length > 0 ? scroll.toEnd : undefined} />
      <ChatHeader
        threadId={threadId}
        thread={data}
        messages={path}
        older={chat.past}
        model={model}
        temporary={newChat?.temporary ?? false}
        picker={picker}
        sidebarButton={sidebarButton}
      />
      <ChatBody {...{ chat, empty, missing, scroll, onPrefill, onVersion }} target={messageId} />
      <Waiting chat={chat} onGiveBack={onGiveBack} />
      {!missing && <Comparison threadId={threadId} chat={chat} model={modelName} />}
      {!missing && (
        <Composer
          key="composer"
          ref={composer}
          threadId={threadId}
          conversation={conversation}
          running={running}
          blocked={noModels ? t('composer.noModel') : undefined}
          model={modelWithContext}
          messages={path}
          older={chat.past}
          temporary={data?.temporary ?? newChat?.temporary}
          onSend={onSubmit}
          onStop={onStop}
          onEditLast={onEditLast}
          onNewChat={props.onNewChat}
          onEmptyChange={setEmptyField}
        />
      )}
      {empty && (
        <div className="min-h-0 flex-[50] overflow-y-auto pb-6">
          <Suggestions shown={emptyField} onPick={(text) => onPrefill({ text })}>
            {(noModels || hasModelNote(model)) && (
              <ModelNote model={noModels ? undefined : model} threadId={threadId} fallback={null} />
            )}
          </Suggestions>
        </div>
      )}
    </div>
  );
}

/** What the composer says while several models are asked, or have answered. */
function Comparison({ threadId, chat, model }: { threadId?: string; chat: Conversation; model?: string }) {
  const { columns, path, running } = chat;
  const extras = useExtras(threadId, model);
  const continued = columns.length > 0 ? path.at(-1) : undefined;
  return continued || extras.length > 0 ? <CompareBar {...{ threadId, continued, running }} fallback={null} /> : null;
}

/** The messages that wait for the end of the answer. */
function Waiting({ chat, onGiveBack }: { chat: Conversation; onGiveBack: ComposerHandle['add'] }) {
  const { data, running } = chat;
  if (!data || data.queued.length === 0) return null;
  const { id, queued } = data;
  return <NextMessages key={id} threadId={id} {...{ queued, running, onGiveBack }} fallback={null} />;
}

/** A chat that is opened has the focus in its composer; a new one begins at its start. */
function useOpening({ threadId, messageId }: ChatScreenProps, conversation: string, focusComposer: () => void): void {
  useEffect(() => {
    if (threadId === undefined) forgetPosition(conversation);
    if (!isTouch() && messageId === undefined) focusComposer();
  }, [threadId, messageId, conversation, focusComposer]);
}

/** Gives the composer what the address or another app has for it. */
function useGivenText(
  { prefill, shared, model, onPrefilled }: ChatScreenProps,
  composer: RefObject<ComposerHandle | null>,
): void {
  const modelKnown = model !== undefined;
  useEffect(() => {
    if (prefill === undefined) return;
    composer.current?.add(prefill);
    composer.current?.focus();
    onPrefilled('q');
  }, [prefill, onPrefilled, composer]);
  useEffect(() => {
    // The composer takes pictures only for a model that it knows.
    if (!shared || !modelKnown) return;
    void import('@/lib/shared-files')
      .then(({ takeShared }) => takeShared())
      .then((files) => composer.current?.take(files));
    onPrefilled('shared');
  }, [shared, modelKnown, onPrefilled, composer]);
}
