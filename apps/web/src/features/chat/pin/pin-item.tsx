import { Megaphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { MenuItem } from '@/components/ui/menu';
import { errorCopy } from '@/lib/error-copy';
import { hasRole, useUser } from '@/lib/session';
import { showToast } from '@/lib/toast';
import { usePinAnswer } from './api';

/** Lets an administrator pin this answer for everybody who asks the same. If that fails, the server says why. */
export function PinItem({ messageId }: { messageId: string }) {
  const { t } = useTranslation('chat-late');
  const { t: common } = useTranslation();
  const pin = usePinAnswer();
  const admin = hasRole(useUser(), 'admin');
  if (!admin) return null;
  const onSelect = () =>
    void pin.mutateAsync(messageId).then(
      () => showToast(t('pin.done')),
      (error: unknown) => showToast(errorCopy(error, common).text),
    );
  return (
    <MenuItem icon={Megaphone} onSelect={onSelect}>
      {t('pin.forEveryone')}
    </MenuItem>
  );
}
