import { apiKeysRotate, type ApiKey, type CreatedApiKey } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { absoluteTime } from '@/lib/dates';
import { Group } from './fields';
import { keysQuery } from './queries';
import { ShownOnce } from './shown-once';

const HOUR = 3600;
const GRACES = { now: 0, hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR } as const;
type Grace = keyof typeof GRACES;

/** A new secret for the same key; for how long the old one still works is chosen first. */
export default function RotateDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation('developer');
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const [grace, setGrace] = useState<Grace>('day');
  const [created, setCreated] = useState<CreatedApiKey>();
  const rotate = useMutation({
    mutationFn: async () =>
      (await apiKeysRotate({ path: { key_id: apiKey.id }, body: { grace_seconds: GRACES[grace] } })).data,
    onSuccess: (key) => {
      setCreated(key);
      return client.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  const until = created?.previous_until;
  return (
    <Dialog
      open
      wide={created !== undefined}
      onOpenChange={onClose}
      dismissible={created === undefined}
      title={t(created ? 'rotatedTitle' : 'rotateTitle', { name: apiKey.name })}
      description={
        created
          ? `${t('createdText')} ${until ? t('oldUntil', { when: absoluteTime(until) }) : t('oldGone')}`
          : t('rotateText')
      }
    >
      {created ? (
        <ShownOnce created={created} onDone={onClose} />
      ) : (
        <>
          {rotate.isError && <ErrorNotice error={rotate.error} />}
          <Group legend={t('grace')}>
            {(Object.keys(GRACES) as Grace[]).map((value) => (
              <label key={value} className="flex min-h-8 items-center gap-2 touch:min-h-11">
                <input
                  type="radio"
                  name="grace"
                  className="size-4 accent-ink"
                  checked={grace === value}
                  onChange={() => setGrace(value)}
                />
                {t(`graces.${value}`)}
              </label>
            ))}
          </Group>
          <div className="flex justify-end gap-2">
            <Button variant="quiet" onClick={onClose}>
              {common('cancel')}
            </Button>
            <Button variant="primary" busy={rotate.isPending} onClick={() => rotate.mutate()}>
              {t('rotate')}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
