(() => {
  const player = document.querySelector("audio");
  const head = document.querySelector(".chart .head");
  const length = Number(head ? head.dataset.length : 0);
  let until = Infinity;
  document.documentElement.classList.add("plays");

  function follow() {
    if (player.currentTime >= until) {
      until = Infinity;
      player.pause();
    }
    if (head && length) {
      const at = `${Math.min(100, (100 * player.currentTime) / length)}%`;
      head.setAttribute("x1", at);
      head.setAttribute("x2", at);
    }
    if (!player.paused) requestAnimationFrame(follow);
  }

  document.addEventListener("click", (event) => {
    const part = event.target.closest("[data-from]");
    if (!part) return;
    event.preventDefault();
    until = Number(part.dataset.to);
    player.currentTime = Number(part.dataset.from);
    player.play().catch(() => { until = Infinity; });
  });
  player.addEventListener("play", follow);
  player.addEventListener("seeked", follow);
})();
