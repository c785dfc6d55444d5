import { Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Icon } from '@/components/ui/icon';
import { announce } from '@/lib/announce';
import { readStored, writeStored } from '@/lib/storage';
import { showToast } from '@/lib/toast';
import { canRecord } from './can-record';
import { DictationFailed, listen, record, type Session } from './dictation-session';

/** That the browser may send what is said to its maker, agreed to on this device. */
const AGREED = 'pocket-llm.dictation';

interface DictationProps {
  onText: (text: string) => void;
  onEnd: () => void;
}

type Phase = 'starting' | 'asking' | 'listening' | 'writing';

/** A dictation: by the portal's audio server, else by the browser, which has to be allowed. */
export function Dictation({ onText, onEnd }: DictationProps) {
  const { t } = useTranslation('audio');
  const [phase, setPhase] = useState<Phase>('starting');
  const session = useRef<Session>(undefined);
  const latest = useRef({ onText, onEnd });
  useEffect(() => {
    latest.current = { onText, onEnd };
  });

  const follow = async (started: Promise<Session>) => {
    try {
      session.current = await started;
      setPhase('listening');
      announce(t('listening'));
      await session.current.over(
        (text) => latest.current.onText(text),
        () => setPhase('writing'),
      );
    } catch (error) {
      void showToast(t(error instanceof DictationFailed ? error.why : 'dictateFailed'));
    }
    latest.current.onEnd();
  };

  useEffect(() => {
    let left = false;
    void canRecord()
      .catch(() => false)
      .then((byServer) => {
        if (left) return;
        if (byServer) void follow(record());
        else if (readStored(AGREED) === 'yes') void follow(listen());
        else setPhase('asking');
      });
    return () => {
      left = true;
      session.current?.stop();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- One dictation is followed from its start.
  }, []);

  const agree = () => {
    writeStored(AGREED, 'yes');
    setPhase('starting');
    void follow(listen());
  };
  return (
    <>
      <Button
        variant="live"
        size="round"
        autoFocus
        busy={phase === 'writing' || phase === 'starting'}
        aria-label={t('stopDictating')}
        data-tip={t(phase === 'writing' ? 'writing' : 'stopDictating')}
        onClick={() => session.current?.stop()}
      >
        {phase === 'listening' && <Icon as={Square} className="animate-pulse fill-current" />}
      </Button>
      {phase === 'asking' && (
        <Dialog
          open
          title={t('consent.title')}
          description={t('consent.text')}
          onOpenChange={(open) => !open && onEnd()}
        >
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onEnd}>{t('consent.no')}</Button>
            <Button variant="primary" onClick={agree}>
              {t('consent.yes')}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
