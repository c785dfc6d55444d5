import { type Message, type MessageFileDto } from '@pocket-llm/api-client';
import { Pencil } from 'lucide-react';
import { memo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { IconButton } from '@/components/ui/icon-button';
import { lateComponent } from '@/lib/late-import';
import { type ComposerPrefill } from '../composer/prefill';
import { loadFiles } from '../files/attached';
import { BranchPicker } from './late-parts';
import { startEditing, stopEditing, useEditing } from './editing';
import { QuestionText, TurnImages } from './question';
import { NotSent } from './turn-error';
import { type Versions } from '../message-tree';
import { QUIET, TURN } from './turn-style';

const TurnFiles = lateComponent(() => loadFiles().then((module) => module.TurnFiles));
const EditBox = lateComponent(() => import('./edit-box').then((module) => module.EditBox));

interface UserTurnProps {
  message: Message | undefined;
  content: string;
  images: readonly string[];
  files: readonly MessageFileDto[];
  unsent: boolean;
  runKey: string | undefined;
  versions: Versions | undefined;
  /** Why the conversation cannot be changed at the moment. */
  blocked: string | undefined;
  onPrefill: (prefill: ComposerPrefill) => void;
  onVersion: (messageId: string) => void;
}

/** A question. If it was not sent, says so and loses nothing of it. */
export const UserTurn = memo(function UserTurn({
  message,
  content,
  images,
  files,
  unsent,
  runKey,
  versions,
  blocked,
  onPrefill,
  onVersion,
}: UserTurnProps) {
  const { t } = useTranslation(['chat', 'transcript']);
  const editing = useEditing(({ messageId }) => message !== undefined && messageId === message.id);
  const article = useRef<HTMLElement>(null);
  const bubble = useRef<HTMLDivElement>(null);
  const size = useRef<{ width: number; height: number }>(undefined);
  // While the field opens, the element that it replaces is still in the DOM.
  if (editing && bubble.current)
    size.current = { width: bubble.current.offsetWidth, height: bubble.current.offsetHeight };

  const canEdit = message !== undefined && blocked === undefined;
  const close = () => {
    stopEditing();
    // The button is rendered again once the field has closed.
    requestAnimationFrame(() =>
      (article.current?.querySelector<HTMLElement>('[data-edit]') ?? article.current)?.focus(),
    );
  };

  return (
    <article
      ref={article}
      id={message && `m-${message.id}`}
      data-turn="user"
      tabIndex={-1}
      className={`${TURN} items-end gap-1`}
    >
      <h2 className="sr-only">{t('you')}</h2>
      {files.length > 0 && <TurnFiles files={files} fallback={null} />}
      {images.length > 0 && <TurnImages images={images} by="own" fallback={null} />}
      {editing && message ? (
        <EditBox
          message={message}
          size={size.current}
          blocked={blocked}
          onClose={close}
          fallback={<QuestionText ref={bubble} text={content} />}
        />
      ) : (
        <QuestionText ref={bubble} text={content} />
      )}
      {unsent && runKey && <NotSent runKey={runKey} onPrefill={onPrefill} />}
      {!editing && !unsent && (
        <div className="-mb-3 flex min-h-8 items-center touch:min-h-11">
          <div role="group" aria-label={t('transcript:turn.questionActions')} className={`flex ${QUIET}`}>
            <CopyButton text={content} label={t('transcript:turn.copyQuestion')} />
            {/* There from the start, so that nothing moves when the answer ends. */}
            <IconButton
              icon={Pencil}
              data-edit=""
              label={blocked ?? t('transcript:turn.editQuestion')}
              aria-disabled={!canEdit || undefined}
              className="aria-disabled:cursor-default aria-disabled:text-line-strong"
              onPointerEnter={EditBox.preload}
              onFocus={EditBox.preload}
              onClick={() => canEdit && startEditing(message.id)}
            />
          </div>
          {versions && <BranchPicker versions={versions} blocked={blocked} onPick={onVersion} fallback={null} />}
        </div>
      )}
    </article>
  );
});
