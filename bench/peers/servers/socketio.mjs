// socket.io: relays gestures to a room, keeps nothing. A bound, not a competitor.
import { Server } from "socket.io";
import { httpServer, listen } from "./start.mjs";

const server = httpServer();
const sockets = new Server(server, { transports: ["websocket"], perMessageDeflate: false, serveClient: false });
sockets.on("connection", (socket) => {
  socket.on("join", (room) => socket.join(room));
  socket.on("gesture", (room, data) => socket.to(room).emit("gesture", data));
});
listen(server);
