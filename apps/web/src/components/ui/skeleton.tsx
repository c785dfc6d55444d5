import { useEffect, useState } from 'react';

const SHOW_AFTER_MS = 250;

/** Placeholder rows in the shape of the content. Shown only when loading takes noticeably long. */
export function Skeleton({ rows, className = 'h-8' }: { rows: number; className?: string }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-hidden className={`flex flex-col gap-2 ${shown ? '' : 'invisible'}`}>
      {Array.from({ length: rows }, (_, row) => (
        <div
          key={row}
          className={`rounded-control bg-line/60 ${className}`}
          style={{ inlineSize: `${100 - ((row * 17) % 45)}%` }}
        />
      ))}
    </div>
  );
}
