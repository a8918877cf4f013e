/** The one connection to the kiosk: messages out and in, brought back with growing pauses when it breaks. */

const FIRST_PAUSE = 400; // ms
const LONGEST_PAUSE = 8000; // ms
const MOST_UNSENT = 64_000; // bytes of sound that may wait; older than two seconds it is of no use

export function connect({ onMessage, onSound = () => {}, onState, path = "/ws" }) {
  let socket;
  let pause = FIRST_PAUSE;

  function open() {
    socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      pause = FIRST_PAUSE;
      onState(true);
    };
    socket.onmessage = ({ data }) => (typeof data === "string" ? onMessage(JSON.parse(data)) : onSound(data));
    socket.onclose = () => {
      onState(false);
      setTimeout(open, pause * (0.75 + Math.random() / 2));
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
  }

  open();
  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    sendSound(samples) {
      if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount < MOST_UNSENT) socket.send(samples);
    },
  };
}
