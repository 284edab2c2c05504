// Press and hold, by finger, mouse or key. Whoever cannot hold (a switch, a screen reader, a key
// that is only tapped) presses twice instead: `tap` says that it was let go too soon.

export interface Holding {
  readonly ms: number;
  begin(): void;
  end(): void;
  held(): void;
  tap(): void;
}

export function hold(button: HTMLElement, given: Holding): { update(next: Holding): void; destroy(): void } {
  let does = given;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasHeld = false;

  function begin(byPointer: boolean): void {
    if (timer !== undefined) return;
    wasHeld = false;
    does.begin();
    timer = setTimeout(() => {
      timer = undefined;
      // A click follows the finger that is lifted, and none a key.
      wasHeld = byPointer;
      does.end();
      does.held();
    }, does.ms);
  }

  function letGo(): void {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    does.end();
  }

  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    // A thumb that trembles off the button has not let go.
    button.setPointerCapture(event.pointerId);
    begin(true);
  };
  const keydown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    if (!event.repeat) begin(false);
  };
  const keyup = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    const early = timer !== undefined;
    letGo();
    if (early) does.tap();
  };
  const click = (event: MouseEvent): void => {
    event.preventDefault();
    if (!wasHeld) does.tap();
    wasHeld = false;
  };
  const menu = (event: Event): void => event.preventDefault();

  button.addEventListener("pointerdown", down);
  button.addEventListener("pointerup", letGo);
  button.addEventListener("pointercancel", letGo);
  button.addEventListener("keydown", keydown);
  button.addEventListener("keyup", keyup);
  button.addEventListener("blur", letGo);
  button.addEventListener("click", click);
  button.addEventListener("contextmenu", menu);
  return {
    update: (next) => (does = next),
    destroy: () => letGo(),
  };
}
