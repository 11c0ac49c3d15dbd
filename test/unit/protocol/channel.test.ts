import assert from 'node:assert/strict';
import { Channel, RequestError, type RequestEnd } from '../../../src/protocol/channel';
import type { Answers } from '../../../src/protocol/rpc';
import { connectedPorts, TestPort } from '../../support/channelPorts';

interface Shop {
  readonly requests: {
    price(request: { readonly of: string }): number;
    list(): readonly string[];
    paint(request: { readonly colour: string }): unknown;
  };
  readonly notices: { sold: { readonly what: string } };
}

interface Customer {
  readonly requests: Record<never, never>;
  readonly notices: Record<never, never>;
}

function checkPrice(params: unknown): { of: string } {
  if (typeof params === 'object' && params !== null && 'of' in params) {
    if (typeof params.of === 'string') return { of: params.of };
  }
  throw new Error('"of" must be text');
}

const answers: Answers<Shop> = {
  price: {
    check: checkPrice,
    answer: ({ of }) => {
      if (of === 'moon') throw new Error('the moon is not for sale');
      return of.length;
    },
  },
  list: { check: () => undefined, answer: () => ['apple', 'pear'] },
  paint: { check: () => ({ colour: 'red' }), answer: () => () => 'a function cannot be cloned' },
};

/** A shop whose `price` is answered by the test. */
function slowShop(answer: (signal: AbortSignal) => Promise<number>): Answers<Shop> {
  return { ...answers, price: { check: checkPrice, answer: (_, signal) => answer(signal) } };
}

function open(shop: Answers<Shop> = answers) {
  const [shopPort, customerPort] = connectedPorts();
  return {
    shopPort,
    customerPort,
    shop: new Channel<Shop, Customer>(shopPort, shop),
    customer: new Channel<Customer, Shop>(customerPort, {}),
  };
}

function ends(reason: RequestEnd, message: RegExp) {
  return (error: unknown) =>
    error instanceof RequestError && error.reason === reason && message.test(error.message);
}

const never = new Promise<number>(() => {});
const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('a channel', () => {
  it('ends a request with the reply', async () => {
    const { customer } = open();
    assert.equal(await customer.request('price', { of: 'apple' }), 5);
    assert.deepEqual(await customer.request('list'), ['apple', 'pear']);
  });

  it('keeps apart requests that are answered out of order', async () => {
    const waiting: ((price: number) => void)[] = [];
    const { customer } = open(slowShop(() => new Promise((resolve) => waiting.push(resolve))));
    const first = customer.request('price', { of: 'a' });
    const second = customer.request('price', { of: 'b' });
    await soon();
    waiting[1]?.(2);
    waiting[0]?.(1);
    assert.deepEqual(await Promise.all([first, second]), [1, 2]);
  });

  it('ends a request with an error when the handler throws', async () => {
    const { customer } = open();
    await assert.rejects(customer.request('price', { of: 'moon' }), ends('error', /not for sale/));
  });

  it('ends a request with an error when the parameters are not what the handler takes', async () => {
    const { customer } = open();
    const wrong = { of: 7 } as unknown as { of: string };
    await assert.rejects(customer.request('price', wrong), ends('error', /"of" must be text/));
  });

  it('ends a request with an error when nobody answers to its name', async () => {
    const { shopPort, customerPort } = open();
    for (const method of ['steal', 'constructor', '__proto__', 'hasOwnProperty']) {
      customerPort.post({ type: 'request', id: method, method });
      await soon();
      const end = shopPort.posted.at(-1) as Record<string, unknown>;
      assert.deepEqual([end['type'], end['id']], ['error', method]);
    }
  });

  it('ends a request with an error when the reply cannot be cloned', async () => {
    const { customer } = open();
    await assert.rejects(customer.request('paint', { colour: 'red' }), ends('error', /clone/i));
  });

  it('ends a request with an error when the request itself cannot be cloned', async () => {
    const { customer } = open();
    const wrong = { of: () => 'x' } as unknown as { of: string };
    await assert.rejects(customer.request('price', wrong), ends('error', /clone/i));
  });

  it('ends a request by cancellation, and aborts the handler', async () => {
    let handler: AbortSignal | undefined;
    const { customer, shopPort } = open(slowShop((signal) => ((handler = signal), never)));
    const abort = new AbortController();
    const price = customer.request('price', { of: 'a' }, abort.signal);
    await soon();
    abort.abort();
    await assert.rejects(price, ends('cancelled', /price/));
    await soon();
    assert.equal(handler?.aborted, true);
    assert.deepEqual(shopPort.posted, [], 'a cancelled request is not answered');
  });

  it('does not send a request that was cancelled before it began', async () => {
    const { customer, customerPort } = open();
    const abort = AbortSignal.abort();
    await assert.rejects(customer.request('list', undefined, abort), ends('cancelled', /list/));
    assert.deepEqual(customerPort.posted, []);
  });

  it('ends a request when the side that asked is disposed', async () => {
    let handler: AbortSignal | undefined;
    const { customer } = open(slowShop((signal) => ((handler = signal), never)));
    const price = customer.request('price', { of: 'a' });
    await soon();
    customer.dispose();
    await assert.rejects(price, ends('disposed', /price/));
    await soon();
    assert.equal(handler?.aborted, true, 'the other side stops working on it');
  });

  it('ends a request when the side that answers is disposed', async () => {
    let handler: AbortSignal | undefined;
    const { customer, shop } = open(slowShop((signal) => ((handler = signal), never)));
    const price = customer.request('price', { of: 'a' });
    await soon();
    shop.dispose();
    await assert.rejects(price, ends('disposed', /price/));
    assert.equal(handler?.aborted, true);
  });

  it('ends a request at once after its disposal', async () => {
    const { customer } = open();
    customer.dispose();
    await assert.rejects(customer.request('list'), ends('disposed', /list/));
  });

  it('ends a request with an error when the port refuses it, or its reply, only later', async () => {
    const [shopPort, customerPort] = connectedPorts();
    // As a webview does, which serializes asynchronously.
    const later = async (port: TestPort, message: unknown): Promise<void> => {
      await soon();
      TestPort.prototype.post.call(port, message);
    };
    shopPort.post = (message) => later(shopPort, message);
    customerPort.post = (message) => later(customerPort, message);
    new Channel<Shop, Customer>(shopPort, answers);
    const customer = new Channel<Customer, Shop>(customerPort, {});
    await assert.rejects(customer.request('paint', { colour: 'red' }), ends('error', /clone/i));
    const wrong = { of: () => 'x' } as unknown as { of: string };
    await assert.rejects(customer.request('price', wrong), ends('error', /clone/i));
  });

  it('is disposed without an error when the other side is gone already', () => {
    const port = new TestPort();
    port.post = () => {
      throw new Error('Webview is disposed');
    };
    const channel = new Channel<Shop, Customer>(port, answers);
    channel.notify('sold', { what: 'pear' });
    channel.dispose();
    channel.dispose();
  });

  it('tells notices to those who listen, until they stop', async () => {
    const { shop, customer } = open();
    const heard: string[] = [];
    const listening = customer.on('sold', ({ what }) => heard.push(what));
    shop.notify('sold', { what: 'apple' });
    await soon();
    listening.dispose();
    shop.notify('sold', { what: 'pear' });
    await soon();
    assert.deepEqual(heard, ['apple']);
  });

  it('serves a page that was loaded again over the same port', async () => {
    const { customer, customerPort } = open();
    customer.dispose();
    const again = new Channel<Customer, Shop>(customerPort, {});
    assert.equal(await again.request('price', { of: 'pear' }), 4);
  });

  it('never gives a page that was loaded again an answer to the page before it', async () => {
    const waiting: ((price: number) => void)[] = [];
    const { customer, customerPort } = open(
      slowShop(() => new Promise((resolve) => waiting.push(resolve))),
    );
    // The first page vanishes without a word, as a reloaded webview does.
    void customer.request('price', { of: 'old' });
    await soon();
    const again = new Channel<Customer, Shop>(customerPort, {});
    const price = again.request('price', { of: 'new' });
    await soon();
    waiting[0]?.(1);
    await soon();
    waiting[1]?.(2);
    assert.equal(await price, 2);
  });

  it('ignores what is no message, and goes on', async () => {
    const { customer, shopPort, customerPort } = open();
    const hostile: unknown[] = [
      undefined,
      null,
      1,
      'request',
      [],
      {},
      { type: 'request' },
      { type: 'request', id: 1, method: 'list' },
      { type: 'request', id: 'x'.repeat(65), method: 'list' },
      { type: 'reply' },
      { type: 'reply', id: 'never asked', value: 1 },
      { type: 'error', id: 'never asked' },
      { type: 'cancel', id: {} },
      { type: 'notice', name: null },
      { type: 'constructor' },
    ];
    for (const message of hostile) {
      shopPort.receive(message);
      customerPort.receive(message);
    }
    await soon();
    assert.deepEqual(shopPort.posted, []);
    assert.equal(await customer.request('price', { of: 'fig' }), 3);
  });

  it('refuses an identifier that is in work, and a flood of requests', async () => {
    const { shopPort } = open(slowShop(() => never));
    const request = (id: string) =>
      shopPort.receive({ type: 'request', id, method: 'price', params: { of: 'a' } });
    for (let i = 0; i < 1000; i++) request(`id ${i}`);
    assert.deepEqual(shopPort.posted, []);
    request('id 7');
    request('one too many');
    await soon();
    assert.deepEqual(
      shopPort.posted.map((message) => (message as { message: string }).message),
      ['request id 7 is already in work', 'too many requests at one time'],
    );
  });
});
