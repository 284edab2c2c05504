// A short two-tone sound for a new SOS. Browsers allow sound only after a click on the page.

export class Sound {
  constructor() {
    this.isOn = localStorage.getItem("sound") !== "off";
    this.context = null;
    const wake = () => { this.context ??= new AudioContext(); this.context.resume(); };
    for (const event of ["pointerdown", "keydown"]) addEventListener(event, wake, { once: true });
  }

  toggle() {
    this.isOn = !this.isOn;
    localStorage.setItem("sound", this.isOn ? "on" : "off");
    if (this.isOn) this.alarm(false);
  }

  alarm(isKnown) {
    if (!this.isOn || this.context?.state !== "running") return;
    const times = isKnown ? 4 : 1;
    for (let beat = 0; beat < times; beat += 1) this.tone(beat % 2 ? 660 : 880, beat * 0.22);
  }

  tone(pitch, after) {
    const at = this.context.currentTime + after;
    const source = this.context.createOscillator();
    const volume = this.context.createGain();
    source.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, at);
    volume.gain.linearRampToValueAtTime(0, at + 0.2);
    source.connect(volume).connect(this.context.destination);
    source.start(at);
    source.stop(at + 0.2);
  }
}
