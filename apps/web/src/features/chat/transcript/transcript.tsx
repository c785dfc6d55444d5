import { ArrowDown } from 'lucide-react';
import { memo, type RefCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { AssistantTurn } from './assistant-turn';
import { type Turn } from './turns';
import { UserTurn } from './user-turn';

interface TranscriptProps {
  turns: Turn[];
  running: boolean;
  scroller: RefCallback<HTMLDivElement>;
  content: RefCallback<HTMLDivElement>;
  below: boolean;
  onToEnd: () => void;
  onEdit: (text: string) => void;
}

/** The conversation. A log that stays silent: one separate status speaks for it, or every token would be read aloud. */
export const Transcript = memo(function Transcript({ turns, running, scroller, content, below, onToEnd, onEdit }: TranscriptProps) {
  const { t } = useTranslation('chat');
  return (
    <div className="relative min-h-0 flex-1">
      <div ref={scroller} className="absolute inset-0 overflow-x-hidden overflow-y-auto px-4 md:px-6" tabIndex={-1}>
        <div ref={content} role="log" aria-live="off" aria-label={t('transcript')} className="relative mx-auto flex max-w-[720px] flex-col gap-8 pt-6 pb-10">
          {turns.map((turn, index) =>
            turn.role === 'user' ? (
              <UserTurn key={turn.key} content={turn.content} unsent={turn.unsent} runKey={turn.runKey} onEdit={onEdit} />
            ) : (
              <AssistantTurn key={turn.key} message={turn.message} runKey={turn.runKey} last={index === turns.length - 1} />
            ),
          )}
        </div>
      </div>
      {below && (
        <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
          <Button size="pill" className="pointer-events-auto shadow-menu" onClick={onToEnd}>
            {running && <span className="live-dot" aria-hidden />}
            {t(running ? 'newText' : 'toLatest')}
            <Icon as={ArrowDown} />
          </Button>
        </div>
      )}
    </div>
  );
});
