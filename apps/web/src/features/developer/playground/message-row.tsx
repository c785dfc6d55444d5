import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { INPUT } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { type RequestMessage } from './request';

const OTHER: Partial<Record<string, string>> = { user: 'assistant', assistant: 'user' };
const KNOWN = ['user', 'assistant', 'system', 'tool', 'developer'] as const;

interface MessageRowProps {
  message: RequestMessage;
  number: number;
  last: boolean;
  onChange: (message: RequestMessage) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}

/** One message: its role, its text, and its position in the list. */
export function MessageRow({ message, number, last, onChange, onMove, onRemove }: MessageRowProps) {
  const { t } = useTranslation('playground');
  const { role, content } = message;
  const known = KNOWN.find((one) => one === role);
  const name = known ? t(`role.${known}`) : role;
  const other = OTHER[role];
  return (
    <li className="flex min-w-0 flex-col gap-1 rounded-panel border border-line bg-surface p-1.5">
      <div className="flex items-center gap-0.5">
        {other ? (
          <Button
            size="sm"
            variant="quiet"
            className="me-auto"
            aria-label={t('toggleRole', { number, role: name })}
            onClick={() => onChange({ ...message, role: other })}
          >
            {name}
          </Button>
        ) : (
          <span className="me-auto px-2.5 text-console text-ink-2" aria-label={t('fixedRole', { number })} role="note">
            {name}
          </span>
        )}
        <IconButton
          icon={ArrowUp}
          size="tiny"
          label={t('up', { number })}
          disabled={number === 1}
          onClick={() => onMove(-1)}
        />
        <IconButton
          icon={ArrowDown}
          size="tiny"
          label={t('down', { number })}
          disabled={last}
          onClick={() => onMove(1)}
        />
        <IconButton icon={X} size="tiny" label={t('remove', { number })} onClick={onRemove} />
      </div>
      {typeof content === 'string' || content == null ? (
        <textarea
          dir="auto"
          rows={2}
          value={content ?? ''}
          aria-label={t('message', { number })}
          placeholder={t('messagePlaceholder')}
          className={`${INPUT} field-sizing-content max-h-80 min-h-14 resize-none px-2.5 py-1.5 text-ui`}
          onChange={(event) => onChange({ ...message, content: event.target.value })}
        />
      ) : (
        <p className="px-2.5 pb-1 text-console text-ink-3">{t('parts')}</p>
      )}
    </li>
  );
}
