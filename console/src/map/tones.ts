// The colours of the map. What is drawn on it is told apart by its shape first; the colours keep
// apart for eyes that see no red or no green, too (tests/web/test_map_tones.py says how far).

export type Theme = "dark" | "light";

export interface Tones {
  readonly ground: string; readonly residential: string; readonly commercial: string; readonly industrial: string; readonly public: string;
  readonly wood: string; readonly grass: string; readonly farmland: string; readonly bare: string; readonly wetland: string;
  readonly parking: string; readonly square: string; readonly water: string; readonly waterText: string; readonly building: string; readonly wall: string;
  readonly casing: string; readonly minor: string; readonly service: string; readonly secondary: string; readonly primary: string; readonly motorway: string;
  readonly path: string; readonly railway: string; readonly text: string; readonly quiet: string; readonly halo: string;
  readonly unit: string; readonly peak: string; readonly evidence: string; readonly hearsay: string; readonly wait: string;
  readonly closed: string; readonly onClosed: string; readonly slow: string; readonly onSlow: string; readonly area: string; readonly reach: string;
  readonly open: string; readonly under_way: string; readonly clear: string; readonly ink: string; readonly paper: string;
}

export const TONES: Record<Theme, Tones> = {
  dark: {
    ground: "#0f141b", residential: "#141a23", commercial: "#191d28", industrial: "#1a1c22", public: "#1a1d2a",
    wood: "#12241b", grass: "#15281c", farmland: "#1a1f19", bare: "#23211c", wetland: "#142a2b",
    parking: "#1e2532", square: "#202530", water: "#12334f", waterText: "#8fc4ee", building: "#2a3442", wall: "#425064",
    casing: "#080b0f", minor: "#455266", service: "#323c4c", secondary: "#5b6a80", primary: "#7487a0", motorway: "#93886a",
    path: "#6b7a5f", railway: "#6d6a80", text: "#f3f6fa", quiet: "#b4bfcd", halo: "#0b0e13",
    unit: "#56b4e9", peak: "#ff8080", evidence: "#ffffff", hearsay: "#ffce4a", wait: "#9aff96",
    closed: "#b3131b", onClosed: "#ffffff", slow: "#ffd23f", onSlow: "#181200", area: "#cc87ab", reach: "#8fcbff",
    open: "#d5deea", under_way: "#ffce4a", clear: "#9aff96", ink: "#ffffff", paper: "#0b0e13",
  },
  light: {
    ground: "#f3f2ee", residential: "#eceae5", commercial: "#f0e6dc", industrial: "#e6e4ea", public: "#f0ebdb",
    wood: "#c3dcbb", grass: "#d6e8c9", farmland: "#eceed8", bare: "#e9e0cc", wetland: "#cfe3dd",
    parking: "#dfe2e6", square: "#e3e0d8", water: "#a4cbe8", waterText: "#14507f", building: "#d3cdc2", wall: "#a8a092",
    casing: "#9b968b", minor: "#ffffff", service: "#fbfaf6", secondary: "#fff3c4", primary: "#ffe08a", motorway: "#f3b75e",
    path: "#7d6a4a", railway: "#77737f", text: "#10151c", quiet: "#46525f", halo: "#ffffff",
    unit: "#03529d", peak: "#940a04", evidence: "#10151c", hearsay: "#461400", wait: "#0d6b34",
    closed: "#b3131b", onClosed: "#ffffff", slow: "#ffd23f", onSlow: "#181200", area: "#742067", reach: "#03529d",
    open: "#525051", under_way: "#461400", clear: "#0d6b34", ink: "#10151c", paper: "#ffffff",
  },
};
