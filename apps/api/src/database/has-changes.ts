/** Whether an update sets any column. TypeORM throws on one that sets none, such as an empty `PATCH`. */
export const hasChanges = (change: object): boolean => Object.values(change).some((value) => value !== undefined);
