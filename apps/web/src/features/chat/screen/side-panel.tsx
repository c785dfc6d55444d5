import { lazy, Suspense, useEffect } from 'react';
import { importWithTexts } from '@/lib/i18n';
import { useSidePanel } from '../panel-store';
import { ParamsPanel, type ParamsPanelProps } from '../params/params-panel';

const SourcePanel = lazy(importWithTexts('sources', () => import('../sources/source-panel')));

/** What stands beside the conversation. */
export default function SidePanel(props: ParamsPanelProps) {
  const source = useSidePanel((panel) => panel.source);
  const { threadId } = props;
  // Another chat, or another person, has other sources.
  useEffect(
    () => () => {
      if (useSidePanel.getState().source) useSidePanel.setState({ open: false, source: undefined });
    },
    [threadId],
  );
  return source ? (
    <Suspense>
      <SourcePanel shown={source} />
    </Suspense>
  ) : (
    <ParamsPanel {...props} />
  );
}
