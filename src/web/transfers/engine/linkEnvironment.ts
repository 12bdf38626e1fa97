/** What the peer manager needs from the browser; tests hand in their own. */
export interface LinkEnvironment {
  createConnection(configuration: RTCConfiguration): RTCPeerConnection;
  now(): number;
  /** Calls once after `ms`; the result cancels. */
  setTimer(callback: () => void, ms: number): () => void;
  onNetworkChange(handler: () => void): () => void;
  randomId(): string;
}

/** The Network Information API, where it exists: only its `type` says that the network is another one. */
interface NetworkInformation extends EventTarget {
  type?: string;
}

export function browserEnvironment(): LinkEnvironment {
  return {
    createConnection: (configuration) => new RTCPeerConnection(configuration),
    now: () => performance.now(),
    setTimer(callback, ms) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    onNetworkChange,
    randomId: () => crypto.randomUUID(),
  };
}

function onNetworkChange(handler: () => void): () => void {
  const connection = (navigator as Navigator & { connection?: NetworkInformation }).connection;
  let type = connection?.type;
  // `change` also fires for every new estimate of the bandwidth.
  const onChange = () => {
    if (connection?.type === type) return;
    type = connection?.type;
    handler();
  };
  addEventListener('online', handler);
  connection?.addEventListener('change', onChange);
  return () => {
    removeEventListener('online', handler);
    connection?.removeEventListener('change', onChange);
  };
}
