/** The customer's face: drawn from a handful of numbers, which a mood sets and which glide from one to the next. */

import { CUTS, lookOf } from "./looks.js";

/** browIn, browOut: down is positive (px); lid: how far the upper lid is shut at the nose and outside, squint: the
    lower one (px); smile -1..1; width: half of the mouth (px); open: at rest; blush 0..1; lean: size; tilt: degrees. */
const MOODS = {
  furious: { browIn: 17, browOut: -9, arch: 3, lidIn: 9, lidOut: 1, squint: 4, smile: -1, width: 32, open: 0.16, teeth: 1, blush: 0.5, lean: 1.05, tilt: 0, crease: 1, look: 0 },
  upset: { browIn: 7, browOut: 1, arch: 4, lidIn: 5, lidOut: 4, squint: 2, smile: -0.75, width: 27, open: 0, teeth: 0.4, blush: 0.28, lean: 1.02, tilt: -2, crease: 0.75, look: 0 },
  wary: { browIn: 3, browOut: 0, arch: 8, lidIn: 5, lidOut: 5, squint: 3, smile: -0.22, width: 24, open: 0, teeth: 0.3, blush: 0.12, lean: 1, tilt: 3, crease: 0.3, look: 3 },
  calm: { browIn: 0, browOut: 0, arch: 9, lidIn: 2, lidOut: 3, squint: 0, smile: 0.25, width: 26, open: 0, teeth: 0.4, blush: 0.14, lean: 0.99, tilt: 1, crease: 0, look: 0 },
  grateful: { browIn: -5, browOut: -1, arch: 13, lidIn: 1, lidOut: 3, squint: 6, smile: 1, width: 36, open: 0.14, teeth: 1, blush: 0.4, lean: 1.01, tilt: -2, crease: 0, look: 0 },
}; // prettier-ignore

const GLIDE = 0.16; // share of the way to the new mood taken in each drawing: about 0.6 s in all
const FRAME = 30; // ms between two drawings at least: a small machine has a recogniser to run as well
const still = matchMedia("(prefers-reduced-motion: reduce)");

let drawn = 0; // faces so far: what one refers to must have a name of its own in the page

function skeleton(look) {
  const cut = CUTS[look.cut];
  const own = `face${++drawn}`;
  const eye = (x, name) => `
    <clipPath id="${own}-${name}"><ellipse cx="${x}" cy="202" rx="20" ry="14.5"/></clipPath>
    <g clip-path="url(#${own}-${name})"><rect x="${x - 24}" y="180" width="48" height="44" fill="#fbf7f1"/>
      <g data-part="${name}-iris"><circle cx="${x}" cy="202" r="10.5" fill="#4b3424"/><circle cx="${x}" cy="202" r="5" fill="#140d0a"/>
      <circle cx="${x + 3.5}" cy="198" r="3" fill="#fff"/></g>
      <path data-part="${name}-under" fill="${look.skin[1]}"/><path data-part="${name}-lid" fill="${look.skin[1]}"/></g>
    <path data-part="${name}-lash" fill="none" stroke="${look.brow}" stroke-width="4" stroke-linecap="round"/>`;
  const lines = 0.75 * look.age;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" aria-hidden="true">
  <defs>
    <radialGradient id="${own}-halo" cx="50%" cy="36%" r="72%"><stop offset="0" class="halo-in"/><stop offset="1" class="halo-out"/></radialGradient>
    <linearGradient id="${own}-skin" x1="0" y1="0" x2="0.25" y2="1"><stop offset="0" stop-color="${look.skin[0]}"/><stop offset="1" stop-color="${look.skin[1]}"/></linearGradient>
    <linearGradient id="${own}-coat" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${look.coat[0]}"/><stop offset="1" stop-color="${look.coat[1]}"/></linearGradient>
    <clipPath id="${own}-disc"><circle cx="200" cy="200" r="196"/></clipPath><clipPath id="${own}-inside"><path data-part="inside"/></clipPath>
  </defs>
  <circle cx="200" cy="200" r="196" fill="url(#${own}-halo)"/>
  <g clip-path="url(#${own}-disc)"><g data-part="bust">
    <path d="${cut.back}" fill="${look.hair}"/>
    <path d="M16 430c6-80 66-100 130-110l54 26 54-26c64 10 124 30 130 110Z" fill="url(#${own}-coat)"/>
    <path d="M164 272h72v52c-8 22-22 34-36 38-14-4-28-16-36-38Z" fill="${look.skin[1]}"/>
    <path d="M164 292q36 34 72 0v14q-36 34-72 0Z" fill="${look.line}" opacity=".35"/>
    <path d="M148 318l52 44 52-44 12 8-58 90h-12l-58-90Z" fill="${look.collar}"/>
    <g data-part="head">
      <ellipse cx="112" cy="208" rx="14" ry="23" fill="${look.skin[1]}"/><ellipse cx="288" cy="208" rx="14" ry="23" fill="${look.skin[1]}"/>
      <path d="M115 184c0-74 36-106 85-106s85 32 85 106c0 78-40 132-85 132s-85-54-85-132Z" fill="url(#${own}-skin)"/>
      ${look.beard ? `<path d="M118 222c4 60 38 98 82 98s78-38 82-98c-8 26-22 34-40 32-14-10-70-10-84 0-18 2-32-6-40-32Z" fill="${look.beard}"/>` : ""}
      <g class="blush"><ellipse cx="146" cy="242" rx="25" ry="14"/><ellipse cx="254" cy="242" rx="25" ry="14"/></g>
      <g fill="none" stroke="${look.line}" stroke-linecap="round"><g stroke-width="3" opacity="${lines}">
        <path d="M140 226q14 9 32 6M260 226q-14 9-32 6"/><path d="M152 252q-9 14-8 28M248 252q9 14 8 28"/></g>
        <path data-part="crease" stroke-width="4" d="M194 164l-2 17M206 164l2 17"/>
        <path stroke-width="5" d="M202 206c-3 16-10 25-12 33 5 7 15 7 21 3"/></g>
      ${eye(163, "left")}${eye(237, "right")}
      <g fill="none" stroke="${look.brow}" stroke-width="9.5" stroke-linecap="round"><path data-part="brow-left"/><path data-part="brow-right"/></g>
      <path data-part="mouth" fill="#5f2327"/><g clip-path="url(#${own}-inside)"><rect data-part="teeth" x="150" width="100" height="9" fill="#f6f0e6"/>
        <ellipse data-part="tongue" cx="200" rx="17" ry="10" fill="#b55a59"/></g>
      <path data-part="lips" fill="none" stroke="${look.lips}" stroke-width="6" stroke-linejoin="round" stroke-linecap="round"/>
      ${look.glasses ? `<g fill="rgb(255 255 255 / 7%)" stroke="#3b3f44" stroke-width="4.5"><rect x="134" y="182" width="56" height="42" rx="18"/><rect x="210" y="182" width="56" height="42" rx="18"/><path fill="none" d="M190 199q10-7 20 0M134 198l-18-6M266 198l18-6"/></g>` : ""}
      <path d="${cut.front}" fill="${look.shine}"/>
    </g></g></g></svg>`;
}

export class Face {
  /** `moving`: false for a portrait, which is drawn once. */
  constructor(place, voiceName, { moving = true } = {}) {
    const picture = new DOMParser().parseFromString(skeleton(lookOf(voiceName)), "image/svg+xml").documentElement;
    place.replaceChildren(document.importNode(picture, true));
    this.place = place;
    this.parts = Object.fromEntries([...place.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
    this.now = null;
    this.moving = moving;
    this.drawn = 0;
    this.mouth = 0;
    this.heard = 0;
    this.nextBlink = performance.now() + 2500;
    this.step = this.step.bind(this);
  }

  setMood(mood) {
    this.place.dataset.mood = mood;
    this.goal = MOODS[mood] ?? MOODS.calm;
    if (!this.now) {
      this.now = { ...this.goal };
      this.draw(0, 0);
      if (this.moving) requestAnimationFrame(this.step);
    }
  }

  /** How far the mouth is open, 0 to 1, from the loudness of the voice. */
  setMouth(level) {
    this.heard = still.matches ? 0 : level;
  }

  step(time) {
    if (!this.place.isConnected) return;
    requestAnimationFrame(this.step);
    if (time - this.drawn < FRAME) return;
    this.drawn = time;
    const glide = still.matches ? 1 : GLIDE;
    for (const key of Object.keys(this.goal)) this.now[key] += (this.goal[key] - this.now[key]) * glide;
    this.mouth += (this.heard - this.mouth) * 0.7;
    this.draw(this.blink(time), time);
  }

  /** How far the eyes are shut just now, 0 to 1. */
  blink(time) {
    if (still.matches) return 0;
    if (time > this.nextBlink + 190) this.nextBlink = time + 2200 + Math.random() * 3600;
    const at = (time - this.nextBlink) / 190;
    return at > 0 && at < 1 ? Math.sin(Math.PI * at) : 0;
  }

  draw(shut, time) {
    const { parts, now } = this;
    this.drawEye("left", 163, 1, shut);
    this.drawEye("right", 237, -1, shut);
    this.drawMouth();
    const lift = this.mouth * 3;
    const brow = (side) => {
      const [inner, outer, middle] = [200 - side * 15, 200 - side * 64, 200 - side * 38];
      const y = 172 - lift;
      return `M${outer} ${y + now.browOut}Q${middle} ${y - now.arch + (now.browIn + now.browOut) / 2 - 4} ${inner} ${y + now.browIn}`;
    };
    parts["brow-left"].setAttribute("d", brow(1));
    parts["brow-right"].setAttribute("d", brow(-1));
    parts.crease.setAttribute("opacity", now.crease);
    for (const eye of ["left", "right"]) parts[`${eye}-iris`].setAttribute("transform", `translate(${now.look} 0)`);
    this.place.style.setProperty("--blush", now.blush.toFixed(2));
    const sway = still.matches ? 0 : Math.sin(time / 1700) * 0.7 + this.mouth * Math.sin(time / 130) * 0.9;
    parts.head.setAttribute("transform", `rotate(${now.tilt + sway} 200 320)`);
    parts.bust.setAttribute("transform", `translate(${200 - 200 * now.lean} ${230 - 230 * now.lean}) scale(${now.lean})`);
  }

  drawEye(name, x, side, shut) {
    const { parts, now } = this;
    const at = (inner) => 190 + (inner ? now.lidIn : now.lidOut) + shut * 25;
    const [inner, outer] = [x + side * 22, x - side * 22];
    const edge = `${outer} ${at(false)}Q${x} ${(at(true) + at(false)) / 2 - 5 + shut * 9} ${inner} ${at(true)}`;
    parts[`${name}-lid`].setAttribute("d", `M${outer} 176L${edge}L${inner} 176Z`);
    parts[`${name}-lash`].setAttribute("d", `M${edge}`);
    const low = 217 - now.squint;
    parts[`${name}-under`].setAttribute("d", `M${outer} 228L${outer} ${low}Q${x} ${low - now.squint} ${inner} ${low}L${inner} 228Z`);
  }

  drawMouth() {
    const { parts, now } = this;
    const open = Math.min(1, now.open + this.mouth * 0.85);
    const width = now.width - this.mouth * 4;
    const corner = 272 - now.smile * 9;
    const top = 272 + now.smile * 6 - open * 9;
    const bottom = 273 + now.smile * 8 + open * 42;
    const path = `M${200 - width} ${corner}Q200 ${2 * top - corner} ${200 + width} ${corner}Q200 ${2 * bottom - corner} ${200 - width} ${corner}Z`;
    for (const name of ["mouth", "inside", "lips"]) parts[name].setAttribute("d", path);
    const upper = (top + corner) / 2;
    parts.teeth.setAttribute("y", Math.min(upper, top) - 3);
    parts.teeth.setAttribute("height", 3 + Math.abs(upper - top) + 8 * open);
    parts.teeth.setAttribute("opacity", open > 0.08 ? 1 : 0);
    parts.tongue.setAttribute("cy", bottom + 1);
    parts.tongue.setAttribute("opacity", open > 0.3 ? 1 : 0);
  }
}
