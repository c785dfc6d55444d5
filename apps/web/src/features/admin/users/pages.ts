// One chunk: what the console has of people. The frame that the chat loads names each chunk, which costs it.
export { GroupsPage } from '../groups/groups-page';
export { ReservedFor } from '../groups/reserved-for';
export { UsersPage } from './users-page';
