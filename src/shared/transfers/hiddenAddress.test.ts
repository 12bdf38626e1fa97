import { describe, expect, it } from 'vitest';
import type { TransferId } from '../core/ids.ts';
import { withoutAddress } from './hiddenAddress.ts';
import type { PeerSignal } from './transfers.sockets.ts';

const signal: PeerSignal = { transferId: 't' as TransferId, connId: 0, epoch: 'an epoch', gen: 0 };
const relayed =
  'candidate:1 1 udp 41885439 198.51.100.7 50000 typ relay raddr 203.0.113.9 rport 61000 generation 0 ufrag a';
const relayedHidden =
  'candidate:1 1 udp 41885439 198.51.100.7 50000 typ relay raddr 0.0.0.0 rport 0 generation 0 ufrag a';
const passed = (candidate: string) => withoutAddress({ ...signal, candidate: { candidate } })?.candidate?.candidate;

describe('of someone who hides their address', () => {
  it.each([
    ['a host candidate', 'candidate:1 1 udp 2122260223 192.168.1.7 50000 typ host generation 0'],
    ['a name for one', 'candidate:1 1 udp 2122260223 3b0f9d1e.local 50000 typ host'],
    ['a public address', 'candidate:2 1 udp 1686052607 203.0.113.9 61000 typ srflx raddr 192.168.1.7 rport 50000'],
    ['an address a peer saw', 'candidate:3 1 udp 1686052607 203.0.113.9 61000 typ prflx'],
    ['one over TCP', 'candidate:4 1 tcp 1518280447 192.168.1.7 9 typ host tcptype active'],
    ['one that only speaks of a relay', 'candidate:5 1 udp 1 192.168.1.7 9 typ host x typ relay'],
    ['one with the words in another place', 'candidate:6 1 udp 1 typ relay 192.168.1.7 typ host'],
    ['something else', '192.168.1.7 typ relay'],
  ])('%s is not passed on', (_what, candidate) => {
    expect(withoutAddress({ ...signal, candidate: { candidate } })).toBeNull();
  });

  it('a relayed candidate passes, without the address behind it', () => {
    expect(passed(relayed)).toBe(relayedHidden);
    expect(passed(relayedHidden)).toBe(relayedHidden);
  });

  it('the end of the candidates passes, and a signal that carries nothing', () => {
    expect(withoutAddress({ ...signal, candidate: null })).toEqual({ ...signal, candidate: null });
    expect(passed('')).toBe('');
    expect(withoutAddress(signal)).toEqual(signal);
  });

  it('a description keeps what is no address, and its relayed candidates', () => {
    const sdp = [
      'v=0',
      'o=- 4611731400430051336 2 IN IP4 192.168.1.7',
      's=-',
      't=0 0',
      'm=application 50000 UDP/DTLS/SCTP webrtc-datachannel',
      'c=IN IP6 2a01:4f8::7',
      'a=candidate:1 1 udp 2122260223 192.168.1.7 50000 typ host',
      `a=${relayed}`,
      'a=ice-ufrag:a',
      'a=fingerprint:sha-256 AA:BB',
      '',
    ].join('\r\n');
    const shown = withoutAddress({ ...signal, description: { type: 'offer', sdp } })?.description;
    expect(shown?.type).toBe('offer');
    expect(shown?.sdp).toBe(
      [
        'v=0',
        'o=- 4611731400430051336 2 IN IP4 0.0.0.0',
        's=-',
        't=0 0',
        'm=application 50000 UDP/DTLS/SCTP webrtc-datachannel',
        'c=IN IP4 0.0.0.0',
        `a=${relayedHidden}`,
        'a=ice-ufrag:a',
        'a=fingerprint:sha-256 AA:BB',
        '',
      ].join('\r\n'),
    );
  });

  it('a description passes without the host candidate beside it', () => {
    const shown = withoutAddress({
      ...signal,
      description: { type: 'answer', sdp: 'v=0' },
      candidate: { candidate: 'candidate:1 1 udp 1 192.168.1.7 9 typ host' },
    });
    expect(shown).toEqual({ ...signal, description: { type: 'answer', sdp: 'v=0' } });
  });
});
