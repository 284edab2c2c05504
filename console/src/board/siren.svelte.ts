// The sound of an SOS. It begins with a new one and stops only when somebody takes command of it.
// Browsers allow sound only after a click or a key on the page: until then the page says that it
// is blocked, and what would sound is sounding as soon as it may.

const EVERY_MS = 3000;
const QUIET_EVERY = 4;
const BEATS = 4;
const BEAT_S = 0.22;
const VOLUME = 0.25;

export type Sounding = "off" | "blocked" | "ready" | "sounding";

class Siren {
  isOn = $state(localStorage.getItem("sound") !== "off");
  /** Of how many SOS nobody has command, and whether all of them are of unverified numbers. */
  private owed = $state(0);
  private isFaint = $state(false);
  private mayPlay = $state(false);
  private context: AudioContext | undefined;
  private turn = 0;

  constructor() {
    const wake = () => void this.wake();
    for (const event of ["click", "keydown"]) addEventListener(event, wake);
    setInterval(() => this.beat(), EVERY_MS);
    // A browser that was told to let this page sound does so at once, after a reload too.
    if (this.isOn) wake();
  }

  get state(): Sounding {
    if (!this.isOn) return "off";
    if (!this.mayPlay) return "blocked";
    return this.owed ? "sounding" : "ready";
  }

  get count(): number {
    return this.owed;
  }

  toggle(): void {
    this.isOn = !this.isOn;
    localStorage.setItem("sound", this.isOn ? "on" : "off");
    if (this.isOn) void this.wake().then(() => this.play(1));
  }

  /** So many SOS have nobody in command; a new one is heard at once. */
  owes(count: number, isFaint: boolean, isNew: boolean): void {
    this.owed = count;
    this.isFaint = isFaint;
    if (isNew) this.play(isFaint ? 1 : BEATS);
  }

  async wake(): Promise<void> {
    this.context ??= new AudioContext();
    this.context.onstatechange = () => { this.mayPlay = this.context?.state === "running"; };
    if (this.context.state !== "running") await this.context.resume().catch(() => undefined);
    const was = this.mayPlay;
    this.mayPlay = this.context.state === "running";
    if (!was && this.mayPlay) this.beat();
  }

  // An unverified number is heard too, fainter and not as often: a flood of them must not drown a known voice.
  private beat(): void {
    this.turn += 1;
    if (!this.owed) return;
    if (!this.isFaint) this.play(BEATS);
    else if (this.turn % QUIET_EVERY === 0) this.play(1);
  }

  private play(beats: number): void {
    if (!this.isOn || this.context?.state !== "running") return;
    for (let beat = 0; beat < beats; beat += 1) this.tone(this.context, beat % 2 ? 660 : 880, beat * BEAT_S);
  }

  private tone(context: AudioContext, pitch: number, after: number): void {
    const at = context.currentTime + after;
    const source = context.createOscillator();
    const volume = context.createGain();
    source.frequency.value = pitch;
    volume.gain.setValueAtTime(VOLUME, at);
    volume.gain.linearRampToValueAtTime(0, at + 0.2);
    source.connect(volume).connect(context.destination);
    source.start(at);
    source.stop(at + 0.2);
  }
}

export const siren = new Siren();
