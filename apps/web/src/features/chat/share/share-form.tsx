import { type CreateShareDto, type Message, type NewShareDto, type OwnSharesDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ShareList } from '@/components/share/share-list';
import { SharedTranscript } from '@/components/share/shared-transcript';
import { Button } from '@/components/ui/button';
import { DialogActions } from '@/components/ui/dialog';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { threadQuery } from '@/lib/queries';
import { useUser } from '@/lib/session';
import { sharesQuery, useShareThread } from '@/lib/shares';
import { branch } from '@/lib/threads/branch';
import { Choice, Option } from './share-fields';

/** Days after which a link ends; the last one: never. */
const PERIODS = ['1', '7', '30', 'ever'] as const;
const GROUP = 'group:';

interface ShareFormProps {
  threadId: string;
  messageId: string | undefined;
  onMade: (share: NewShareDto) => void;
  /** Told when the share is being made, and when that has failed. */
  onBusy: (busy: boolean) => void;
  onClose: () => void;
}

/** What is copied, for whom and for how long, once it is known what there is. */
export function ShareForm(props: ShareFormProps) {
  const thread = useQuery(threadQuery(props.threadId));
  const own = useQuery(sharesQuery);
  const failed = [thread, own].find(({ isError }) => isError);
  if (failed) return <ErrorNotice error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!thread.data || !own.data) return <Skeleton rows={5} className="h-9" />;
  const path = branch(thread.data.messages, props.messageId ?? thread.data.active_leaf_id);
  return <Form {...props} path={path} title={thread.data.title} system={thread.data.system_prompt} own={own.data} />;
}

interface FormProps extends ShareFormProps {
  /** The branch, as far as it is loaded. */
  path: readonly Message[];
  /** Others read it, too. */
  title: string;
  system: string | null;
  own: OwnSharesDto;
}

function Form({ threadId, messageId, path, title, system, own, onMade, onBusy, onClose }: FormProps) {
  const { t } = useTranslation('shares');
  const { t: common } = useTranslation();
  const user = useUser();
  const share = useShareThread(threadId);
  const [who, setWho] = useState('members');
  const [period, setPeriod] = useState<(typeof PERIODS)[number]>('30');
  const [withName, setWithName] = useState(false);
  const [withThinking, setWithThinking] = useState(false);
  const [withSystem, setWithSystem] = useState(false);
  const submit = () => {
    const body: CreateShareDto = {
      ...levelOf(who),
      message_id: messageId ?? path.at(-1)?.id,
      expires_in_days: period === 'ever' ? null : Number(period),
      with_name: withName,
      with_thinking: withThinking,
      with_system_prompt: withSystem,
    };
    onBusy(true);
    share.mutate(body, { onSuccess: onMade, onError: () => onBusy(false) });
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Preview path={path} title={title} system={withSystem ? system : null} withThinking={withThinking} />
      <div className="flex flex-wrap gap-4">
        <Choice label={t('dialog.who')} value={who} options={useAudiences(own)} onChange={setWho} />
        <Choice
          label={t('dialog.howLong')}
          value={period}
          options={PERIODS.map((value) => ({
            value,
            label: value === 'ever' ? t('forever') : t('dialog.days', { count: Number(value) }),
          }))}
          onChange={setPeriod}
        />
      </div>
      {who === 'link' && <Hint>{t('dialog.open')}</Hint>}
      <Option
        label={t('dialog.withName')}
        hint={t('dialog.withNameHint', { name: user?.username ?? '' })}
        checked={withName}
        onChange={setWithName}
      />
      {path.some(({ thinking }) => thinking) && (
        <Option label={t('dialog.withThinking')} checked={withThinking} onChange={setWithThinking} />
      )}
      {system && <Option label={t('dialog.withSystem')} checked={withSystem} onChange={setWithSystem} />}
      {own.shares.length > 0 && <AlreadyShared />}
      {share.isError && <ErrorNotice error={share.error} />}
      <DialogActions>
        <Button variant="quiet" disabled={share.isPending} onClick={onClose}>
          {common('cancel')}
        </Button>
        <Button type="submit" variant="primary" busy={share.isPending}>
          {t('dialog.create')}
        </Button>
      </DialogActions>
    </form>
  );
}

const levelOf = (who: string): Pick<CreateShareDto, 'level' | 'group_id'> =>
  who.startsWith(GROUP)
    ? { level: 'group', group_id: who.slice(GROUP.length) }
    : { level: who as CreateShareDto['level'] };

/** With whom the person may share. */
function useAudiences({ groups, public_allowed }: OwnSharesDto): { value: string; label: string }[] {
  const { t } = useTranslation('shares');
  return [
    { value: 'members', label: t('level.members') },
    ...groups.map(({ id, name }) => ({ value: `${GROUP}${id}`, label: t('level.group', { group: name }) })),
    ...(public_allowed ? [{ value: 'link', label: t('level.link') }] : []),
  ];
}

type PreviewProps = Pick<FormProps, 'path' | 'title' | 'system'> & { withThinking: boolean };

function Preview({ path, title, system, withThinking }: PreviewProps) {
  const { t } = useTranslation('shares');
  const shown = path
    .filter(({ content, images }) => content !== '' || images?.length)
    .map((message) => (withThinking ? message : { ...message, thinking: null }));
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="text-ui font-medium">{t('dialog.preview')}</h3>
      {path[0]?.parent_id && <p className="text-meta text-ink-3">{t('dialog.earlier')}</p>}
      <div
        role="region"
        tabIndex={0}
        aria-label={t('dialog.preview')}
        className="max-h-56 overflow-y-auto rounded-panel border border-line bg-canvas p-4"
      >
        <p dir="auto" className="mb-4 text-section font-semibold break-words">
          {title}
        </p>
        <SharedTranscript system={system} messages={shown} />
      </div>
    </section>
  );
}

function AlreadyShared() {
  const { t } = useTranslation('shares');
  return (
    <details className="text-ui">
      <summary className="w-fit cursor-pointer text-ink-2 hover:text-ink touch:min-h-11">{t('list.title')}</summary>
      <div className="mt-2 flex flex-col gap-2">
        <ShareList />
      </div>
    </details>
  );
}
