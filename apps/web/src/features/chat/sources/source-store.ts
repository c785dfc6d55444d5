import { type CitationDto } from '@pocket-llm/api-client';
import { useSidePanel } from '../panel-store';

let opener: HTMLElement | undefined;

/** Shows a source beside the conversation. @param by gets the focus back on close */
export function openSource(citations: readonly CitationDto[], mark: number, by: HTMLElement): void {
  opener = by;
  const index = Math.max(
    0,
    citations.findIndex((one) => one.mark === mark),
  );
  useSidePanel.setState({ open: true, source: { citations, index } });
}

/** Shows another source of the same answer. */
export const showSource = (index: number): void =>
  useSidePanel.setState(({ source }) => ({ source: source && { ...source, index } }));

/** Closes the panel and returns the focus to what opened it. */
export function closeSource(): void {
  useSidePanel.setState({ open: false, source: undefined });
  opener?.focus();
}
