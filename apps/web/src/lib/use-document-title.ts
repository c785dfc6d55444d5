import { useEffect } from 'react';

const APP = 'Pocket-LLM';

/** Names the tab after the page. */
export function useDocumentTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · ${APP}` : APP;
  }, [title]);
}
