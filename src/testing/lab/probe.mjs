/**
 * Says what a network does, from inside of it. `probe.mjs serve ADDRESS...` answers on each of them: over UDP (7000) with
 * the port that the question came from, or with what has come so far; over TCP by accepting. `probe.mjs udp|flood|tcp …`
 * asks, and prints JSON.
 */
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const UDP_PORT = 7000;
const TCP_PORTS = [80, 443, 3478];
const [mode, ...args] = process.argv.slice(2);
const modes = { serve, udp, flood, tcp };
await modes[mode](...args);

function serve(...addresses) {
  let first = 0;
  let last = 0;
  let bytes = 0;
  for (const address of addresses) {
    const socket = createSocket('udp4').bind(UDP_PORT, address);
    socket.on('message', (message, { port, address: from }) => {
      if (message.length > 500) {
        last = performance.now();
        first ||= last;
        bytes += message.length;
      } else {
        const mbit = (bytes * 8) / 1000 / (last - first);
        socket.send(JSON.stringify({ id: message.toString(), port, mbit }), port, from);
      }
    });
    for (const port of TCP_PORTS) createServer((client) => client.end()).listen(port, address);
  }
  console.log('up');
}

/** Asks so often, 5 ms apart, from one socket; how many answers came, how soon, and from which ports they say it asked. */
async function udp(count, ...addresses) {
  const socket = createSocket('udp4').bind();
  const askedAt = new Map();
  const roundTrips = [];
  const ports = new Set();
  let mbit = null;
  socket.on('message', (message) => {
    const answer = JSON.parse(message.toString());
    roundTrips.push(performance.now() - askedAt.get(answer.id));
    ports.add(answer.port);
    mbit = answer.mbit;
  });
  for (let n = 0; n < Number(count); n++) {
    for (const address of addresses) {
      askedAt.set(`${n}${address}`, performance.now());
      socket.send(`${n}${address}`, UDP_PORT, address);
    }
    await wait(5);
  }
  await wait(400);
  socket.close();
  roundTrips.sort((a, b) => a - b);
  const roundTripMs = roundTrips[roundTrips.length >> 1] ?? null;
  console.log(JSON.stringify({ answers: roundTrips.length, roundTripMs, ports: ports.size, mbit }));
}

/** Sends at this rate for so long. */
async function flood(address, mbit, seconds) {
  const socket = createSocket('udp4').bind();
  const packet = Buffer.alloc(1200);
  const beganAt = performance.now();
  for (let sent = 0; performance.now() - beganAt < seconds * 1000; await wait(2)) {
    const due = ((performance.now() - beganAt) * mbit * 1000) / 8;
    for (; sent < due; sent += packet.length) socket.send(packet, UDP_PORT, address);
  }
  await wait(300);
  socket.close();
  console.log('{}');
}

async function tcp(...targets) {
  // The air loses the one packet that asks, or its answer, now and then: it is sent again after one second and after three.
  const limitMs = 4000;
  const isOpen = (target) =>
    new Promise((resolve) => {
      const [host, port] = target.split(':');
      const socket = connect({ host, port: Number(port), timeout: limitMs });
      const tell = (answer) => {
        socket.destroy();
        resolve(answer);
      };
      socket.on('connect', () => tell(true));
      socket.on('error', () => tell(false));
      socket.on('timeout', () => tell(false));
    });
  console.log(JSON.stringify(await Promise.all(targets.map(isOpen))));
}
