import { cachePin } from '@pocket-llm/api-client';
import { useQueryClient } from '@tanstack/react-query';
import { Megaphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { MenuItem } from '@/components/ui/menu';
import { errorCopy } from '@/lib/error-copy';
import { hasRole, useUser } from '@/lib/session';
import { showToast } from '@/lib/toast';

/** Lets an administrator give this answer to everybody who asks the same. The server says why, where that cannot be. */
export function PinItem({ messageId }: { messageId: string }) {
  const { t } = useTranslation('chat');
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const admin = hasRole(useUser(), 'admin');
  if (!admin) return null;
  const pin = () =>
    cachePin({ body: { message_id: messageId } }).then(
      () => {
        void client.invalidateQueries({ queryKey: ['cache'] });
        void showToast(t('pin.done'));
      },
      (error: unknown) => void showToast(errorCopy(error, common).text),
    );
  return (
    <MenuItem icon={Megaphone} onSelect={() => void pin()}>
      {t('pin.forEveryone')}
    </MenuItem>
  );
}
