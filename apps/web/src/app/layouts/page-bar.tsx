import { Outlet } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { SidebarButton } from './sidebar-button';

/** The slim bar above pages without a header of their own. It takes no room while it is empty. */
export function PageBar({ children }: { children?: ReactNode }) {
  return (
    <div className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-3 empty:hidden">
      <SidebarButton />
      {children}
    </div>
  );
}

/** A page below the slim bar. */
export function PagedLayout() {
  return (
    <>
      <PageBar />
      <Outlet />
    </>
  );
}
