import { meet, type Visitor } from '../journeys/support/people.ts';
import { type Product, startProduct } from '../journeys/support/product.ts';
import { browserOn } from './browserOn.ts';
import { type Coturn, startCoturn } from './coturn.ts';
import type { Ground } from './ground.ts';
import { addresses } from './internet.ts';
import type { Phone } from './phones.ts';

/** The built product and coturn on the server, and two people in a match, each with a browser on a phone. */
export interface Stage {
  product: Product;
  coturn: Coturn;
  sender: Visitor;
  receiver: Visitor;
  matchId: string;
  close(): Promise<void>;
}

export async function openStage({ territory, internet, phones }: Ground): Promise<Stage> {
  const coturn = await startCoturn(internet.server, territory.folder);
  const prefix = ['ip', 'netns', 'exec', internet.server.name];
  const product = await startProduct(
    { ...coturn.settings, NODE_ENV: 'test' },
    { host: addresses.app, port: 80, prefix },
  );
  const lookOf = (phone: Phone) => browserOn(phone, territory.folder, product.url);
  const people = await meet(product, ['Sender', 'Receiver'], {
    first: lookOf(phones.sender),
    second: lookOf(phones.receiver),
  });
  const { first: sender, second: receiver, matchId } = people;
  return {
    product,
    coturn,
    sender,
    receiver,
    matchId,
    async close() {
      await Promise.all([sender.leave(), receiver.leave()]);
      await product.stop();
      await coturn.kill();
    },
  };
}
