import { type CreateShareDto, type NewShareDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ShareList } from '@/components/share/share-list';
import { SharedTranscript } from '@/components/share/shared-transcript';
import { Button } from '@/components/ui/button';
import { DialogActions } from '@/components/ui/dialog';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { Switch } from '@/components/ui/switch';
import { threadQuery } from '@/lib/queries';
import { useUser } from '@/lib/session';
import { sharesQuery, useShareThread } from '@/lib/shares';
import { branch } from '@/lib/threads/branch';

export type NewShare = NewShareDto;

/** Days after which a link ends; the last one: never. */
const PERIODS = ['1', '7', '30', 'ever'] as const;
const GROUP = 'group:';

interface ShareFormProps {
  threadId: string;
  messageId: string | undefined;
  onMade: (share: NewShare) => void;
  onClose: () => void;
}

/** What is copied, for whom and for how long. */
export function ShareForm({ threadId, messageId, onMade, onClose }: ShareFormProps) {
  const { t } = useTranslation('shares');
  const { t: common } = useTranslation();
  const user = useUser();
  const thread = useQuery(threadQuery(threadId));
  const own = useQuery(sharesQuery);
  const share = useShareThread(threadId);
  const [who, setWho] = useState('members');
  const [period, setPeriod] = useState<(typeof PERIODS)[number]>('30');
  const [withName, setWithName] = useState(false);
  const [withThinking, setWithThinking] = useState(false);
  const [withSystem, setWithSystem] = useState(false);
  const failed = [thread, own].find(({ isError }) => isError);
  if (failed) return <ErrorNotice error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!thread.data || !own.data) return <Skeleton rows={5} className="h-9" />;
  const path = branch(thread.data.messages, messageId ?? thread.data.active_leaf_id);
  const shown = path
    .filter(({ content, images }) => content !== '' || images?.length)
    .map((message) => ({ ...message, thinking: withThinking ? message.thinking : null }));
  const { system_prompt: system } = thread.data;
  const submit = () => {
    const group_id = who.startsWith(GROUP) ? who.slice(GROUP.length) : undefined;
    const body: CreateShareDto = {
      level: group_id ? 'group' : (who as 'members' | 'link'),
      ...(group_id && { group_id }),
      message_id: messageId ?? path.at(-1)?.id,
      expires_in_days: period === 'ever' ? null : Number(period),
      with_name: withName,
      with_thinking: withThinking,
      with_system_prompt: withSystem,
    };
    share.mutate(body, { onSuccess: onMade });
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
      <section className="flex flex-col gap-1.5">
        <h3 className="text-ui font-medium">{t('dialog.preview')}</h3>
        {path[0]?.parent_id && <p className="text-meta text-ink-3">{t('dialog.earlier')}</p>}
        <div
          role="region"
          tabIndex={0}
          aria-label={t('dialog.preview')}
          className="max-h-56 overflow-y-auto rounded-panel border border-line bg-canvas p-4"
        >
          <SharedTranscript system={withSystem ? system : null} messages={shown} />
        </div>
      </section>
      <div className="flex flex-wrap gap-4">
        <Choice
          label={t('dialog.who')}
          value={who}
          options={[
            { value: 'members', label: t('level.members') },
            ...own.data.groups.map(({ id, name }) => ({
              value: `${GROUP}${id}`,
              label: t('level.group', { group: name }),
            })),
            ...(own.data.public_allowed ? [{ value: 'link', label: t('level.link') }] : []),
          ]}
          onChange={setWho}
        />
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
      {own.data.shares.length > 0 && (
        <details className="text-ui">
          <summary className="w-fit cursor-pointer text-ink-2 hover:text-ink touch:min-h-11">{t('list.title')}</summary>
          <div className="mt-2 flex flex-col gap-2">
            <ShareList />
          </div>
        </details>
      )}
      {share.isError && <ErrorNotice error={share.error} />}
      <DialogActions>
        <Button variant="quiet" onClick={onClose}>
          {common('cancel')}
        </Button>
        <Button type="submit" variant="primary" busy={share.isPending}>
          {t('dialog.create')}
        </Button>
      </DialogActions>
    </form>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

function Choice<Value extends string>(props: ChoiceProps<Value>) {
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <span className="text-ui font-medium">{props.label}</span>
      <Select {...props} className="max-w-full self-start" />
    </div>
  );
}

interface OptionProps {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Option({ label, hint, checked, onChange }: OptionProps) {
  const hintId = useId();
  return (
    <div className="flex items-start gap-3">
      <Switch label={label} checked={checked} aria-describedby={hint && hintId} onChange={onChange} />
      <div className="flex flex-col gap-0.5">
        <span className="text-ui font-medium">{label}</span>
        {hint && (
          <span id={hintId} className="text-meta text-ink-3">
            {hint}
          </span>
        )}
      </div>
    </div>
  );
}
