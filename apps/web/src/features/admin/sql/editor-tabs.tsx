import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { cn } from '@/lib/cn';
import { showToast } from '@/lib/toast';
import { closeTab, isDirty, openTab, showTab, useTabs, type Tab } from './tabs-store';

/** The open tabs; a dot marks unsaved changes. */
export function EditorTabs() {
  const { t } = useTranslation('sql');
  const { tabs, active } = useTabs();
  const titleOf = ({ n, saved }: Tab) => saved?.name ?? t('tabs.untitled', { n });
  const close = (tab: Tab) => {
    closeTab(tab.id);
    if (isDirty(tab) && tab.sql.trim() !== '')
      void showToast(t('tabs.closed', { title: titleOf(tab) }), {
        action: { label: t('tabs.undo'), run: () => openTab(tab.sql, tab.saved) },
      });
  };
  return (
    <div className="flex items-center overflow-x-auto border-b border-line" role="group" aria-label={t('tabs.label')}>
      {tabs.map((tab) => (
        <div
          key={tab.id}
          className={cn(
            'flex shrink-0 items-center border-e border-line ps-3 pe-1',
            tab.id === active ? 'bg-surface' : 'bg-sunken',
          )}
        >
          <button
            type="button"
            aria-pressed={tab.id === active}
            aria-label={isDirty(tab) ? t('tabs.unsaved', { title: titleOf(tab) }) : undefined}
            onClick={() => showTab(tab.id)}
            className={cn(
              'flex h-9 max-w-48 items-center gap-2 text-console touch:h-11',
              tab.id === active ? 'text-ink' : 'text-ink-2 hover:text-ink',
            )}
          >
            <span className="truncate">{titleOf(tab)}</span>
            {isDirty(tab) && <span aria-hidden className="size-1.5 shrink-0 rounded-full bg-ink-3" />}
          </button>
          <IconButton
            icon={X}
            size="tiny"
            label={t('tabs.close', { title: titleOf(tab) })}
            onClick={() => close(tab)}
          />
        </div>
      ))}
      <IconButton icon={Plus} label={t('tabs.new')} onClick={() => openTab('')} className="mx-1" />
    </div>
  );
}
