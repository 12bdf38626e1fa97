import { createServer } from 'node:http';
import { Server } from 'socket.io';

/** A Socket.IO server that does nothing: the product's transports and heartbeat, no one asked for anything. */
const httpServer = createServer();
const io = new Server(httpServer, {
  serveClient: false,
  maxHttpBufferSize: 100_000,
  pingInterval: 15_000,
  pingTimeout: 10_000,
});
io.on('connection', (socket) => socket.emit('ready'));
httpServer.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('the bare server is ready'));
