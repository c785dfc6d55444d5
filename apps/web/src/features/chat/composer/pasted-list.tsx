import { ChevronRight, FileText, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';
import { cn } from '@/lib/cn';

interface PastedListProps {
  texts: readonly string[];
  onChange: (texts: readonly string[]) => void;
}

/** The long pasted texts of a draft. */
export function PastedList({ texts, onChange }: PastedListProps) {
  const { t } = useTranslation('chat-late');
  if (texts.length === 0) return null;
  return (
    <ul aria-label={t('pasted.list')} className="flex flex-col gap-2">
      {texts.map((text, index) => (
        <PastedChip
          key={index}
          text={text}
          onChange={(next) => onChange(texts.with(index, next))}
          onRemove={() => onChange(texts.filter((_, at) => at !== index))}
        />
      ))}
    </ul>
  );
}

interface PastedChipProps {
  text: string;
  onChange: (text: string) => void;
  onRemove: () => void;
}

/** A long pasted text: one line with its length, which opens for editing. */
function PastedChip({ text, onChange, onRemove }: PastedChipProps) {
  const { t } = useTranslation('chat-late');
  const { t: chat } = useTranslation('chat');
  const [open, setOpen] = useState(false);
  return (
    <li className="min-w-0 overflow-hidden rounded-panel border border-line bg-sunken">
      <div className="flex h-9 items-center touch:h-11">
        <button
          type="button"
          aria-expanded={open}
          className={cn(
            'flex h-full min-w-0 flex-1 items-center gap-2 px-3 text-ui text-ink-2 -outline-offset-2',
            'hover:text-ink',
          )}
          onClick={() => setOpen(!open)}
        >
          <Icon as={FileText} className="shrink-0 text-ink-3" />
          <span className="truncate">{chat('pasted.label', { count: text.length })}</span>
          <Icon
            as={ChevronRight}
            className={`shrink-0 text-ink-3 transition-transform ${open ? 'rotate-90' : 'rtl:-scale-x-100'}`}
          />
        </button>
        <IconButton icon={X} label={t('pasted.remove')} onClick={onRemove} />
      </div>
      {open && (
        <textarea
          dir="auto"
          value={text}
          rows={8}
          aria-label={t('pasted.edit')}
          className={cn(
            'block max-h-[30dvh] w-full resize-none border-t border-line bg-surface px-3 py-2',
            'font-mono text-console -outline-offset-2',
          )}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </li>
  );
}
