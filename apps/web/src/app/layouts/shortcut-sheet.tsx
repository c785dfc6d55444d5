import { useTranslation } from 'react-i18next';
import { Dialog } from '@/components/ui/dialog';
import { shortcutKeys, SHORTCUTS, type ShortcutName } from '@/lib/shortcuts';
import { useShortcutSheet } from './sheet-store';

const NAMES = Object.keys(SHORTCUTS) as ShortcutName[];

/** Lists every shortcut. The list comes from the registry that also handles the keys. */
export default function ShortcutSheet() {
  const { t } = useTranslation('frame');
  const { open } = useShortcutSheet();
  return (
    <Dialog open={open} onOpenChange={(next) => useShortcutSheet.setState({ open: next })} title={t('shortcuts.title')}>
      <dl className="flex flex-col">
        {NAMES.map((name) => (
          <div key={name} className="flex items-center justify-between gap-4 border-b border-line py-2 last:border-b-0">
            <dt>{t(`shortcuts.${name}`)}</dt>
            <dd className="flex gap-1">
              {shortcutKeys(name).map((key) => (
                <kbd
                  key={key}
                  className="rounded-control border border-line bg-sunken px-1.5 py-0.5 font-mono text-meta"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
