import { useEffect } from 'react';

const APP = 'Pocket-LLM';

/** Sets the tab's title. */
export function useDocumentTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · ${APP}` : APP;
  }, [title]);
}
