import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem } from '@/components/ui/menu';
import { isReady, useModels } from '@/lib/use-model';
import { setExtras, useExtras } from '../extras';

/** The models that could answer the next questions too. */
export function AddModelItems({ threadId }: { threadId: string | undefined }) {
  const { t } = useTranslation('compare');
  const { models, model } = useModels(threadId);
  const extras = useExtras(threadId, model?.name);
  const others = models.filter((one) => isReady(one) && one.name !== model?.name && !extras.includes(one.name));
  if (others.length === 0) return <p className="px-2 py-1.5 text-meta text-ink-3">{t('none')}</p>;
  return others.map(({ id, name, display_name }) => (
    <MenuItem key={id} onSelect={() => setExtras(threadId, [...extras, name])}>
      <span className="min-w-0 break-words">{display_name}</span>
    </MenuItem>
  ));
}

interface AddMenuProps {
  trigger: ReactElement;
  startOpen?: boolean;
  threadId: string | undefined;
}

/** Chooses a further model to answer the next questions, side by side. */
export default function AddMenu({ trigger, startOpen, threadId }: AddMenuProps) {
  return (
    <Menu trigger={trigger} startOpen={startOpen}>
      <AddModelItems threadId={threadId} />
    </Menu>
  );
}
