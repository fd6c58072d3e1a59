// Every frame to every other socket, as cheaply as Node can: the floor under a relay. A bound, not a competitor.
import { WebSocketServer } from "ws";
import { httpServer, listen } from "./start.mjs";

const server = httpServer();
const everyone = new Set();
new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket) => {
  everyone.add(socket);
  socket.on("close", () => everyone.delete(socket));
  socket.on("message", (message) => {
    const text = message.toString();
    for (const other of everyone) if (other !== socket) other.send(text);
  });
});
listen(server);
