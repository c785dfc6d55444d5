import { type ApiKey } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { absoluteTime } from '@/lib/dates';
import { Group } from './fields';
import { useRotateKey } from './api';
import { ShownOnce } from './shown-once';

const HOUR_SECONDS = 3600;
/** Seconds for which the old secret stays valid. */
const GRACES = { now: 0, hour: HOUR_SECONDS, day: 24 * HOUR_SECONDS, week: 7 * 24 * HOUR_SECONDS } as const;
type Grace = keyof typeof GRACES;

/** Rotates a key's secret, after asking how long the old one should stay valid. */
export default function RotateDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation('developer');
  const { t: common } = useTranslation();
  const [grace, setGrace] = useState<Grace>('day');
  const rotate = useRotateKey(apiKey.id);
  const created = rotate.data;
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
          <DialogActions>
            <Button variant="quiet" onClick={onClose}>
              {common('cancel')}
            </Button>
            <Button variant="primary" busy={rotate.isPending} onClick={() => rotate.mutate(GRACES[grace])}>
              {t('rotate')}
            </Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}
