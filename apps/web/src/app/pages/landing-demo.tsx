import { ArrowUp, RotateCcw } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { prefersReducedMotion } from '@/lib/use-media';

const CHARS_PER_SECOND = 140;

/** Plays a recorded answer in the real turn and composer. The frame has its full height from the start. */
export function LandingDemo() {
  const { t } = useTranslation('landing');
  const answer = t('demoAnswer');
  const [shown, setShown] = useState(() => (prefersReducedMotion() ? answer.length : 0));
  const [playing, setPlaying] = useState(false);

  useEffect(() => {
    if (!playing) return;
    const start = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const count = Math.min(answer.length, Math.floor(((now - start) / 1000) * CHARS_PER_SECOND));
      setShown(count);
      if (count < answer.length) frame = requestAnimationFrame(step);
      else setPlaying(false);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, answer]);

  // Plays once when it scrolls into view; after that the button replays it.
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    if (prefersReducedMotion()) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      setPlaying(true);
    });
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, []);

  const play = () => {
    if (prefersReducedMotion()) return setShown(answer.length);
    setShown(0);
    setPlaying(true);
  };
  const started = playing || shown > 0;
  return (
    <section ref={frame} aria-label={t('demoLabel')} className="landing-demo">
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-hidden">
        {started && <p className="self-end rounded-panel bg-sunken px-4 py-2.5 text-prose">{t('demoPrompt')}</p>}
        {started && (
          <p className={`text-prose whitespace-pre-line ${playing ? 'plain-live' : ''}`}>{answer.slice(0, shown)}</p>
        )}
      </div>
      <p className="font-mono text-eyebrow text-ink-3">{t('demoNote')}</p>
      <div className="flex items-center gap-2 rounded-composer border border-line-strong bg-surface p-2 ps-4">
        <span className={`flex-1 truncate text-prose ${started ? 'text-ink-3' : ''}`}>{t('demoPrompt')}</span>
        <Button
          variant="primary"
          size="round"
          disabled={playing}
          aria-label={t(started ? 'demoAgain' : 'demoPlay')}
          onClick={play}
        >
          <Icon as={started && !playing ? RotateCcw : ArrowUp} size={20} />
        </Button>
      </div>
    </section>
  );
}
