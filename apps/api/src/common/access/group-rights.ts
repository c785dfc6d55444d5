/** What the groups of a person say about models. */
export interface GroupRights {
  /** Ids of the person's groups. */
  ids: readonly string[];
  /** Models that the groups allow, all of them together; `null`: one of them allows all, or there is none. */
  modelIds: readonly string[] | null;
}

export const NO_GROUPS: GroupRights = { ids: [], modelIds: null };
