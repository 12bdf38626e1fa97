import { type Internet, makeInternet } from './internet.ts';
import { makeTerritory, type Territory } from './namespaces.ts';
import { makePhone, type Phone } from './phones.ts';
import { makeRouter, type Nat, type Router } from './routers.ts';

/** Two phones, a server, and whatever routers a scenario sets up between them. */
export interface Ground {
  territory: Territory;
  internet: Internet;
  /** Of those whose file it is, and of those who get it. */
  phones: { sender: Phone; receiver: Phone };
  addRouter(nat: Nat): Router;
  remove(): void;
}

export function makeGround(): Ground {
  const territory = makeTerritory();
  let routers = 0;
  try {
    const internet = makeInternet(territory);
    return {
      territory,
      internet,
      phones: { sender: makePhone(territory, 1), receiver: makePhone(territory, 2) },
      addRouter: (nat) => makeRouter(territory, internet, ++routers, nat),
      remove: territory.remove,
    };
  } catch (error) {
    territory.remove();
    throw error;
  }
}
