import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { createShardedAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { announceMany } from './announcements.ts';

/** A Socket.IO server with the product's adapter and heartbeat, whose sockets hear the chat that their cookie names. */
const url = process.env.REDIS_URL!;
const httpServer = createServer(async (request, response) => {
  const { conversations, count } = JSON.parse(await text(request));
  await announceMany(conversations, count, (conversation, payload) =>
    io.to(`conversation:${conversation}`).emit('conversation:message-sent', payload),
  );
  response.end('{}');
});
const io = new Server(httpServer, {
  serveClient: false,
  maxHttpBufferSize: 100_000,
  pingInterval: 15_000,
  pingTimeout: 10_000,
  adapter: createShardedAdapter(new Redis(url), new Redis(url), { channelPrefix: 'bare', subscriptionMode: 'static' }),
});
io.on('connection', (socket) => {
  socket.join(`conversation:${socket.handshake.headers.cookie}`);
  socket.emit('ready');
});
httpServer.listen(0, '127.0.0.1', () => {
  console.log(`the announcing server is ready at http://127.0.0.1:${(httpServer.address() as { port: number }).port}`);
});
