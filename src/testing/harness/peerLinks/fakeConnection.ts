/** Just enough of RTCPeerConnection to see what is asked of it: signalling states are real, the network is the test's word. */
export class FakeConnection {
  signalingState: RTCSignalingState = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  iceGatheringState: RTCIceGatheringState = 'new';
  localDescription: RTCSessionDescriptionInit | null = null;
  sctp = { maxMessageSize: 262_144, transport: Object.assign(new EventTarget(), { state: 'connected' }) };
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  /** What was done, in order: offers and answers made, descriptions applied, candidates added, restarts. */
  readonly done: string[] = [];
  /** What is asked of it now takes longer than it lives, and so never settles. */
  isSlow = false;
  private made = 0;
  private readonly name: string;

  private configuration: RTCConfiguration;

  constructor(name: string, configuration: RTCConfiguration) {
    this.name = name;
    this.configuration = configuration;
  }

  createDataChannel(label: string): RTCDataChannel {
    return { label } as RTCDataChannel;
  }

  async setLocalDescription() {
    if (this.isSlow) return new Promise<void>(() => {});
    const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
    this.made += 1;
    this.localDescription = { type, sdp: `${type} ${this.made} of ${this.name}` };
    this.signalingState = type === 'answer' ? 'stable' : 'have-local-offer';
    this.done.push(`made ${type}`);
  }

  async setRemoteDescription({ type, sdp }: RTCSessionDescriptionInit) {
    if (this.isSlow) return new Promise<void>(() => {});
    if (type === 'offer' && this.signalingState === 'have-local-offer') this.done.push('rolled back');
    this.signalingState = type === 'offer' ? 'have-remote-offer' : 'stable';
    this.done.push(`applied ${sdp}`);
  }

  async addIceCandidate(candidate: { candidate: string } | null) {
    if (this.isSlow) return new Promise<void>(() => {});
    this.done.push(candidate ? `added ${candidate.candidate}` : 'added the end');
  }

  restartIce() {
    this.done.push('restart');
  }
  getConfiguration() {
    return this.configuration;
  }
  setConfiguration(configuration: RTCConfiguration) {
    this.configuration = configuration;
  }
  close() {
    this.connectionState = 'closed';
    this.done.push('closed');
  }

  /** The network does this to it. */
  becomes(state: RTCPeerConnectionState) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
  finds(candidate: string) {
    this.onicecandidate?.({ candidate: { candidate, toJSON: () => ({ candidate }) } });
  }
  /** The other side's page is gone. */
  ends() {
    this.sctp.transport.state = 'closed';
    this.sctp.transport.dispatchEvent(new Event('statechange'));
  }
}
