/** Owners that are remembered; whoever comes after so many others comes first again. */
const MOST = 500;

/** Whose turn was when, so that nobody waits behind all the files of somebody else. */
export class OwnerTurns {
  private owners: string[] = [];

  /** Those who had a turn, the last one at the end: in the order in which they have the next, behind all others. */
  get all(): readonly string[] {
    return this.owners;
  }

  had(owner: string): void {
    this.owners = [...this.owners.filter((one) => one !== owner), owner].slice(-MOST);
  }
}
