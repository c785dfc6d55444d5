import { lateComponent } from '@/lib/late-import';

/** Parts that many answers do not have. Each keeps its place until it has come. */
export const Earlier = lateComponent(() => import('./earlier').then((module) => module.Earlier));
export const BranchPicker = lateComponent(() => import('./branch-picker').then((module) => module.BranchPicker));
export const Thinking = lateComponent(() => import('./thinking').then((module) => module.Thinking));
