import { useRef } from 'react';

/** The title of a row. A new one fades in, once; one that was there from the start does not. */
export function ThreadTitle({ title }: { title: string }) {
  const first = useRef(title);
  return (
    <span
      key={title}
      dir="auto"
      className={`truncate ${title === first.current ? '' : 'transition-opacity duration-180 starting:opacity-0'}`}
    >
      {title}
    </span>
  );
}
