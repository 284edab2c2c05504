// What this phone keeps by itself: notes, what has not been sent yet, and a few settings. Nothing
// in here is called by what it is for. The page and its worker share it.

export interface Note {
  readonly id: string;
  readonly text: string;
  readonly at: number;
}

/** A request that the service has not accepted. It leaves the store by being accepted only. */
export interface Unsent {
  readonly id: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly at: number;
}

type Store = "notes" | "unsent" | "kept";

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open("notes", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("notes", { keyPath: "id" });
      asked.result.createObjectStore("unsent", { keyPath: "id" });
      asked.result.createObjectStore("kept");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(new Error("store"));
  });
  // What failed once may work the next time.
  opened.catch(() => (opened = undefined));
  return opened;
}

async function change(store: Store, how: (items: IDBObjectStore) => void): Promise<void> {
  const base = await open();
  return new Promise((done, fail) => {
    // Strict: it is on the disk of the phone, not only on its way there.
    const turn = base.transaction(store, "readwrite", { durability: "strict" });
    how(turn.objectStore(store));
    turn.oncomplete = () => done();
    turn.onerror = turn.onabort = () => fail(new Error("store"));
  });
}

async function read<T>(store: Store, how: (items: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const base = await open();
  return new Promise((done, fail) => {
    const asked = how(base.transaction(store).objectStore(store));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(new Error("store"));
  });
}

export const put = (store: "notes" | "unsent", item: Note | Unsent): Promise<void> =>
  change(store, (items) => items.put(item));

export const drop = (store: "notes" | "unsent", id: string): Promise<void> =>
  change(store, (items) => items.delete(id));

export const notes = (): Promise<Note[]> => read("notes", (items) => items.getAll() as IDBRequest<Note[]>);

export const unsent = async (): Promise<Unsent[]> =>
  (await read("unsent", (items) => items.getAll() as IDBRequest<Unsent[]>)).sort((a, b) => a.at - b.at);

export const keep = (name: string, value: unknown): Promise<void> =>
  change("kept", (items) => (value === undefined ? items.delete(name) : items.put(value, name)));

export const kept = <T>(name: string): Promise<T | undefined> =>
  read("kept", (items) => items.get(name) as IDBRequest<T | undefined>);

/** An id that makes a repetition count once. Without https a browser has no `randomUUID`. */
export const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, "0")).join("");
