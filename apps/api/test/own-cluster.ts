import pg from 'pg';
import { openDataDir } from '../src/config/secrets.js';
import { startCluster, type Cluster } from '../src/database/embedded/cluster.js';
import { FaultProxy } from './fault-proxy.js';
import { newDataDir, removeDataDir } from './process.js';

/** A PostgreSQL server of one test's own, which it may stop, behind a network that it may break. */
export class OwnCluster {
  private constructor(
    private readonly dir: string,
    private cluster: Cluster,
    readonly network: FaultProxy,
  ) {}

  static async start(): Promise<OwnCluster> {
    const dir = await newDataDir();
    await openDataDir(dir);
    const cluster = await startCluster(dir, 'test');
    return new OwnCluster(dir, cluster, await FaultProxy.to(urlOf(cluster)));
  }

  /** The database as the portal reaches it. */
  get url(): string {
    return this.network.url;
  }

  /** A connection that no fault of the network meets. */
  async connect(): Promise<pg.Client> {
    const client = new pg.Client(urlOf(this.cluster));
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }

  /** Starts it again; it may get another port. */
  async restart(): Promise<void> {
    this.cluster = await startCluster(this.dir, 'test');
    this.network.redirect(urlOf(this.cluster));
  }

  async close(): Promise<void> {
    await this.network.close();
    await this.cluster.stop();
    await removeDataDir(this.dir);
  }
}

const urlOf = ({ port }: Cluster) => `postgres://postgres:test@127.0.0.1:${port}/postgres`;
