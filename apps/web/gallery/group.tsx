import { type ReactNode } from 'react';

/** Components of one kind. */
export const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="gallery-group" aria-label={title}>
    <h2 className="border-b border-line pb-1 text-section font-semibold">{title}</h2>
    {children}
  </section>
);

/** The states of one component, beside each other. */
export const Row = ({ children }: { children: ReactNode }) => <div className="gallery-row">{children}</div>;

export const nothing = (): void => undefined;
