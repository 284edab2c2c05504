// Which language this browser reads. Every catalogue has the shape of the English one, so what is
// missing in another does not compile.

export type Language = "en" | "es";
export const LANGUAGES: readonly Language[] = ["en", "es"];

function first(): Language {
  const wanted = [localStorage.getItem("language"), ...navigator.languages];
  return LANGUAGES.find((each) => wanted.find((tag) => tag && LANGUAGES.some((l) => tag.startsWith(l)))?.startsWith(each)) ?? "en";
}

class Reading {
  language = $state<Language>(first());
  private readonly listeners: (() => void)[] = [];

  /** The one to change to: there are two. */
  get other(): Language {
    return this.language === "es" ? "en" : "es";
  }

  /** Whoever shows what the service said asks for it again in the other language. */
  listen(heard: () => void): void {
    this.listeners.push(heard);
  }

  choose(language: Language): void {
    this.language = language;
    localStorage.setItem("language", language);
    document.documentElement.lang = language;
    for (const heard of this.listeners) heard();
  }
}

export const reading = new Reading();
document.documentElement.lang = reading.language;
