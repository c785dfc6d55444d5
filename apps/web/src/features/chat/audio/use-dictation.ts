import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '@/lib/announce';
import { readStored, writeStored } from '@/lib/storage';
import { showToast } from '@/lib/toast';
import { canRecord } from './can-record';
import { DictationFailed, listen, record, type Session } from './dictation-session';

/** That the browser may send what is said to its maker, agreed to on this device. */
const AGREED = 'pocket-llm.dictation';

type Phase = 'starting' | 'asking' | 'listening' | 'writing' | 'failed';

/**
 * A dictation: by the portal's audio server, else by the browser, which has to be allowed. Once its component has left
 * the page, nothing more is heard, sent or written.
 */
export function useDictation(onText: (text: string) => void, onEnd: () => void) {
  const { t } = useTranslation('audio');
  const [phase, setPhase] = useState<Phase>('starting');
  const session = useRef<Session>(undefined);
  const left = useRef(new AbortController());

  const end = () => {
    session.current = undefined;
    onEnd();
  };
  const finish = async (begun: Session, gone: AbortSignal, mayFail: boolean) => {
    try {
      await begun.over(
        (text) => gone.aborted || onText(text),
        () => setPhase('writing'),
      );
      if (!gone.aborted) end();
    } catch (error) {
      if (gone.aborted) return;
      const why = error instanceof DictationFailed ? error.why : undefined;
      void showToast(t(why ?? 'dictateFailed'));
      // A recording that was not written down is kept for another try.
      if (why || !mayFail) end();
      else setPhase('failed');
    }
  };
  const follow = async (start: () => Promise<Session>, { signal: gone } = left.current) => {
    try {
      const begun = await start();
      // The browser may have asked for the microphone until now.
      if (gone.aborted) return begun.cancel();
      session.current = begun;
    } catch (error) {
      if (gone.aborted) return;
      void showToast(t(error instanceof DictationFailed ? error.why : 'dictateFailed'));
      return end();
    }
    setPhase('listening');
    announce(t('listening'));
    await finish(session.current, gone, true);
  };

  const begin = useEffectEvent(async (gone: AbortSignal) => {
    const byServer = await canRecord().catch(() => false);
    if (gone.aborted) return;
    if (byServer) await follow(record);
    else if (readStored(AGREED) === 'yes') await follow(listen);
    else setPhase('asking');
  });
  useEffect(() => {
    const leaving = (left.current = new AbortController());
    void begin(leaving.signal);
    return () => {
      leaving.abort();
      session.current?.cancel();
    };
  }, []);

  return {
    phase,
    /** The browser may listen. */
    agree() {
      writeStored(AGREED, 'yes');
      setPhase('starting');
      void follow(listen);
    },
    /** Ends it, or tries again to have a recording written down. */
    press() {
      if (!session.current) end();
      else if (phase === 'failed') void finish(session.current, left.current.signal, false);
      else session.current.stop();
    },
  };
}
