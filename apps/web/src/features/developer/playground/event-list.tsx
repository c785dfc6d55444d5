import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';

const ROW_PX = 20;
/** A distance that still counts as the end. */
const NEAR_END_PX = 24;

/** The events in order. The list follows its end until the reader scrolls away. */
export function EventList({ events }: { events: readonly string[] }) {
  const { t } = useTranslation('playground');
  const scroller = useRef<HTMLDivElement>(null);
  const [pinned, setPinned] = useState(true);
  const lastTop = useRef(0);
  const virtual = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 20,
  });
  const toEnd = () => {
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  };
  useEffect(() => {
    if (pinned) toEnd();
  }, [events.length, pinned]);
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = scroller.current!;
    if (scrollTop < lastTop.current - 1) setPinned(false);
    else if (scrollHeight - scrollTop - clientHeight < NEAR_END_PX) setPinned(true);
    lastTop.current = scrollTop;
  };
  if (events.length === 0) return <p className="text-ink-3">{t('noEvents')}</p>;
  return (
    <div className="relative flex min-h-0 flex-col">
      <div
        ref={scroller}
        onScroll={onScroll}
        tabIndex={0}
        role="region"
        aria-label={t('tabs.events')}
        dir="ltr"
        className="h-[min(60dvh,32rem)] overflow-auto rounded-panel border border-line bg-sunken font-mono text-meta"
      >
        <ol className="relative min-w-max" style={{ blockSize: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <li
              key={index}
              className="absolute flex h-5 items-center gap-3 px-3 whitespace-pre"
              style={{ insetBlockStart: start }}
            >
              <span aria-hidden className="tabular w-8 shrink-0 text-end text-ink-3 select-none">
                {index + 1}
              </span>
              {events[index]}
            </li>
          ))}
        </ol>
      </div>
      {!pinned && (
        <Button size="pill" className="absolute inset-x-0 bottom-3 mx-auto w-max" onClick={() => setPinned(true)}>
          <Icon as={ArrowDown} />
          {t('toEnd')}
        </Button>
      )}
    </div>
  );
}
