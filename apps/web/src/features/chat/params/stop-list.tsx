import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { MAX_STOPS, readStop, showStop } from './options';

/** The stop sequences, each with a remove button. */
export function StopList({ stops, onChange }: { stops: readonly string[]; onChange: (stops: string[]) => void }) {
  const { t } = useTranslation('chat-late');
  const [typed, setTyped] = useState('');
  const next = readStop(typed);
  const wrong =
    typed === ''
      ? undefined
      : stops.includes(next)
        ? t('params.wrong.twice')
        : stops.length >= MAX_STOPS
          ? t('params.wrong.tooMany', { count: MAX_STOPS })
          : undefined;
  const add = () => {
    if (typed === '' || wrong) return;
    onChange([...stops, next]);
    setTyped('');
  };
  return (
    <div className="flex flex-col gap-2 py-2.5">
      <TextField
        label={t('params.stop')}
        size="sm"
        value={typed}
        error={wrong}
        hint={t('params.stopText')}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onBlur={add}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          add();
        }}
      />
      {stops.length > 0 && (
        <ul aria-label={t('params.stop')} className="flex flex-wrap gap-1.5">
          {stops.map((stop) => (
            <li
              key={stop}
              className="flex max-w-full items-center gap-1 rounded-control bg-sunken ps-2 font-mono text-console"
            >
              <span className="truncate">{showStop(stop)}</span>
              <IconButton
                icon={X}
                size="tiny"
                label={t('params.removeStop', { stop: showStop(stop) })}
                onClick={() => onChange(stops.filter((one) => one !== stop))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
