import WebSocket from 'ws';

/**
 * A client of Socket.IO as small as can be: ten thousand of them fit into a process. Engine.IO 4 over WebSocket (`0` open,
 * `2` ping, `3` pong, `4` message), and of Socket.IO 5 the packets `40` connect, `42` event and `44` refusal.
 */
export interface RawSocket {
  /** Below Socket.IO, without a goodbye. */
  cut(): void;
  isReady(): boolean;
}

export interface RawSocketOptions {
  cookie: string | null;
  /** From which address of this machine it comes; a pair of addresses has only so many ports. */
  localAddress: string;
  onEvent?(name: string, packet: string): void;
  onClosed?(): void;
}

/** Opens it, and is done when the server has said `ready`. */
export function openRawSocket(url: string, options: RawSocketOptions): Promise<RawSocket> {
  const { cookie, localAddress, onEvent, onClosed } = options;
  return new Promise((resolve, reject) => {
    let isReady = false;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      headers: cookie ? { cookie } : {},
      perMessageDeflate: false,
      localAddress,
    });
    const raw: RawSocket = { cut: () => socket.terminate(), isReady: () => isReady };
    socket.on('message', (data: Buffer) => {
      const packet = data.toString();
      if (packet === '2') return socket.send('3');
      if (packet.startsWith('0')) return socket.send('40');
      if (packet.startsWith('44')) return reject(new Error(`refused: ${packet}`));
      if (!packet.startsWith('42')) return;
      const name = packet.slice(4, packet.indexOf('"', 4));
      if (name === 'ready' && !isReady) {
        isReady = true;
        resolve(raw);
      } else onEvent?.(name, packet);
    });
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('the server closed a socket'));
      if (isReady) onClosed?.();
      isReady = false;
    });
  });
}
