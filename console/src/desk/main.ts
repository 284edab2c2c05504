import "../../../src/tocsin/web/static/base.css";
import "../entry/page.css";
import "./desk.css";

import { mount } from "svelte";

import App from "./App.svelte";

mount(App, { target: document.getElementById("app")! });
