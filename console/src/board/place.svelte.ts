// Where one is in the console, kept in the address so that a reload or a second window is in the
// same place. Only ids and words of our own stand there: never a name, a position or a secret.

const ID = /^[A-Za-z0-9_-]{1,64}$/;

class Place {
  incident = $state("");

  constructor() {
    this.read();
    addEventListener("popstate", () => this.read());
  }

  choose(incident: string): void {
    if (incident === this.incident) return;
    this.incident = incident;
    const query = incident ? `?incident=${encodeURIComponent(incident)}` : "";
    history.replaceState(null, "", location.pathname + query);
  }

  private read(): void {
    const asked = new URLSearchParams(location.search).get("incident") ?? "";
    this.incident = ID.test(asked) ? asked : "";
  }
}

export const place = new Place();
