import { type CitationDto } from '@pocket-llm/api-client';
import { create } from 'zustand';
import { useParamsPanel } from '../params/panel-store';

/** The sources of one answer, and the one that is shown. */
export interface ShownSource {
  citations: readonly CitationDto[];
  index: number;
}

/** The source that the panel shows. */
export const useSource = create<{ shown: ShownSource | undefined }>(() => ({ shown: undefined }));

let opener: HTMLElement | undefined;

/** Shows a source; one panel at a time is beside the conversation. */
export function openSource(citations: readonly CitationDto[], mark: number, by?: HTMLElement): void {
  useParamsPanel.setState({ open: false });
  opener = by;
  const index = citations.findIndex((one) => one.mark === mark);
  useSource.setState({ shown: { citations, index: Math.max(0, index) } });
}

export const showSource = (index: number): void =>
  useSource.setState(({ shown }) => ({ shown: shown && { ...shown, index } }));

/** Closes the panel and returns the focus to what opened it. */
export function closeSource(): void {
  useSource.setState({ shown: undefined });
  opener?.focus();
}
