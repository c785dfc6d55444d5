import { ApiError, type WebhookDto } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { useAddWebhook, useChangeWebhook } from './api';
import { eventKey } from './webhook-row';

const EVENTS = ['budget.warning', 'budget.reached', 'backend.down', 'backend.up', 'user.pending'] as const;

/** The form shows the error itself. */
const isShown = () => undefined;

interface WebhookDialogProps {
  /** `undefined` for a new one. */
  webhook: WebhookDto | undefined;
  onSecret: (secret: string) => void;
  onClose: () => void;
}

/** Adds or changes a webhook. */
export function WebhookDialog({ webhook, onSecret, onClose }: WebhookDialogProps) {
  const { t } = useTranslation('usage', { keyPrefix: 'budgets' });
  const { t: common } = useTranslation();
  const [name, setName] = useState(webhook?.name ?? '');
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [events, setEvents] = useState<readonly WebhookDto['events'][number][]>(webhook?.events ?? EVENTS);
  const add = useAddWebhook();
  const change = useChangeWebhook(webhook?.id ?? '');
  const saving = webhook ? change : add;
  const refused = saving.error instanceof ApiError ? saving.error.fieldErrors : [];
  const errorOf = (pointer: string) => refused.find((one) => one.pointer === pointer)?.message;
  const isComplete = name.trim() !== '' && url.trim() !== '' && events.length > 0;
  const save = () => {
    const body = { name: name.trim(), url: url.trim(), events: [...events] };
    if (webhook) change.mutate(body, { onSuccess: onClose });
    // Not as a callback of `mutate`: that is lost when the dialog is closed before the answer, and so is the secret.
    else void add.mutateAsync(body).then(({ secret }) => onSecret(secret), isShown);
  };
  return (
    <Dialog open onOpenChange={onClose} title={t(webhook ? 'webhooks.editTitle' : 'webhooks.addTitle')}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete) save();
        }}
      >
        {saving.isError && refused.length === 0 && <ErrorNotice error={saving.error} />}
        <TextField
          label={t('webhooks.name')}
          maxLength={100}
          value={name}
          error={errorOf('/name')}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          type="url"
          dir="ltr"
          label={t('webhooks.url')}
          hint={t('webhooks.urlHint')}
          placeholder="https://"
          maxLength={2_000}
          value={url}
          error={errorOf('/url')}
          onChange={(event) => {
            setUrl(event.target.value);
            saving.reset();
          }}
        />
        <fieldset>
          <legend className="pb-1.5 text-ui font-medium">{t('webhooks.when')}</legend>
          {EVENTS.map((event) => (
            <label key={event} className="flex min-h-8 items-center gap-2 text-console touch:min-h-11">
              <input
                type="checkbox"
                checked={events.includes(event)}
                onChange={({ target }) =>
                  setEvents(target.checked ? [...events, event] : events.filter((one) => one !== event))
                }
                className="size-4 shrink-0 accent-ink"
              />
              {t(`webhooks.events.${eventKey(event)}`)}
            </label>
          ))}
        </fieldset>
        <DialogActions>
          <Button variant="quiet" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button type="submit" variant="primary" busy={saving.isPending} disabled={!isComplete}>
            {common('save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
