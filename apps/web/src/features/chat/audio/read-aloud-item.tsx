import { useQuery } from '@tanstack/react-query';
import { Volume2, VolumeX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { MenuItem } from '@/components/ui/menu';
import { hideToast, showToast } from '@/lib/toast';
import { audioQuery } from './api';
import { hasVoice, startReading, stopReading, useReading } from './read-aloud';

/**
 * Reads an answer aloud, or stops that. Absent where nothing can speak: neither the portal nor the browser.
 * @param textOf what is said; it is given a word for each block of code
 */
export function ReadAloudItem({ id, textOf }: { id: string; textOf: (code: string) => string }) {
  const { t } = useTranslation('audio');
  const isReading = useReading((reading) => reading.id === id);
  const { data: audio } = useQuery(audioQuery);
  const byServer = audio?.available ?? false;
  if (!byServer && !hasVoice()) return null;
  const read = () => {
    // One for each reading: what ends the one before takes its own away.
    const toast = `reading-${id}`;
    // The way to stop it stays in sight while it is read.
    void showToast(t('reading'), {
      action: { label: t('stop'), run: stopReading },
      durationMs: Infinity,
      id: toast,
    });
    startReading(id, textOf(t('code')), byServer)
      .catch(() => showToast(t('readFailed')))
      .finally(() => hideToast(toast));
  };
  return isReading ? (
    <MenuItem icon={VolumeX} onSelect={stopReading}>
      {t('stop')}
    </MenuItem>
  ) : (
    <MenuItem icon={Volume2} onSelect={read}>
      {t('read')}
    </MenuItem>
  );
}
