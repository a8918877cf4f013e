/**
 * Resamples whatever rate the browser records at to 16 kHz and cuts it into pieces of 40 ms.
 * A Hann-windowed sinc, low-pass at 0.45 of the lower rate; its taps are looked up in PHASES places between two samples.
 */

const RATE = 16_000;
const PIECE = 640;
const PHASES = 256;
const REACH = 16; // zero crossings on each side

class Pieces extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = sampleRate / RATE;
    this.half = Math.ceil(REACH * Math.max(1, this.step));
    this.taps = makeTaps(this.half, Math.min(1, 1 / this.step) * 0.9);
    this.waiting = new Float32Array(2 * this.half);
    this.at = this.half;
    this.piece = new Int16Array(PIECE);
    this.filled = 0;
  }

  process([[sound]]) {
    if (sound) this.take(sound);
    return true;
  }

  take(sound) {
    const all = new Float32Array(this.waiting.length + sound.length);
    all.set(this.waiting);
    all.set(sound, this.waiting.length);
    while (this.at + this.half < all.length) {
      this.put(this.sampleAt(all, this.at));
      this.at += this.step;
    }
    const used = Math.floor(this.at) - this.half;
    this.waiting = all.slice(used);
    this.at -= used;
  }

  sampleAt(all, at) {
    const whole = Math.floor(at);
    const taps = this.taps[Math.floor((at - whole) * PHASES)];
    let sum = 0;
    for (let tap = 0; tap < taps.length; tap++) sum += all[whole - this.half + 1 + tap] * taps[tap];
    return sum;
  }

  put(value) {
    this.piece[this.filled++] = Math.max(-1, Math.min(1, value)) * 32767;
    if (this.filled < PIECE) return;
    this.port.postMessage(this.piece);
    this.piece = new Int16Array(PIECE);
    this.filled = 0;
  }
}

function makeTaps(half, cutoff) {
  return Array.from({ length: PHASES }, (_, phase) => {
    const taps = new Float32Array(2 * half);
    for (let tap = 0; tap < taps.length; tap++) {
      const distance = tap - half + 1 - phase / PHASES;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / half);
      const x = Math.PI * distance * cutoff;
      taps[tap] = Math.abs(distance) >= half ? 0 : cutoff * window * (x === 0 ? 1 : Math.sin(x) / x);
    }
    return taps;
  });
}

registerProcessor("pieces", Pieces);
