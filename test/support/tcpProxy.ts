import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A wire between two processes that tests can cut, and damage. */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #carried = 0;
  #damageAt = Infinity;
  #cutAt = Infinity;
  #reachable = true;
  connections = 0;

  private constructor(target: number) {
    this.#server = createServer((near) => {
      if (!this.#reachable) {
        near.resetAndDestroy();
        return;
      }
      this.connections++;
      this.#join(near, connect(target, '127.0.0.1'));
    });
  }

  /** A wire to a port of this machine. */
  static async to(port: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(port);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Changes one bit of what goes to the target, so many bytes from now. */
  damageAfter(bytes: number): void {
    this.#damageAt = this.#carried + bytes;
  }

  /** Cuts all connections when so many more bytes have gone to the target. */
  cutAfter(bytes: number): void {
    this.#cutAt = this.#carried + bytes;
  }

  /** Cuts all connections now. */
  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
    this.#pairs.clear();
  }

  /** Whether new connections get through. */
  set reachable(reachable: boolean) {
    this.#reachable = reachable;
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #join(near: Socket, far: Socket): void {
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    near.on('data', (bytes: Buffer) => far.write(this.#passing(bytes)));
    far.on('data', (bytes: Buffer) => near.write(bytes));
    for (const [one, other] of [pair, [far, near] as const]) {
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('end', () => other.end());
      one.on('close', () => this.#pairs.delete(pair));
    }
  }

  #passing(bytes: Buffer): Buffer {
    const at = this.#damageAt - this.#carried;
    if (at < bytes.length) {
      bytes[at] ^= 4;
      this.#damageAt = Infinity;
    }
    this.#carried += bytes.length;
    if (this.#carried >= this.#cutAt) {
      this.#cutAt = Infinity;
      setImmediate(() => this.cut());
    }
    return bytes;
  }
}
